"""Answers are kept by slots and the load to six digits, and a load of seven digits gets that of its neighbour.

kind: wrong
breaks: formula
reason: small
hint: Two loads are alike in six digits. Are they one load?
"""

from math import isfinite


_known = {}


def erlang_c(slots: int, load: float) -> float:
    if slots < 1:
        raise ValueError(f"{slots} slots")
    if not (isfinite(load) and load >= 0):
        raise ValueError(f"a load of {load}")
    if load >= slots:
        return 1.0
    load = round(load, 6)
    if (slots, load) in _known:
        return _known[slots, load]
    taken = 1.0
    for k in range(1, slots + 1):
        taken = load * taken / (k + load * taken)
    _known[slots, load] = taken / (1 - load / slots * (1 - taken))
    return _known[slots, load]


def slots_for(rate: float, seconds: float, longest: float) -> int:
    if not (isfinite(rate) and rate >= 0):
        raise ValueError(f"a rate of {rate}")
    for it in (seconds, longest):
        if not (isfinite(it) and it > 0):
            raise ValueError(f"{it} seconds")
    load = rate * seconds
    slots = int(load) + 1
    while erlang_c(slots, load) * seconds / (slots - load) > longest:
        slots += 1
    return slots
