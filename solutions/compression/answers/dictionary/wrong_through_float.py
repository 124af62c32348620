"""Integers pass through float64 on their way into the dictionary.

kind: wrong
reason: codes
hint: A float64 has 53 bits for the number itself. Which of your steps turns 2**63 - 1 into a float?
breaks: dtype
"""

encode_exact = dict_encode


def dict_encode(a):
    codes, values = encode_exact(a)
    return Dictionary(codes, values.astype(np.float64).astype(np.int64) if a.dtype.kind == "i" else values)
