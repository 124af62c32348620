"""Raises every kind of strange exception: groups, classes with impossible names, texts that are none, cycles of causes.

must: each is an error of the student's; there is a grade
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
class Nameless(type):
    __name__ = property(lambda cls: "x\0y")
    __qualname__ = property(lambda cls: 5)


class Strange(Exception, metaclass=Nameless):
    def __str__(self):
        return 5


class Bare(BaseException):
    pass


cyclic = ValueError("a")
cyclic.__cause__ = KeyError("b")
cyclic.__cause__.__cause__ = cyclic
kinds = [
    ExceptionGroup("many", [ValueError("a"), ExceptionGroup("more", [TypeError("b")])]),
    Strange(),
    Bare(),
    cyclic,
    GeneratorExit(),
    StopIteration(5),
    KeyboardInterrupt(),
    type("\u202e", (OSError,), {})(),
    SyntaxError("x"),
    type("a" * 10_000, (Exception,), {})(),
    BaseExceptionGroup("many", [SystemExit(0)]),
    UnicodeDecodeError("utf-8", b"x", 0, 1, "no"),
]


def rle_encode(a):
    kinds.append(kinds.pop(0))
    raise kinds[-1]


def rle_decode(r):
    return rle_encode(r)
"""
}
