"""Neighbours are swapped as long as that is a gain.

kind: right
"""


def rehydrate(blocks):
    order, known = [], {}
    for block in blocks:
        name, size, heat = block
        if name in known or size < 1 or not (heat >= 0 and heat != float("inf")):
            raise ValueError(f"block {name!r} cannot be fetched")
        known[name] = block
        place = len(order)
        while place and order[place - 1].heat * size < heat * order[place - 1].size:
            place -= 1
        order.insert(place, block)
    return [block.name for block in order]
