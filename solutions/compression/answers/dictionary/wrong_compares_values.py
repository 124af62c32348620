"""Distinct floats are told apart as numbers.

kind: wrong
reason: bits
hint: 0.0 and -0.0 are equal as numbers, so one of them replaces the other. Look for distinct bit patterns instead.
breaks: bits
"""


def dict_encode(a):
    distinct, codes = np.unique(a, return_inverse=True)
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(codes.astype(np.uint8), distinct)
