"""Nulls are stored as zeros and empty texts.

kind: wrong
reason: types
hint: 0 is a value, null is the absence of one. Where a column has nulls, columns.to_streams gives a stream that says which rows are valid.
breaks: nulls
"""

from types import SimpleNamespace

take_apart = columns.to_streams
columns = SimpleNamespace(
    supported=columns.supported, from_streams=columns.from_streams,
    to_streams=lambda column: {name: array for name, array in take_apart(column).items() if name != "valid"})
