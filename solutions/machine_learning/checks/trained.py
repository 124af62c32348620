"""Trees that scikit-learn has trained, and the labels that it gives."""

from __future__ import annotations

import numpy as np

from solutions.machine_learning.checks import trees
from solutions.machine_learning.checks.trees import CLASSES, NAMES, Case
from warehouse.checks import generator, kept
from warehouse.machine_learning import models
from warehouse.machine_learning.records import Tree

ROWS = 1_500


def trees_and_labels() -> list[Case]:
    """Two trees of customers; scikit-learn's labels of rows, and of the values around each of its thresholds."""
    return [
        Case(Tree(*tree), NAMES[: len(rows)], classes, rows, np.isnan(rows), labels)
        for tree, classes, rows, labels in kept(_train, "machine_learning", "scikit-learn's trees")
    ]


def _train() -> list[tuple]:
    rng, made = generator("tree_to_sql", "trained"), []
    for depth in (3, 6):
        rows, left = models.customers(rng, ROWS)
        model = models.train(rows, CLASSES[left], depth)
        tree, classes = models.exported(model)
        asked = around(rng, tree, rows)
        made.append((tuple(tree), classes, asked, model.predict(asked.T)))
    return made


def around(rng: np.random.Generator, tree: Tree, rows: np.ndarray) -> np.ndarray:
    """``rows``, and some of them with the threshold of each node, or a number beside it, in its column."""
    made = [rows[:, :500]]
    for node in np.flatnonzero((tree.left != -1) & np.isfinite(tree.threshold)):
        values = trees.neighbours(float(tree.threshold[node]))
        some = rows[:, rng.integers(0, rows.shape[1], len(values))].copy()
        some[tree.feature[node]] = values
        made.append(some)
    return np.hstack(made)
