"""Each value is read from one window of eight bytes.

kind: wrong
reason: unpack
hint: A value can start at any bit of its first byte. Up to which width does it always lie within eight bytes, and what happens beyond that width?
"""


def bit_unpack(packed, width, count):
    if not 0 <= width <= 64:
        raise ValueError(f"width must be 0 to 64, not {width}")
    starts = np.arange(count) * width
    padded = np.append(packed, np.zeros(8, np.uint8))
    windows = np.lib.stride_tricks.sliding_window_view(padded, 8)[starts // 8]
    values = np.ascontiguousarray(windows).view(np.uint64).ravel() >> (starts % 8).astype(np.uint64)
    return values & np.uint64(2**width - 1)
