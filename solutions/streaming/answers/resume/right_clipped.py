"""The stored offset is held against itself, moved into the partition.

kind: right
"""


def resume(stored, low, end):
    if min(low, end - low) < 0:
        raise ValueError("bad partition: " + str((low, end)))
    at = low if stored is None else max(low, min(stored, end))
    if stored is not None and at != stored:
        first, behind = sorted((stored, at))
        raise DataLoss(first, behind - 1)
    return at
