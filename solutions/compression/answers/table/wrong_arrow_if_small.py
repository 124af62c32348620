"""Small tables are not worth the trouble and go into a stream of Arrow.

kind: wrong
reason: own
hint: How many rows must a table have before the format is yours?
"""

encode_own, decode_own = encode_table, decode_table


def encode_table(table):
    encoded = encode_own(table)  # refusals as in the reference
    if table.num_rows >= 1_000:
        return encoded
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    stream = sink.getvalue().to_pybytes()
    return (
        b"ARROW" + len(stream).to_bytes(8, "little") + table.num_rows.to_bytes(8, "little") + stream
    )


def decode_table(encoded):
    if encoded[:5] != b"ARROW":
        return decode_own(encoded)
    if len(encoded) < 21 or len(encoded) != 21 + int.from_bytes(encoded[5:13], "little"):
        raise ValueError("the table was cut short")
    table = pa.ipc.open_stream(pa.py_buffer(encoded[21:])).read_all()
    rows = int.from_bytes(encoded[13:21], "little")
    if table.num_columns:
        return table
    return pa.table({"": pa.nulls(rows)}, metadata=table.schema.metadata).select([])
