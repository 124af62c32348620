"""Case by case, without a list of ways.

kind: right
"""

def plan_join(left, right, on):
    if left.slices != right.slices or {left.style, right.style} - {EVEN, KEY, ALL}:
        raise ValueError(f"cannot join {left} and {right}")
    w = left.slices

    def share(size):
        return size * (w - 1) // w

    outer_fits, inner_fits = (left.style, left.key) == (KEY, on[0]), (right.style, right.key) == (KEY, on[1])
    if right.style == ALL:
        way = ("DS_DIST_ALL_NONE", 0)
    elif left.style == ALL:
        way = ("DS_DIST_ALL_INNER", share(right.bytes))
    elif outer_fits:
        way = ("DS_DIST_NONE", 0) if inner_fits else ("DS_DIST_INNER", share(right.bytes))
    else:
        broadcast = right.bytes * (w - 1)
        if inner_fits:
            way = ("DS_DIST_OUTER", share(left.bytes)) if share(left.bytes) <= broadcast else ("DS_BCAST_INNER", broadcast)
        else:
            both = share(left.bytes + right.bytes)
            way = ("DS_BCAST_INNER", broadcast) if broadcast <= both else ("DS_DIST_BOTH", both)
    return JoinPlan(*way, left, right, on)
