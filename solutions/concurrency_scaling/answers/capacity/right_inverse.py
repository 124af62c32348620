"""The inverse of Erlang's B, and one recursion for all numbers of slots.

kind: right
"""


def _inverses(load):
    """1 / B for one slot, two slots and so on."""
    inverse, count = 1.0, 0
    while True:
        count += 1
        inverse = 1.0 + inverse * count / load
        yield count, inverse


def erlang_c(slots, load):
    if slots < 1 or not (0 <= load < float("inf")):
        raise ValueError(f"erlang_c({slots}, {load})")
    if load >= slots:
        return 1.0
    if load == 0:
        return 0.0
    for count, inverse in _inverses(load):
        if count == slots:
            busy = load / slots
            return 1.0 / (inverse - busy * (inverse - 1.0))


def slots_for(rate, seconds, longest):
    for value, least in ((rate, 0.0), (seconds, 5e-324), (longest, 5e-324)):
        if not (least <= value < float("inf")):
            raise ValueError(f"slots_for: {value} cannot be")
    load = rate * seconds
    if load == 0:
        return 1
    for slots, inverse in _inverses(load):
        if slots > load:
            chance = 1.0 / (inverse - load / slots * (inverse - 1.0))
            if chance * seconds / (slots - load) <= longest:
                return slots
