"""A column of one value is treated as if it were empty.

kind: wrong
reason: constant
hint: One value has a smallest value and a count of 1. Only a column without values has neither.
"""

encode_rows = for_encode


def for_encode(a):
    return encode_rows(a if len(a) > 1 else a[:0])
