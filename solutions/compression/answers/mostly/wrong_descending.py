"""The exceptions are listed from the last row to the first.

kind: wrong
reason: exceptions
hint: The task asks for ascending row numbers: then a reader of part of the column can find its exceptions by a binary search.
breaks: ascending
"""

encode_ascending = mostly_encode


def mostly_encode(a, width):
    width, values, at, exceptions = encode_ascending(a, width)
    return Mostly(width, values, at[::-1].copy(), exceptions[::-1].copy())
