"""The 64 positions lie side by side in memory, and the mask is made without a shift by 64.

kind: right
"""


def checked(width):
    if width not in range(65):
        raise ValueError(f"width {width} is outside 0 to 64")


def bit_pack(a, width):
    if a.dtype != np.dtype("uint64"):
        raise TypeError("values must be uint64")
    checked(width)
    too_wide = a[a > (np.iinfo(np.uint64).max >> (64 - width) if width else 0)]
    if too_wide.size:
        raise ValueError(f"{too_wide[0]} does not fit in {width} bits")
    groups = (len(a) + 63) // 64
    lanes = np.resize(np.append(a, np.zeros(groups * 64 - len(a), np.uint64)), (groups, 64)).T.copy()
    words = np.zeros((width + 1, groups), np.uint64)
    for place in range(64):
        bit = place * width
        words[bit // 64] |= lanes[place] << np.uint64(bit % 64)
        if bit % 64:
            words[bit // 64 + 1] |= lanes[place] >> np.uint64(64 - bit % 64)
    return words[:width].T.copy().view(np.uint8).ravel()[: (len(a) * width + 7) // 8]


def bit_unpack(packed, width, count):
    checked(width)
    groups = (count + 63) // 64
    whole = np.zeros(groups * width * 8, np.uint8)
    whole[: packed.size] = packed
    words = np.zeros((width + 1, groups), np.uint64)
    words[:width] = whole.view(np.uint64).reshape(groups, width).T
    lanes = np.empty((64, groups), np.uint64)
    for place in range(64):
        word, shift = divmod(place * width, 64)
        lanes[place] = words[word] >> np.uint64(shift)
        if shift:
            lanes[place] |= words[word + 1] << np.uint64(64 - shift)
    lanes &= np.uint64(2**width - 1)
    return lanes.T.ravel()[:count].copy()
