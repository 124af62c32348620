"""Arrays of another dtype are converted instead of refused.

kind: wrong
reason: refuses
hint: What becomes of 1.5, or of -1, when it is cast to uint64? The caller has to decide that: refuse with TypeError.
breaks: bad_dtype
"""

pack_uint64 = bit_pack


def bit_pack(a, width):
    return pack_uint64(a.astype(np.uint64), width)
