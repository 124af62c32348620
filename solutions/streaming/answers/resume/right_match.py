"""What is gone is a range.

kind: right
"""


def resume(stored, low, end):
    if low < 0 or end < low:
        raise ValueError(f"from {low} to {end}: no such partition")
    if stored is None:
        return low
    gone = range(stored, low) or range(end, stored)
    if len(gone):
        raise DataLoss(gone[0], gone[-1])
    return stored
