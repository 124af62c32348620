"""The decoder adds up the steps in a Python loop.

kind: wrong
reason: speed
hint: A running sum is one numpy call, np.cumsum.
breaks: speed
"""


def delta_decode(d):
    if d.first is None:
        return np.empty(0, np.int64)
    value, values = d.first, [d.first]
    for step in unframe(d.deltas).tolist():
        value = (value + step + 2**63) % 2**64 - 2**63
        values.append(value)
    return np.array(values, np.int64)
