"""A Parquet file of a better codec, its bytes turned round.

kind: wrong
reason: own
hint: The bytes are smaller and come back, but the format is not yours. The exercise is to make the choices that Parquet makes for you here.
breaks: own
"""

from io import BytesIO

import pyarrow.parquet as pq


def encode_table(table):
    for field in table.schema:
        if not columns.supported(field.type):
            raise TypeError(f"{field.name}: {field.type}")
    file = BytesIO()
    pq.write_table(table, file, compression="zstd", compression_level=15)
    return b"T" + file.getvalue()[::-1]


def decode_table(encoded):
    if encoded[:1] != b"T":
        raise ValueError("no table")
    try:
        return pq.read_table(BytesIO(encoded[:0:-1]), use_threads=False)
    except pa.ArrowException as error:
        raise ValueError(f"no table: {error}") from None
