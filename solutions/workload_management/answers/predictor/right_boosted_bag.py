"""Four boosted models, each of another draw of the log.

kind: right
"""

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor


def refuse(queries, outcomes):
    if len(queries) != len(outcomes):
        raise ValueError(f"{len(outcomes)} outcomes of {len(queries)} queries")
    if len(queries) == 0:
        raise ValueError("a log of 0 queries")
    for place, outcome in enumerate(outcomes):
        if not outcome.seconds > 0 or outcome.seconds == float("inf"):
            raise ValueError(f"query {place} took {outcome.seconds} s")


def columns(queries):
    """The kind by its number, one that is not known among them as the last."""
    kinds = ("select", "insert", "copy", "unload")
    numbers = [kinds.index(q.plan.kind) if q.plan.kind in kinds else len(kinds) for q in queries]
    return np.column_stack([numbers, np.array([q.plan[1:] for q in queries], float)])


def train(queries, outcomes):
    refuse(queries, outcomes)
    rows, logs = columns(queries), np.log([outcome.seconds for outcome in outcomes])
    chance, models = np.random.default_rng(7), []
    for _ in range(4):
        draw = chance.integers(0, len(rows), len(rows))
        boosted = HistGradientBoostingRegressor(max_iter=60, learning_rate=0.15)
        models.append(boosted.fit(rows[draw], logs[draw]))
    return models


def predict(model, queries):
    if not len(queries):
        return np.empty(0), np.empty(0)
    said = np.stack([one.predict(columns(queries)) for one in model])
    return np.exp(said.mean(axis=0)), said.std(axis=0, ddof=1)
