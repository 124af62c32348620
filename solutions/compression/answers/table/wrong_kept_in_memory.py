"""The table stays in memory, and the bytes are only the key under which it is found.

kind: wrong
reason: size
hint: Bytes that mean something only while the program runs are not a storage format. Could another process decode them?
"""

KEPT = {}


def encode_table(table):
    for field in table.schema:
        if not columns.supported(field.type):
            raise TypeError(f"column {field.name!r} has type {field.type}")
    key = b"table %06d" % len(KEPT)
    KEPT[key] = table
    return key


def decode_table(encoded):
    if encoded not in KEPT:
        raise ValueError("no such table")
    return KEPT[encoded]
