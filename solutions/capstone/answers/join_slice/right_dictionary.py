"""A dict from key to rows, in plain Python.

kind: right
"""


def join_slice(left, right, join):
    if join.kind not in ("inner", "left", "semi", "anti"):
        raise ValueError(f"no such kind: {join.kind}")
    rows = {}
    theirs = zip(*(right[key].to_pylist() for key in join.right_keys)) if join.right_keys else [()] * len(right)
    for number, key in enumerate(theirs):
        rows.setdefault(key, []).append(number)
    mine = zip(*(left[key].to_pylist() for key in join.left_keys)) if join.left_keys else [()] * len(left)
    a, b = [], []
    for number, key in enumerate(mine):
        if None not in key:
            for other in rows.get(key, []):
                a.append(number)
                b.append(other)
    a, b = np.array(a, np.int64), np.array(b, np.int64)
    if join.residual is not None and len(a):
        sides = [left.take(pa.array(a)), right.take(pa.array(b))]
        both = pa.table({name: side[name] for side in sides for name in side.column_names})
        keep = np.array([one is True for one in evaluate.value(join.residual, both).to_pylist()], bool)
        a, b = a[keep], b[keep]
    if join.kind == "semi":
        return left.take(pa.array(np.unique(a)))
    alone = np.setdiff1d(np.arange(len(left)), a)
    if join.kind == "anti":
        return left.take(pa.array(alone))
    at = pa.array(b)
    if join.kind == "left":
        a = np.concatenate([a, alone])
        at = pa.array(b.tolist() + [None] * len(alone), pa.int64())
    one, two = left.take(pa.array(a)), right.take(at)
    return pa.table(one.columns + two.columns, names=one.column_names + two.column_names)
