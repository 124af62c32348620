"""Partitions are dealt out in turns and moved from the busiest slice to the idlest as long as that helps.

kind: wrong
breaks: near_best
reason: near_best
hint: Two long partitions are on one slice, and moving either to another helps nobody. What should have been done first?
"""


def assign(lags: dict[int, int], slices: int) -> list[list[int]]:
    if slices < 1:
        raise ValueError(f"{slices} slices")
    for lag in lags.values():
        if lag < 0:
            raise ValueError(f"a lag of {lag}")
    given = [[] for _ in range(slices)]
    for place, partition in enumerate(sorted(lags)):
        given[place % slices].append(partition)
    loads = [sum(lags[one] for one in mine) for mine in given]
    while True:
        most, least = loads.index(max(loads)), loads.index(min(loads))
        helps = [one for one in given[most] if 0 < lags[one] < loads[most] - loads[least]]
        if not helps:
            break
        one = min(helps, key=lambda one: (abs(loads[most] - loads[least] - 2 * lags[one]), one))
        given[most].remove(one)
        given[least].append(one)
        loads[most] -= lags[one]
        loads[least] += lags[one]
    return [sorted(mine) for mine in given]
