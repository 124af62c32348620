"""The decoder widens the values and forgets the exceptions.

kind: wrong
reason: exceptions
hint: What stands in the narrow array at an exception is rubbish. Where is the value that belongs there?
"""


def mostly_decode(m):
    return m.values.astype(np.int64)
