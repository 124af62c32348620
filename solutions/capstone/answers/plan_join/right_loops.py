"""Costs first, then the first that fits.

kind: right
"""


def plan_join(left, right, join, slices):
    found = []

    def offer(label, bytes, one, two):
        found.append((bytes, len(found), Movement(label, bytes, one, two)))

    share = lambda side: side.bytes * (slices - 1) // slices * (not side.everywhere)
    met = slices == 1
    for one in left.keys:
        for two in right.keys:
            if len(one) == len(two):
                met = met or all(
                    any(a == l and b == r for l, r in zip(join.left_keys, join.right_keys))
                    for a, b in zip(one, two))
    if met:
        offer("DS_DIST_NONE", 0, STAY, STAY)
    if right.everywhere or join.kind == "inner" and left.everywhere:
        offer("DS_DIST_ALL_NONE", 0, STAY, STAY)
    for one in sorted(left.keys):
        if all(column in join.left_keys for column in one):
            offer("DS_DIST_INNER", share(right), STAY,
                  [join.right_keys[join.left_keys.index(column)] for column in one])
    for two in sorted(right.keys):
        if all(column in join.right_keys for column in two):
            offer("DS_DIST_OUTER", share(left),
                  [join.left_keys[join.right_keys.index(column)] for column in two], STAY)
    offer("DS_BCAST_INNER", right.bytes * (slices - 1), STAY, BROADCAST)
    if join.kind == "inner":
        offer("DS_BCAST_OUTER", left.bytes * (slices - 1), BROADCAST, STAY)
    if join.left_keys:
        offer("DS_DIST_BOTH", share(left) + share(right), [*join.left_keys], [*join.right_keys])
    return sorted(found)[0][2]


def placed_after(step, inputs):
    if all([one.everywhere for one in inputs]):
        return frozenset(), True
    keys = inputs[0].keys
    if isinstance(step, (Scan, Project)):
        names = {}
        sources = step.columns if isinstance(step, Scan) else [
            e[1] if e[0] == "column" else None for e in step.expressions]
        for source, name in zip(sources, step.names):
            names.setdefault(source, []).append(name)
        keys = [new for key in keys for new in product(*[names.get(column, []) for column in key])]
    elif isinstance(step, Join) and step.kind == "inner":
        keys = keys | inputs[1].keys
        while True:
            more = set(keys)
            for key in keys:
                for at in range(len(key)):
                    for a, b in zip(step.left_keys, step.right_keys):
                        if key[at] in (a, b):
                            more.add(key[:at] + (a,) + key[at + 1:])
                            more.add(key[:at] + (b,) + key[at + 1:])
            if more == set(keys):
                break
            keys = more
    elif isinstance(step, Aggregate):
        keys = {key for key in keys if set(step.group_by).issuperset(key)} or {tuple(step.group_by)}
    return frozenset(keys), False
