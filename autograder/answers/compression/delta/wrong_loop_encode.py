"""The encoder takes the differences in a Python loop.

kind: wrong
reason: speed
hint: The array from its second value on, minus the array up to its last but one, is all the steps at once.
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    rows = a.tolist()
    steps = [(after - before + 2**63) % 2**64 - 2**63 for before, after in zip(rows, rows[1:])]
    return Delta(rows[0] if rows else None, frame(np.array(steps, np.int64)))
