"""Values that do not fit lose their high bits without a word.

kind: wrong
reason: refuses
hint: A storage format that changes values silently is worse than one that fails. Look at the largest value before you pack.
breaks: bad_value
"""

pack_checked = bit_pack


def bit_pack(a, width):
    return pack_checked(a & np.uint64(2 ** max(width, 0) - 1) if a.dtype == np.uint64 and width < 64 else a, width)
