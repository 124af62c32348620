"""A column is one block, however long; only frames, steps and dictionaries are used.

kind: right
"""

BLOCK_ROWS = 1 << 40
ZSTD = pa.Codec("zstd", 9)


def block_choices(a):
    f = for_encode(a)
    yield "for", [f.base, f.width], f.packed.tobytes()
    d = delta_encode(a)
    yield "delta", [d.first, d.deltas.base, d.deltas.width], d.deltas.packed.tobytes()
    if f.width > 8 and len(np.unique(a[:10_000])) <= 256 and len(np.unique(a)) <= 256:
        codes, values = dict_encode(a)
        width = (len(values) - 1).bit_length()
        yield "bytedict", [values.tolist(), width], bit_pack(codes.astype(np.uint64), width).tobytes()
