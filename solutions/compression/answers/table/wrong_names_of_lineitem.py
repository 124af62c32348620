"""The encodings are chosen by the names of lineitem's columns; others are stored as they are.

kind: wrong
reason: another_table
hint: Tomorrow's table has other names. Let the values of a block decide, not the name of its column.
breaks: others
"""

encode_choosing, encode_block_choosing = encode_table, encode_block


def encode_table(table):
    global known
    known = all(name.startswith("l_") for name in table.column_names)
    return encode_choosing(table)


def encode_block(a):
    return encode_block_choosing(a) if known else (["for", [0, 64], len(a)], a.tobytes())
