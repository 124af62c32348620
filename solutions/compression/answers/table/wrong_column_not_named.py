"""A type that is not supported is refused without naming the column.

kind: wrong
reason: refuses
hint: columns.to_streams knows the type but not the name of the column. In a table of a hundred columns the name is what the reader needs.
breaks: bad_type
"""

from types import SimpleNamespace

columns = SimpleNamespace(
    supported=lambda type_: True, to_streams=columns.to_streams, from_streams=columns.from_streams)
