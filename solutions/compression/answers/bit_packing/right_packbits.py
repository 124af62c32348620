"""All bits are laid out as a matrix, one row for each value, and numpy packs them.

kind: right
"""


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"uint64 expected, got {a.dtype}")
    if width < 0 or width > 64:
        raise ValueError(f"width {width} is outside 0 to 64")
    if width < 64 and (a >> np.uint64(width)).any():
        raise ValueError(f"{a.max()} needs more than {width} bits")
    some_bytes = np.ascontiguousarray(np.ascontiguousarray(a).view(np.uint8).reshape(-1, 8)[:, : (width + 7) // 8])
    bits = np.unpackbits(some_bytes.ravel(), bitorder="little").reshape(len(a), (width + 7) // 8 * 8)[:, :width]
    return np.packbits(bits.ravel(), bitorder="little")


def bit_unpack(packed, width, count):
    if width < 0 or width > 64:
        raise ValueError(f"width {width} is outside 0 to 64")
    bytes_each = (width + 7) // 8
    bits = np.zeros((count, bytes_each * 8), np.uint8)
    bits[:, :width] = np.unpackbits(packed, count=count * width, bitorder="little").reshape(count, width)
    values = np.zeros((count, 8), np.uint8)
    values[:, :bytes_each] = np.packbits(bits.ravel(), bitorder="little").reshape(count, bytes_each)
    return values.view(np.uint64).ravel()
