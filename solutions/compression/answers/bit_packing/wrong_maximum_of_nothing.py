"""The largest value of an empty column is asked for.

kind: wrong
reason: empty
hint: An empty column has no maximum, and nothing in it can be too wide.
breaks: empty
"""

pack_rows = bit_pack


def bit_pack(a, width):
    if a.dtype != np.uint64:
        raise TypeError(f"bit_pack takes uint64, not {a.dtype}")
    if int(a.max()).bit_length() > width:
        raise ValueError(f"{a.max()} does not fit {width} bits")
    return pack_rows(a, width)
