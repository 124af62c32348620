"""What may pass between the student's process and the test process: data, written as JSON and
buffers, never pickled.

Exact built-in types, numpy arrays and scalars, Arrow arrays, tables, schemas and types, and the
named records of ``warehouse``. Everything else stays where it is and passes as a reference, which
``bridge`` knows what to do with. A subclass is not data: an int that says it equals everything is
an object, and arrives as a reference.

Arrow arrays pass as they lie in memory, whole buffers with offset and length, so that what a table
holds on to can be weighed on the other side. Whatever comes is validated before it is used.
"""

from autograder.execution.data_classes import NotData, qualified
from autograder.execution.reader import Reader
from autograder.execution.writer import Writer

__all__ = ["NotData", "Reader", "Writer", "qualified"]
