"""Returns bytes that a careless reader would unpack into terabytes: zip, gzip, zstd, npy, Parquet.

must: bytes are only compared; nothing is unpacked
earns: 0
exercises: table
others: reference
"""

CELLS = {
    "table": r"""
import bz2
import gzip
import io
import struct

header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }"
npy = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
bombs = [
    gzip.compress(bytes(50 << 20)),
    bz2.compress(bytes(50 << 20)),
    npy,
    bytes(pa.Codec("zstd").compress(bytes(50 << 20))),
    b"PAR1" + bytes(100) + b"\xff\xff\xff\x7fPAR1",
]


def encode_table(table):
    bombs.append(bombs.pop(0))
    return bombs[0]


def decode_table(encoded):
    return encoded
"""
}
