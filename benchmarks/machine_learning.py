"""How many labels a tree in SQL has that are not scikit-learn's, by what its writer left out; how fast a tree answers, by the
way it is asked. Prints tables, writes machine_learning.json.

The book quotes that file and nothing typed by hand. The labels are the same on every machine, the speeds are not. What is
right is the lab's reference solution, what is wrong are changes of its text. Run by ``make bench``.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from autograder.paths import source_notebook
from warehouse.machine_learning import engine, models, views

TRAINED, ASKED, DEPTH, ROUNDS = 20_000, 50_000, 8, 5
#: What is written in place of what: a pattern in the right expression, and what its finds become.
CHANGES = {
    "as the lab asks for": ("$^", ""),
    "the column is not rounded to float32": ("::FLOAT <=", " <="),
    "thresholds are rounded to float32, too": (r"('[^']*')::DOUBLE", r"\1::FLOAT"),
    "thresholds have no type: 0.1 is a decimal": (r"'(-?\d+\.\d+)'::DOUBLE", r"\1"),
    "thresholds of six digits": (r"'(-?\d[^']*)'::DOUBLE", lambda m: f"'{float(m[1]):.6g}'::DOUBLE"),
    "below in place of at most": ("::FLOAT <=", "::FLOAT <"),
    "nulls are left to ELSE": (r' OR "\w+" IS NULL OR isnan\("\w+"\)', ""),
}  # fmt: skip


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("machine_learning"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def labels(right: dict) -> dict:
    """Of each way of writing, in how many rows its label is not scikit-learn's."""
    rng = np.random.default_rng(7)
    rows, left = models.customers(rng, TRAINED)
    model = models.train(rows, np.array(["stays", "leaves"])[left], DEPTH)
    tree, classes = models.exported(model)
    text = right["tree_to_sql"](tree, models.COLUMNS, classes)
    many, _ = models.customers(rng, ASKED)
    edges = views.at_thresholds(rng, tree, rows)
    found = {}
    for name, (pattern, by) in CHANGES.items():
        changed = re.sub(pattern, by, text)
        assert (changed == text) == (name == "as the lab asks for"), name
        found[name] = {
            where: differing(changed, asked, model)
            for where, asked in (("customers", many), ("edges", edges))
        }
    return {
        "ways": found,
        "customers": ASKED,
        "edges": edges.shape[1],
        "thresholds": int((tree.left != -1).sum()),
        "of inf": int((np.isinf(tree.threshold) & (tree.left != -1)).sum()),
    }


def differing(text: str, rows: np.ndarray, model: object) -> int:
    got = engine.answers(text, models.COLUMNS, rows)
    return int((np.array(got) != model.predict(rows.T)).sum())


def speeds(right: dict) -> dict:
    """Rows a second: the best of some rounds, one thread."""
    rng = np.random.default_rng(8)
    rows, left = models.customers(rng, ASKED)
    model = models.train(rows[:, :2_000], left[:2_000], 6)
    tree, classes = models.exported(model)
    text = right["tree_to_sql"](tree, models.COLUMNS, classes)
    predict = right["compile_tree"](tree)
    ways = {
        "a loop over rows in Python": (lambda some: views.row_by_row(tree, some), rows[:, :5_000]),
        "one SQL expression in DuckDB": (
            lambda some: engine.answers(text, models.COLUMNS, some),
            rows,
        ),
        "level by level in numpy": (predict, rows),
        "scikit-learn": (lambda some: model.predict(some.T), rows),
    }
    return {name: some.shape[1] / best(way, some) for name, (way, some) in ways.items()}


def best(way, some: np.ndarray) -> float:
    """Seconds of the fastest of ``ROUNDS``."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        way(some)
        took.append(time.perf_counter() - began)
    return min(took)


def main() -> None:
    right, console = solution(), Console()
    figures = {"labels": labels(right), "speeds": speeds(right)}
    shown = Shown("written so", "customers", "edges", title="labels that are not scikit-learn's")
    for name, its in figures["labels"]["ways"].items():
        shown.add_row(name, f"{its['customers']:,}", f"{its['edges']:,}")
    console.print(shown)
    shown = Shown("asked so", "rows a second")
    for name, rate in figures["speeds"].items():
        shown.add_row(name, f"{rate:,.0f}")
    console.print(shown)
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
