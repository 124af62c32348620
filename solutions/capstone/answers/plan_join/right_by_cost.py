"""A dict of the cheapest way for each label.

kind: right
"""


def plan_join(left, right, join, slices):
    mine, theirs = list(join.left_keys), list(join.right_keys)
    share = {"left": left.bytes * (slices - 1) // slices, "right": right.bytes * (slices - 1) // slices}
    if left.everywhere:
        share["left"] = 0
    if right.everywhere:
        share["right"] = 0
    ways = {}

    def other(key, one, two):
        if any(column not in one for column in key):
            return None
        return [two[one.index(column)] for column in key]

    links = set(zip(mine, theirs))
    together = slices == 1
    for a in left.keys:
        for b in right.keys:
            together |= len(a) == len(b) and set(zip(a, b)).issubset(links)
    if together:
        ways["DS_DIST_NONE"] = (0, STAY, STAY)
    if right.everywhere or (join.kind == "inner" and left.everywhere):
        ways["DS_DIST_ALL_NONE"] = (0, STAY, STAY)
    for key in sorted(left.keys, reverse=True):
        found = other(key, mine, theirs)
        if found is not None:
            ways["DS_DIST_INNER"] = (share["right"], STAY, found)
    for key in sorted(right.keys, reverse=True):
        found = other(key, theirs, mine)
        if found is not None:
            ways["DS_DIST_OUTER"] = (share["left"], found, STAY)
    ways["DS_BCAST_INNER"] = (right.bytes * (slices - 1), STAY, BROADCAST)
    if join.kind == "inner":
        ways["DS_BCAST_OUTER"] = (left.bytes * (slices - 1), BROADCAST, STAY)
    if mine:
        ways["DS_DIST_BOTH"] = (share["left"] + share["right"], mine, theirs)
    best = min(ways.items(), key=lambda way: (way[1][0], LABELS.index(way[0])))
    return Movement(best[0], *best[1])


def placed_after(step, inputs):
    everywhere = all(one.everywhere for one in inputs)
    if everywhere:
        return frozenset(), True
    kind = type(step).__name__
    keys = set(inputs[0].keys)
    if kind in ("Scan", "Project"):
        pairs = []
        if kind == "Scan":
            pairs = list(zip(step.columns, step.names))
        else:
            for name, e in zip(step.names, step.expressions):
                if len(e) == 2 and e[0] == "column":
                    pairs.append((e[1], name))
        made = set()
        for key in keys:
            options = [()]
            for column in key:
                options = [one + (name,) for one in options for source, name in pairs if source == column]
            made.update(options)
        return frozenset(made), False
    if kind == "Join" and step.kind == "inner":
        keys |= inputs[1].keys
        groups = []
        for a, b in zip(step.left_keys, step.right_keys):
            touching = [g for g in groups if a in g or b in g]
            groups = [g for g in groups if g not in touching] + [{a, b}.union(*touching)]
        made = set()
        for key in keys:
            options = [()]
            for column in key:
                same = next((g for g in groups if column in g), {column})
                options = [one + (name,) for one in options for name in same]
            made.update(options)
        return frozenset(made), False
    if kind == "Aggregate":
        kept = [key for key in keys if all(column in step.group_by for column in key)]
        return frozenset(kept or [tuple(step.group_by)]), False
    return frozenset(keys), False
