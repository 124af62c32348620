"""Terms as logarithms, the largest taken out.

kind: right
"""

from math import exp, inf, isfinite, lgamma, log


def erlang_c(slots, load):
    if slots <= 0:
        raise ValueError(f"slots: {slots}")
    if not isfinite(load) or load < 0:
        raise ValueError(f"load: {load}")
    if load == 0:
        return 0.0
    if load >= slots:
        return 1.0
    terms = [k * log(load) - lgamma(k + 1) for k in range(slots + 1)]
    top = max(terms)
    last = exp(terms[-1] - top) * slots / (slots - load)
    return last / (sum(exp(term - top) for term in terms[:-1]) + last)


def slots_for(rate, seconds, longest):
    if not isfinite(rate) or rate < 0:
        raise ValueError(f"rate: {rate}")
    for name, value in (("seconds", seconds), ("longest", longest)):
        if not isfinite(value) or value <= 0:
            raise ValueError(f"{name}: {value}")
    load = rate * seconds

    def enough(slots):
        return slots > load and erlang_c(slots, load) * seconds <= longest * (slots - load)

    low, high = 0, 1
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
