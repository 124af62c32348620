"""Skew is taken as the largest part over the smallest.

kind: wrong
reason: skews
hint: A query waits for the largest slice; compare it with the mean, which is what perfect balance would give.
"""

def skew(parts):
    if not parts:
        raise ValueError("no parts")
    rows = [len(part) for part in parts]
    return max(rows) / max(min(rows), 1) if max(rows) else 1.0
