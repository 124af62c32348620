"""Bisection on whether one machine more would pay.

kind: right
"""


def warm_pool(demand, idle, cold):
    if not demand:
        raise ValueError("there are no hours")
    wrong = [x for x in [idle, cold] + demand if not x >= 0]
    if wrong:
        raise ValueError(f"below 0: {wrong}")

    def pays(size):
        more = sum(d > size for d in demand)
        return cold * more > idle * (len(demand) - more)

    low, high = 0, max(demand)
    while low < high:
        middle = (low + high) // 2
        if pays(middle):
            low = middle + 1
        else:
            high = middle
    return low
