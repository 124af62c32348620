"""Only whole blocks are stored of a column that has more than one.

kind: wrong
reason: bit_exact
hint: 600,572 rows are nine blocks of 65,536 and a shorter one. Does your loop reach the rows after the last whole block?
breaks: long
"""

from types import SimpleNamespace

take_apart = columns.to_streams


def to_streams(column):
    streams = take_apart(column)
    return {name: array[: len(array) // BLOCK_ROWS * BLOCK_ROWS] if array.dtype == np.int64 and len(array) > BLOCK_ROWS else array
            for name, array in streams.items()}


columns = SimpleNamespace(supported=columns.supported, from_streams=columns.from_streams, to_streams=to_streams)
