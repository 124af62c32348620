"""The refusal writes the numbers with commas: 12000 is not in its message.

kind: wrong
breaks: refused
reason: refused
hint: Look for 12000000 in your message.
"""


def resume(stored, low, end):
    if not 0 <= low <= end:
        raise ValueError(f"low {low:,}, end {end:,}")
    if stored is None:
        return low
    if stored < low:
        raise DataLoss(stored, low - 1)
    if stored > end:
        raise DataLoss(end, stored - 1)
    return stored
