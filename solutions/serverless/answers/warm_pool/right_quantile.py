"""The quantile cold / (cold + idle), in whole numbers.

kind: right
"""


def warm_pool(demand, idle, cold):
    if len(demand) == 0:
        raise ValueError("an hour at least")
    for name, value in (("idle", idle), ("cold", cold), ("demand", min(demand))):
        if value < 0 or value != value:
            raise ValueError(f"{name} is {value}")
    if cold == 0:
        return 0
    price, both = round(4 * cold), round(4 * (cold + idle))
    place = -(-len(demand) * price // both)
    return sorted(demand)[place - 1]
