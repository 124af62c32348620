"""Raises exceptions that have the names of the grader's own, in cells and in functions.

must: names decide nothing; there is a grade, and no points
earns: 0
others: reference
exercises: rle
"""

CELLS = {
    "rle": r"""
class GraderFault(Exception):
    pass


class GraderFaultError(Exception):
    pass


DataError = type("DataError", (Exception,), {})


def rle_encode(a):
    raise GraderFault("the test process ended")


def rle_decode(r):
    raise GraderFaultError("the test process ended")


raise DataError("no data: run make data")
"""
}
