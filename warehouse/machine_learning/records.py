"""The shapes of the machine learning lab: a trained tree as plain arrays, what a boosted model is in SQL, the state of a
model's name, and the error of one that cannot answer yet."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Tree(NamedTuple):
    """A trained decision tree: arrays with an entry for each node. Node 0 is the root.

    ``feature``: int64, the number of the column that a node asks for.
    ``threshold``: float64, what the column's value is compared with; may be inf.
    ``left``, ``right``: int64, the nodes below; ``left`` is -1 in a leaf.
    ``missing_left``: bool, whether a missing value goes to the left.
    ``value``: what a leaf answers: int64, the number of a class, or float64, a number to add.

    What a leaf has besides ``left`` and ``value`` means nothing, nor does the ``value`` of another node.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    missing_left: np.ndarray
    value: np.ndarray


class Scored(NamedTuple):
    """Two SQL expressions of a boosted model: its ``score``, a number, and its ``label``."""

    score: str
    label: str


class ModelState(NamedTuple):
    """What is known of a model's name.

    ``state``: "READY", "TRAINING" or "FAILED".
    ``version``: the number of the training whose model answers, None if none does.
    ``training``: the number of the training that runs, None if none does.
    ``reason``: why the training that ended last failed, None if it did not, or none has ended.
    """

    state: str
    version: int | None
    training: int | None
    reason: str | None


class NotReady(Exception):
    """A model was asked that has not been trained yet, or whose training failed."""
