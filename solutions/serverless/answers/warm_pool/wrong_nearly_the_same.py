"""Costs that are equal to nine digits are taken for equal.

kind: wrong
breaks: cheapest
reason: huge
hint: All hours cost 2,000,000,001 dollars with one pool, and 75 cents more with the next smaller. Do they cost the same?
"""

from math import isclose


def warm_pool(demand, idle, cold):
    if not demand:
        raise ValueError("no hours")
    for value in (*demand, idle, cold):
        if not value >= 0:
            raise ValueError(f"{value} is below 0")

    def cost(size):
        return sum(idle * (size - d) if d < size else cold * (d - size) for d in demand)

    costs = {size: cost(size) for size in sorted({0, *demand})}
    least = min(costs.values())
    return next(size for size, its in costs.items() if isclose(its, least))
