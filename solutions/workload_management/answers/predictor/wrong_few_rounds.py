"""Boosting that ends after ten rounds.

kind: wrong
breaks: accurate
reason: accurate
hint: Each round takes a tenth of what is still wrong. How much of it is left after ten?
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
    rows, logs = columns(queries), np.log([outcome.seconds for outcome in outcomes])
    chance = np.random.default_rng(0)
    draws = [np.arange(len(rows)), *(chance.integers(0, len(rows), len(rows)) for _ in range(7))]
    return [
        GradientBoostingRegressor(n_estimators=10, random_state=0).fit(rows[draw], logs[draw])
        for draw in draws
    ]


def predict(model, queries):
    if not queries:
        return np.zeros(0), np.zeros(0)
    each = np.array([one.predict(columns(queries)) for one in model])
    return np.exp(each.mean(axis=0)), each.std(axis=0)
