"""The table is written as a Parquet file, only with a better codec.

kind: wrong
reason: own
hint: The bytes are smaller and come back, but the format is not yours. The exercise is to make the choices that Parquet makes for you here.
"""

import pyarrow.parquet as pq

encode_own, decode_own = encode_table, decode_table


def encode_table(table):
    sink = pa.BufferOutputStream()
    if table.num_rows < 45_000 or not table.num_columns:  # refusals and small tables as in the reference
        return encode_own(table)
    pq.write_table(table, sink, compression="zstd", compression_level=15)
    return sink.getvalue().to_pybytes()


def decode_table(encoded):
    return pq.read_table(pa.BufferReader(encoded), use_threads=False) if encoded[-4:] == b"PAR1" else decode_own(encoded)
