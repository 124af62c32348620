"""A random forest; the spread is half of what the middle two thirds of its trees differ by.

kind: right
"""

import numpy as np
from sklearn.ensemble import RandomForestRegressor


def refuse(queries, outcomes):
    if len(queries) != len(outcomes):
        raise ValueError(f"{len(outcomes)} outcomes of {len(queries)} queries")
    if len(queries) == 0:
        raise ValueError("a log of 0 queries")
    for place, outcome in enumerate(outcomes):
        if not outcome.seconds > 0 or outcome.seconds == float("inf"):
            raise ValueError(f"query {place} took {outcome.seconds} s")


class Model:
    def __init__(self, queries, outcomes):
        seconds = np.array([float(outcome.seconds) for outcome in outcomes])
        self.forest = RandomForestRegressor(40, max_features=0.6, random_state=3)
        self.forest.fit(self.rows(queries), np.log(seconds))

    @staticmethod
    def rows(queries):
        found = []
        for query in queries:
            numbers = query.plan._asdict()
            kind = numbers.pop("kind")
            work = numbers["est_rows"] * numbers["width"]
            found.append([kind == "select", kind == "copy", kind == "insert", work, *numbers.values()])
        return np.array(found, dtype=float)


def train(queries, outcomes):
    refuse(queries, outcomes)
    return Model(queries, outcomes)


def predict(model, queries):
    if queries == []:
        return np.array([]), np.array([])
    rows = model.rows(queries)
    each = np.array([tree.predict(rows) for tree in model.forest.estimators_])
    low, middle, high = np.quantile(each, [1 / 6, 1 / 2, 5 / 6], axis=0)
    return np.exp((middle + each.mean(axis=0)) / 2), (high - low) / 2
