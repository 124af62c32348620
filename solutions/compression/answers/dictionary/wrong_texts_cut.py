"""Texts are stored as wide as the first of them.

kind: wrong
reason: texts
hint: numpy's text arrays have a fixed width, and an assignment beyond it cuts off letters silently. Take the dtype of the column, not of one value.
"""

encode_whole = dict_encode


def dict_encode(a):
    codes, values = encode_whole(a)
    return Dictionary(codes, values.astype(f"U{len(values[0])}") if a.dtype.kind == "U" and len(a) else values)
