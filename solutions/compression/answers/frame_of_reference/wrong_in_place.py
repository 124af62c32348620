"""The base is subtracted from the caller's own array.

kind: wrong
reason: laws
hint: a -= x writes into the array that was handed in, and the caller still needs it. Make a new array.
breaks: unchanged
"""

encode_copy = for_encode


def for_encode(a):
    encoded = encode_copy(a)
    a -= encoded.base
    return encoded
