"""The schema is left in a variable of the program and not in the bytes.

kind: wrong
reason: types
hint: Whoever decodes has the bytes and nothing else: perhaps another table was encoded in between, perhaps the program was started anew.
breaks: alone
"""

encode_with_schema, decode_with_schema = encode_table, decode_table


def encode_table(table):
    global SCHEMA
    SCHEMA = table.schema
    return encode_with_schema(table)


def decode_table(encoded):
    table = decode_with_schema(encoded)
    return pa.Table.from_arrays(table.columns, schema=SCHEMA)
