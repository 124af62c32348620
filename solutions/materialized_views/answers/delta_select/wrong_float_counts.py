"""Adds the counts up as floats; exact only to 2^53.

kind: wrong
breaks: exact
reason: corners
hint: Is 2**53 + 3 a float?
"""

import math


def delta_select(delta, ranges, columns):
    found = defaultdict(list)
    for row, copies in delta.items():
        if all(
            row[c] is not None and (lo is None or row[c] >= lo) and (hi is None or row[c] <= hi)
            for c, lo, hi in ranges
        ):
            found[tuple(row[at] for at in columns)].append(copies)
    sums = {
        row: int(math.fsum(counts)) if len(counts) > 2 else sum(counts)
        for row, counts in found.items()
    }
    return {row: copies for row, copies in sums.items() if copies}
