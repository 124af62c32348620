"""An inner table is broadcast only when it is a tenth of the outer one.

kind: wrong
reason: ties
breaks: ties
hint: No rule of thumb: the bytes of each possible way are known. Where exactly do I (W-1) and the other ways cross?
"""

def plan_join(left, right, on):
    for table in (left, right):
        if table.style not in (EVEN, KEY, ALL):
            raise ValueError(f"style {table.style}")
    if left.slices != right.slices:
        raise ValueError("slices differ")
    w, o, i = left.slices, left.bytes, right.bytes
    outer_on_key = left.style == KEY and left.key == on[0]
    inner_on_key = right.style == KEY and right.key == on[1]
    some_all = ALL in (left.style, right.style)
    ways = [
        (outer_on_key and inner_on_key, "DS_DIST_NONE", 0),
        (right.style == ALL, "DS_DIST_ALL_NONE", 0),
        (outer_on_key and right.style != ALL, "DS_DIST_INNER", i * (w - 1) // w),
        (inner_on_key and left.style != ALL, "DS_DIST_OUTER", o * (w - 1) // w),
        (not some_all and i * 10 <= o, "DS_BCAST_INNER", i * (w - 1)),
        (not some_all, "DS_DIST_BOTH", (o + i) * (w - 1) // w),
        (left.style == ALL and right.style != ALL, "DS_DIST_ALL_INNER", i * (w - 1) // w),
    ]
    possible = [(cost, label) for ok, label, cost in ways if ok]
    cost, label = min(possible, key=lambda way: way[0])
    return JoinPlan(label, cost, left, right, on)
