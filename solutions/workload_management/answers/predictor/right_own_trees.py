"""Trees grown by chance with numpy alone, and kept as plain data.

kind: right
"""

import numpy as np


def refuse(queries, outcomes):
    if len(queries) != len(outcomes):
        raise ValueError(f"{len(outcomes)} outcomes of {len(queries)} queries")
    if len(queries) == 0:
        raise ValueError("a log of 0 queries")
    for place, outcome in enumerate(outcomes):
        if not outcome.seconds > 0 or outcome.seconds == float("inf"):
            raise ValueError(f"query {place} took {outcome.seconds} s")


def columns(queries):
    kinds = ("select", "insert", "copy", "unload")
    return np.array(
        [[query.plan.kind == kind for kind in kinds] + list(query.plan[1:]) for query in queries],
        float,
    )


def grow(rows, logs, chance):
    """Nodes as [column, border, below, above] or [mean]: of one random border a column the best."""
    nodes, todo = [], [(np.arange(len(rows)), None, 0)]
    while todo:
        some, parent, side = todo.pop()
        if parent is not None:
            nodes[parent][side] = len(nodes)
        low, high = rows[some].min(axis=0), rows[some].max(axis=0)
        mine = logs[some]
        if len(some) == 1 or (low == high).all() or np.ptp(mine) == 0:
            nodes.append([float(mine.mean())])
            continue
        borders = low + chance.random(len(low)) * (high - low)
        below = rows[some] <= borders
        count = below.sum(axis=0)
        total = mine @ below
        rest = mine.sum() - total
        with np.errstate(divide="ignore", invalid="ignore"):
            gain = total**2 / count + rest**2 / (len(some) - count)
        gain[(count == 0) | (count == len(some))] = -1
        best = int(gain.argmax())
        if gain[best] < 0:
            nodes.append([float(mine.mean())])
            continue
        todo += [
            (some[below[:, best]], len(nodes), 2),
            (some[~below[:, best]], len(nodes), 3),
        ]
        nodes.append([best, float(borders[best]), 0, 0])
    return nodes


def train(queries, outcomes):
    refuse(queries, outcomes)
    rows, logs = columns(queries), np.log([outcome.seconds for outcome in outcomes])
    middle, chance = float(logs.mean()), np.random.default_rng(1)
    return middle, [grow(rows, logs - middle, chance) for _ in range(12)]


def predict(model, queries):
    if not queries:
        return np.zeros(0), np.zeros(0)
    middle, trees = model
    said = np.zeros((len(trees), len(queries)))
    for number, nodes in enumerate(trees):
        for place, row in enumerate(columns(queries).tolist()):
            node = nodes[0]
            while len(node) > 1:
                node = nodes[node[2] if row[node[0]] <= node[1] else node[3]]
            said[number, place] = node[0]
    return np.exp(middle + said.mean(axis=0)), said.std(axis=0)
