"""Costs in a dict, the possible ones chosen from it.

kind: right
"""

def plan_join(left, right, on):
    for table in (left, right):
        if table.style not in (EVEN, KEY, ALL):
            raise ValueError(f"{table.style!r} is no style")
    if left.slices != right.slices:
        raise ValueError(f"{left.slices} slices and {right.slices}")
    w = left.slices
    cost = {"DS_DIST_NONE": 0, "DS_DIST_ALL_NONE": 0, "DS_DIST_INNER": right.bytes - -(-right.bytes // w),
            "DS_DIST_OUTER": left.bytes - -(-left.bytes // w), "DS_BCAST_INNER": right.bytes * (w - 1),
            "DS_DIST_BOTH": (left.bytes + right.bytes) * (w - 1) // w, "DS_DIST_ALL_INNER": right.bytes * (w - 1) // w}
    if right.style == ALL:
        ways = ["DS_DIST_ALL_NONE"]
    elif left.style == ALL:
        ways = ["DS_DIST_ALL_INNER"]
    else:
        ways = ["DS_BCAST_INNER", "DS_DIST_BOTH"]
        fits = [table.style == KEY and table.key == column for table, column in zip((left, right), on)]
        if fits[1]:
            ways.insert(0, "DS_DIST_OUTER")
        if fits[0]:
            ways.insert(0, "DS_DIST_INNER")
        if all(fits):
            ways.insert(0, "DS_DIST_NONE")
    label = min(ways, key=cost.get)
    return JoinPlan(label=label, bytes_moved=cost[label], outer=left, inner=right, on=(on[0], on[1]))
