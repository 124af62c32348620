"""Bits are made bytes by a division that gives floats, and nothing is refused: a first draft.

kind: wrong
reason: widths
hint: 31.0 is a float, and 31 a whole number. Which sign of Python's divides whole numbers by whole numbers?
"""

import pyarrow as pa
import pyarrow.compute as pc


def row_store_bytes(table):
    return column_store_bytes(table, table.column_names)


def column_store_bytes(table, columns):
    total = 0
    for name in columns:
        if pa.types.is_string(table[name].type):
            total += pc.sum(pc.binary_length(table[name])).as_py() + 4 * len(table)
        else:
            total += len(table) * table[name].type.bit_width / 8
    return total
