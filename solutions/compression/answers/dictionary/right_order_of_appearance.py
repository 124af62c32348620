"""Values are numbered in the order in which they appear.

kind: right
"""


def dict_encode(a):
    keys = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    _, firsts, ranks = np.unique(keys, return_index=True, return_inverse=True)
    if firsts.size > 256:
        raise ValueError(f"{firsts.size} distinct values are more than 256")
    order = np.argsort(firsts)
    code_of_rank = np.empty(firsts.size, np.uint8)
    code_of_rank[order] = np.arange(firsts.size)
    return Dictionary(code_of_rank[ranks], a[firsts[order]])


def dict_decode(d):
    return np.take(d.values, d.codes)
