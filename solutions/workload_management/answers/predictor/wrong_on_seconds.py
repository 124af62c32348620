"""Models are trained on seconds and not on their logarithm.

kind: wrong
breaks: accurate
reason: accurate
hint: A query took 0.1 s and is predicted 1 s, another took 100 s and is predicted 101. Which error does your model try to make small?
"""

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor


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


def train(queries, outcomes):
    refuse(queries, outcomes)
    rows, seconds = columns(queries), np.array([outcome.seconds for outcome in outcomes])
    chance = np.random.default_rng(0)
    draws = [np.arange(len(rows)), *(chance.integers(0, len(rows), len(rows)) for _ in range(4))]
    return [
        GradientBoostingRegressor(n_estimators=50, random_state=0).fit(rows[draw], seconds[draw])
        for draw in draws
    ]


def predict(model, queries):
    if not queries:
        return np.zeros(0), np.zeros(0)
    each = np.maximum([one.predict(columns(queries)) for one in model], 1e-3)
    return np.exp(np.log(each).mean(axis=0)), np.log(each).std(axis=0)
