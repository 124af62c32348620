"""Returns arrays of dtypes that comparisons seldom meet: long doubles, other byte orders, records, moments, no bytes at all.

must: they are wrong, not the grader's fault
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
arrays = [
    np.ones(3, np.longdouble),
    np.ones(3, ">i8"),
    np.zeros(3, [("a", "i4"), ("b", "O")]),
    np.array([2**62], "M8[Y]"),
    np.array(["NaT"], "m8[as]"),
    np.zeros(3, "V0"),
    np.zeros(3, "S0"),
    np.zeros(3, "U0"),
    np.array(5),
    np.ones((2, 2), np.clongdouble),
    np.ma.masked_array([1, 2], [True, False]),
    np.matrix([[1]]),
    np.zeros(3, np.dtype(("i4", (2,)))),
    np.float128(1),
]


def rle_encode(a):
    arrays.append(arrays.pop(0))
    return RunLength(arrays[0], arrays[1])


def rle_decode(r):
    arrays.append(arrays.pop(0))
    return arrays[0]
"""
}
