"""Sums are kept in 32 bits.

kind: wrong
reason: batches
breaks: large_sums
hint: How large can a sum of many amounts of four bytes become?
"""

_joined = join_batches
def join_batches(cursor, local, key, keep):
    import numpy as np
    return {k: int(np.int32(np.uint32(v & 0xFFFFFFFF))) for k, v in _joined(cursor, local, key, keep).items()}
