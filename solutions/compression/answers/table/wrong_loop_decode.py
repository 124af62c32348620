"""The base is added to the offsets one after the other in Python.

kind: wrong
reason: speed
hint: Adding a number to a whole array is one numpy operation. Measure a block: what takes longer, unpacking it or what you do afterwards?
breaks: speed
"""


def for_decode(f):
    return np.array([f.base + offset for offset in unpack(f.packed, f.width, f.count).tolist()], np.int64)
