"""First the stretches in which the workgroup is awake, then what is paid in each.

kind: right
"""


def rpu_seconds(activity, minimum=60.0):
    bad = [q for q in activity if q[1] <= q[0] or q[2] < 1]
    if bad:
        raise ValueError(f"cannot be paid: {bad}")
    stretches = []
    for query in sorted(activity):
        if stretches and query[0] <= stretches[-1][1]:
            stretches[-1][1] = max(stretches[-1][1], query[1])
            stretches[-1][2].append(query)
        else:
            stretches.append([query[0], max(query[0] + minimum, query[1]), [query]])
    total = 0.0
    for begin, end, queries in stretches:
        moments = sorted({begin, end, *(q[0] for q in queries), *(q[1] for q in queries)})
        paid = 0
        for left, right in zip(moments, moments[1:]):
            at_once = [q[2] for q in queries if q[0] <= left and q[1] >= right]
            paid = max(at_once, default=paid)
            total += paid * (right - left)
    return total
