"""Every distinct key as text, through a digest: slow, and right.

kind: right
"""

def key_numbers(column):
    import hashlib

    distinct, codes = np.unique(np.array([str(value) for value in column.to_pylist()], dtype=str), return_inverse=True)
    digests = [int.from_bytes(hashlib.md5(text.encode()).digest()[:8], "big") for text in distinct.tolist()]
    return np.array(digests, np.uint64)[codes]


def mixed(x):
    return x
