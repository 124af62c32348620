"""Returns subclasses of ndarray that claim to equal everything and to be plain arrays.

must: a subclass is not an array; no check passes
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
class Equal(np.ndarray):
    __eq__ = lambda self, other: np.ones(self.shape, bool)
    __ne__ = lambda self, other: np.zeros(self.shape, bool)
    __array_ufunc__ = lambda self, ufunc, method, *inputs, **named: np.zeros(len(self), bool)
    __array_function__ = lambda self, function, types, args, named: np.zeros(0, np.int64)
    __class__ = np.ndarray

    def view(self, *args):
        return self


def rle_encode(a):
    return RunLength(a[:1].view(Equal), np.array([len(a)]).view(Equal))


def rle_decode(r):
    return np.zeros(int(r.lengths.sum())).view(Equal)
"""
}
