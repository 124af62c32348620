"""The running sum is kept in 32 bits.

kind: wrong
reason: steps
hint: Steps are small, their sum is not: it has to reach the largest value of the column. Which dtype does your sum have?
"""


def delta_decode(d):
    if d.first is None:
        return np.empty(0, np.int64)
    return np.append(0, np.cumsum(unframe(d.deltas), dtype=np.int32)).astype(np.int64) + np.int64(d.first)
