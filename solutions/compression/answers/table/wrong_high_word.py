"""A decimal is taken to fit 64 bits.

kind: wrong
reason: types
hint: decimal128(38, 0) holds numbers of 38 digits, for which columns.to_streams gives two streams. Store every stream that it gives.
"""

from types import SimpleNamespace

take_apart = columns.to_streams
columns = SimpleNamespace(
    supported=columns.supported, from_streams=columns.from_streams,
    to_streams=lambda column: {name: array for name, array in take_apart(column).items() if name != "high"})
