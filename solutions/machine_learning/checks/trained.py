"""Trees that scikit-learn has trained, and the labels that it gives."""

from __future__ import annotations

import numpy as np

from solutions.machine_learning.checks import trees
from solutions.machine_learning.checks.boosted import Model, model
from solutions.machine_learning.checks.trees import CLASSES, NAMES, Case
from warehouse.checks import generator, kept
from warehouse.machine_learning import models
from warehouse.machine_learning.records import Tree

ROWS, BOOSTED = 1_500, 6


def trees_and_labels(gaps: bool = False) -> list[Case]:
    """Two trees of customers; scikit-learn's labels of rows, with values that are missing, or without ``gaps`` and with
    the values around each threshold."""
    found = kept(lambda: _train(gaps), "machine_learning", "scikit-learn's trees", gaps)
    return [
        Case(Tree(*tree), NAMES[: len(rows)], classes, rows, np.isnan(rows), labels)
        for tree, classes, rows, labels in found
    ]


def _train(gaps: bool) -> list[tuple]:
    rng, made = generator("tree_to_sql", "trained", gaps), []
    for depth in (2, 5):
        rows, left = customers(rng, gaps)
        peer = models.train(rows, CLASSES[left], depth)
        tree, classes = models.exported(peer)
        asked = rows[:, :300] if gaps else around(rng, tree, rows)
        made.append((tuple(tree), classes, asked, peer.predict(asked.T)))
    return made


def customers(rng: np.random.Generator, gaps: bool) -> tuple[np.ndarray, np.ndarray]:
    rows, left = models.customers(rng, ROWS)
    whole = ~np.isnan(rows).any(axis=0)
    return (rows, left) if gaps else (rows[:, whole], left[whole])


def boosted() -> tuple[Model, np.ndarray, list]:
    """A boosted model of customers, and scikit-learn's scores and labels of rows and of thresholds."""
    found = kept(_boost, "machine_learning", "scikit-learn's boosted model")
    arrays, rate, base, classes, rows, scores, labels = found
    trees_ = [Tree(*tree) for tree in arrays]
    asked = model(trees_, rate, base, rows, classes=classes)
    return asked, scores, labels.tolist()


def _boost() -> tuple:
    rng = generator("boosted_to_sql", "trained")
    rows, left = customers(rng, gaps=False)
    trained = models.train_boosted(rows, CLASSES[left], BOOSTED)
    found, rate, base, classes = models.exported_boosted(trained)
    asked = around(rng, found[0], rows)
    scores, labels = trained.decision_function(asked.T), trained.predict(asked.T)
    return [tuple(tree) for tree in found], rate, base, classes, asked, scores, labels


def around(rng: np.random.Generator, tree: Tree, rows: np.ndarray) -> np.ndarray:
    """``rows``, and some of them with the threshold of each node, or a number beside it, in its column."""
    made = [rows[:, :300]]
    for node in np.flatnonzero((tree.left != -1) & np.isfinite(tree.threshold)):
        values = trees.neighbours(float(tree.threshold[node]))
        some = rows[:, rng.integers(0, rows.shape[1], len(values))].copy()
        some[tree.feature[node]] = values
        made.append(some)
    return np.hstack(made)
