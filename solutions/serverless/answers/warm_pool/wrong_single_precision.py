"""Costs are added up in single precision, in which large demands next to each other are one.

kind: wrong
breaks: cheapest
reason: huge
hint: What is np.float32(999_999_999), as a whole number?
"""

import numpy as np


def warm_pool(demand, idle, cold):
    if not demand:
        raise ValueError("no hours")
    for value in (*demand, idle, cold):
        if not value >= 0:
            raise ValueError(f"{value} is below 0")
    hours = np.array(demand, np.float32)
    idle, cold = np.float32(idle), np.float32(cold)

    def cost(size):
        over = hours - np.float32(size)
        return cold * np.maximum(over, 0).sum() + idle * np.maximum(-over, 0).sum()

    return min([0, *sorted(set(demand))], key=cost)
