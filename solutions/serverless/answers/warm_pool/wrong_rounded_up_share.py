"""The share of hours that are served is a float, and is rounded up where it is whole.

kind: wrong
breaks: smallest
reason: ties
hint: 25 hours, idle 2.75, cold 3.5: what is the share times 25 as a fraction, and what in floats?
"""

from math import ceil


def warm_pool(demand, idle, cold):
    if not demand:
        raise ValueError("no hours")
    for value in (*demand, idle, cold):
        if not value >= 0:
            raise ValueError(f"{value} is below 0")
    if not cold:
        return 0
    return sorted(demand)[max(1, ceil(cold / (cold + idle) * len(demand))) - 1]
