"""Returns arrays of objects whose methods loop, raise, or lie about their length.

must: they are wrong; none of the methods runs in the test process
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
class Bad:
    def __len__(self):
        return 2**62

    def __repr__(self):
        raise ValueError("no")

    def __eq__(self, other):
        raise SystemExit(1)

    __hash__ = None


def rle_encode(a):
    many = np.empty(100, object)
    many[:] = [Bad() for _ in range(100)]
    return RunLength(many, many)


def rle_decode(r):
    return np.array([Bad()], object)
"""
}
