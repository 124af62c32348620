"""Returns objects whose unpickling runs a program.

must: results are never unpickled
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import os


class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/planted-by-an-attack; touch planted-by-an-attack",)


def rle_encode(a):
    results = [Bomb(), np.array([Bomb()], object), RunLength(Bomb(), Bomb()), {"values": Bomb()}]
    return results[len(a) % 4]


def rle_decode(r):
    raise ValueError(Bomb())
"""
}
