"""The machine learning lab's views: each shows the student's own part at work."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import shown, table
from warehouse.machine_learning import engine, models


def samples(training_rows: Callable) -> widgets.HTML:
    """How many Mondays three samples of a regular table have, and where their rows lie."""

    def draw() -> str:
        days, taken = 70_000, 1_000
        kinds = {
            "the first rows": np.arange(taken),
            f"every {days // taken}th row": np.arange(0, days, days // taken),
            "yours": training_rows(days, 1, taken, 5),
        }
        lines = [
            [name, f"{(rows % 7 == 0).mean():.0%}", f"{rows.min():,}", f"{rows.max():,}"]
            for name, rows in kinds.items()
        ]
        return table(["sample of 70,000 days", "Mondays", "first row", "last row"], lines)

    return shown(draw)


def labels(tree_to_sql: Callable) -> widgets.HTML:
    """How many labels differ from scikit-learn's."""

    def draw() -> str:
        rng = np.random.default_rng(3)
        rows, left = models.customers(rng, 2_000)
        model = models.train(rows, np.array(["stays", "leaves"])[left], 6)
        tree, classes = models.exported(model)
        text, lines = tree_to_sql(tree, models.COLUMNS, classes), []
        many, _ = models.customers(rng, 50_000)
        for name, asked in (("customers", many), ("at thresholds", at_thresholds(rng, tree, rows))):
            due = model.predict(asked.T)
            got = np.array(engine.answers(text, models.COLUMNS, asked).to_pylist())
            lines.append([name, f"{asked.shape[1]:,}", f"{(got != due).sum():,}"])
        return table(["rows", "how many", "other labels than scikit-learn"], lines)

    return shown(draw)


def at_thresholds(rng: np.random.Generator, tree: object, rows: np.ndarray) -> np.ndarray:
    """Rows with each threshold, and the numbers of float32 and float64 next to it, in its column."""
    made = []
    for node in np.flatnonzero((tree.left != -1) & np.isfinite(tree.threshold)):
        exact = tree.threshold[node]
        single = np.float32(exact)
        values = [exact, float(single)]
        for way in (-np.inf, np.inf):
            values += [np.nextafter(exact, way), float(np.nextafter(single, np.float32(way)))]
        some = rows[:, rng.integers(0, rows.shape[1], len(values))].copy()
        some[tree.feature[node]] = values
        made.append(some)
    return np.hstack(made)
