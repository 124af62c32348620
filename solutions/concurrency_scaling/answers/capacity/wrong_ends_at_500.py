"""Numbers of slots up to 500 are tried, as that is the most that a test may have: a load near 450 and a short wait need more.

kind: wrong
breaks: smallest
reason: far
hint: A load of 450, and hardly a wait. Are 500 slots enough?
"""

from math import isfinite


def erlang_c(slots: int, load: float) -> float:
    if slots < 1:
        raise ValueError(f"{slots} slots")
    if not (isfinite(load) and load >= 0):
        raise ValueError(f"a load of {load}")
    if load >= slots:
        return 1.0
    taken = 1.0
    for k in range(1, slots + 1):
        taken = load * taken / (k + load * taken)
    return taken / (1 - load / slots * (1 - taken))


def slots_for(rate: float, seconds: float, longest: float) -> int:
    if not (isfinite(rate) and rate >= 0):
        raise ValueError(f"a rate of {rate}")
    for it in (seconds, longest):
        if not (isfinite(it) and it > 0):
            raise ValueError(f"{it} seconds")
    load = rate * seconds
    for slots in range(int(load) + 1, 500):
        if erlang_c(slots, load) * seconds / (slots - load) <= longest:
            return slots
    return 500
