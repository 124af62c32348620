"""Whole blocks of 131,072 rows come first; a footer and its length end the bytes, as in Parquet.

kind: right
"""

ROWS_IN_BLOCK = 131_072
END = b"ends here"


def encode_table(table):
    body, footer = bytearray(), {"rows": table.num_rows, "schema": table.schema.serialize().to_pybytes().hex(), "columns": []}
    for field, column in zip(table.schema, table.columns):
        if not columns.supported(field.type):
            raise TypeError(f"cannot store column {field.name} of type {field.type}")
        stored = {}
        for name, array in columns.to_streams(column).items():
            stored[name] = []
            step = ROWS_IN_BLOCK if array.dtype == np.int64 else max(1, len(array))
            for start in range(0, len(array), step):
                block = array[start : start + step]
                if array.dtype == np.int64:
                    notes, payload = encode_block(block)
                else:
                    notes, payload = ["text", [], len(block)], pa.Codec("zstd", 6).compress(block.tobytes(), asbytes=True)
                stored[name].append([len(body), len(payload), *notes])
                body += payload
        footer["columns"].append(stored)
    end = pa.Codec("zstd").compress(json.dumps(footer).encode(), asbytes=True)
    plain = len(json.dumps(footer))
    return b"".join([body, end, len(body).to_bytes(8, "big"), plain.to_bytes(8, "big"), END])


def decode_table(encoded):
    if not encoded.endswith(END):
        raise ValueError("no table ends here")
    tail = len(encoded) - len(END) - 16
    at, plain = (int.from_bytes(encoded[tail + k : tail + k + 8], "big") for k in (0, 8))
    footer = json.loads(pa.Codec("zstd").decompress(encoded[at:tail], plain, asbytes=True))
    schema = pa.ipc.read_schema(pa.py_buffer(bytes.fromhex(footer["schema"])))
    data, arrays = np.frombuffer(encoded, np.uint8), []
    for field, stored in zip(schema, footer["columns"]):
        streams = {}
        for name, blocks in stored.items():
            parts = [np.empty(0, np.uint8 if name == "bytes" else np.int64)]
            for start, size, kind, notes, rows in blocks:
                payload = data[start : start + size]
                parts.append(np.frombuffer(pa.Codec("zstd").decompress(payload, rows), np.uint8) if kind == "text"
                             else decode_block(kind, notes, rows, payload))
            streams[name] = np.concatenate(parts)
        arrays.append(columns.from_streams(field.type, streams, footer["rows"]))
    if arrays:
        return pa.Table.from_arrays(arrays, schema=schema)
    return pa.table({"no": pa.nulls(footer["rows"])}, metadata=schema.metadata).select([])
