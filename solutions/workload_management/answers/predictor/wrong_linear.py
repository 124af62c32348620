"""A linear model on logarithms.

kind: wrong
breaks: accurate
reason: accurate
hint: A hash table that no longer fits in memory makes a query several times as long. Which line bends so?
"""

import numpy as np
from sklearn.linear_model import Ridge


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
        [
            [query.plan.kind == kind for kind in kinds]
            + np.log1p(np.array(query.plan[1:], float)).tolist()
            for query in queries
        ],
        float,
    )


def train(queries, outcomes):
    refuse(queries, outcomes)
    rows, logs = columns(queries), np.log([outcome.seconds for outcome in outcomes])
    middle = rows.mean(axis=0)
    line = Ridge(alpha=1e-3).fit(rows - middle, logs)
    return line, middle, np.linalg.pinv((rows - middle).T @ (rows - middle) + np.eye(13))


def predict(model, queries):
    if not queries:
        return np.zeros(0), np.zeros(0)
    line, middle, inverse = model
    rows = columns(queries) - middle
    # how far a query is from those that were learnt from
    far = np.sqrt(np.einsum("ij,jk,ik->i", rows, inverse, rows))
    return np.exp(line.predict(rows)), far
