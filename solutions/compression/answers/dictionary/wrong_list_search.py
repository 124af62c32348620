"""Every row is looked up in a Python list.

kind: wrong
reason: speed
hint: A list is searched from its beginning for every row. np.unique finds values and codes of all rows in one call.
breaks: speed
"""


def dict_encode(a):
    rows = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    distinct, codes = [], []
    for value in rows.tolist():
        if value not in distinct:
            distinct.append(value)
        codes.append(distinct.index(value))
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(np.array(codes, np.uint8), np.array(distinct, rows.dtype).view(a.dtype))
