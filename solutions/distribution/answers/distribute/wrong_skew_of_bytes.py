"""Parts are weighed and not counted.

kind: wrong
reason: skews
breaks: skew
hint: Two parts of as many rows are in balance, however long the texts in them are. What does the task divide by what?
"""


def skew(parts):
    if not parts:
        raise ValueError("skew of an empty list")
    sizes = [part.nbytes for part in parts]
    return max(sizes) / (sum(sizes) / len(sizes)) if any(map(len, parts)) else 1.0
