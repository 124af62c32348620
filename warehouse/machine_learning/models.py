"""Customers who stay or leave, models that scikit-learn trains on them, and those models as plain arrays."""

from __future__ import annotations

import numpy as np

from warehouse.machine_learning.records import Tree

COLUMNS = ["age", "calls", "spent", "months", "visits", "seen"]
GAPS = 0.04  # of the values: missing
MIDNIGHT, DAY = 1_795_824_000, 86_400  # seconds; of 28 November 2026, counted from 1970


def customers(
    rng: np.random.Generator, count: int, shift: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Rows, float64 of shape (columns, ``count``) with NaN for missing values, and who has left: 0 or 1.
    ``seen`` is when they were seen last, in seconds since 1970.

    ``shift``: by how many standard deviations what they spend has moved.
    """
    age = rng.integers(18, 90, count).astype(float)
    calls = rng.poisson(2.0, count).astype(float)
    spent = np.round(np.exp(rng.normal(3.0 + shift, 1.0, count)), 2)
    months = rng.exponential(30.0, count)
    visits = rng.normal(0.0, 1.0, count)
    seen = MIDNIGHT - rng.uniform(0, DAY, count)
    leaning = 0.4 * calls - 0.03 * months - 2 * (seen - MIDNIGHT) / DAY - 0.01 * spent + visits
    left = (leaning + rng.normal(0, 1, count) > 0.8).astype(int)
    rows = np.array([age, calls, spent, months, visits, np.floor(seen)])
    rows[rng.random(rows.shape) < GAPS] = np.nan
    return rows, left


def train(rows: np.ndarray, labels: np.ndarray, depth: int) -> object:
    """scikit-learn's tree for ``labels``, at most ``depth`` levels deep. ``rows`` of shape (columns, rows)."""
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(max_depth=depth, random_state=0).fit(rows.T, labels)


def train_boosted(rows: np.ndarray, labels: np.ndarray, count: int, depth: int = 3) -> object:
    """scikit-learn's boosted model of ``count`` trees for labels of two classes; nothing may be missing in ``rows``."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(n_estimators=count, max_depth=depth, random_state=0)
    return model.fit(rows.T, labels)


def exported(model: object) -> tuple[Tree, np.ndarray]:
    """A tree of scikit-learn as arrays, and its classes."""
    # of several classes with an equal share the first is its answer
    return _arrays(model.tree_, model.tree_.value[:, 0].argmax(axis=1)), model.classes_


def exported_boosted(model: object) -> tuple[list[Tree], float, float, np.ndarray]:
    """A boosted model of two classes: its trees, the rate, the score that it begins with, its classes."""
    trees = [_arrays(each.tree_, each.tree_.value[:, 0, 0]) for each in model.estimators_[:, 0]]
    share = float(model.init_.class_prior_[1])
    return trees, float(model.learning_rate), float(np.log(share / (1 - share))), model.classes_


def _arrays(tree: object, value: np.ndarray) -> Tree:
    return Tree(
        tree.feature.astype(np.int64),
        tree.threshold.astype(np.float64),
        tree.children_left.astype(np.int64),
        tree.children_right.astype(np.int64),
        tree.missing_go_to_left.astype(bool),
        value.copy(),
    )
