"""The machine learning lab's views: each shows the student's own part at work."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import SHADES, line, live, path, shown, svg, table, text
from warehouse.machine_learning import engine, models
from warehouse.machine_learning.records import NotReady

CLOSE = 1e-9  # a score and scikit-learn's


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
            got = np.array(engine.answers(text, models.COLUMNS, asked))
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


def speeds(compile_tree: Callable) -> widgets.HTML:
    """Rows a second, of three ways to ask a tree."""

    def draw() -> str:
        rng = np.random.default_rng(4)
        rows, left = models.customers(rng, 20_000)
        model = models.train(rows[:, :2_000], left[:2_000], 6)
        tree, _ = models.exported(model)
        predict = compile_tree(tree)
        ways = {
            "a loop over rows": (lambda some: row_by_row(tree, some), rows[:, :1_000]),
            "yours": (predict, rows),
            "scikit-learn": (lambda some: model.predict(some.T), rows),
        }
        lines = []
        for name, (way, some) in ways.items():
            began = time.perf_counter()
            way(some)
            rate = some.shape[1] / (time.perf_counter() - began)
            lines.append([name, f"{rate:,.0f}"])
        return table(["way", "rows a second, here and now"], lines)

    return shown(draw)


def row_by_row(tree: object, rows: np.ndarray) -> list:
    """What a tree says of each row, by a loop in Python."""
    said = []
    for row in rows.astype(np.float32).T:
        node = 0
        while tree.left[node] != -1:
            value = row[tree.feature[node]]
            small = tree.missing_left[node] if value != value else value <= tree.threshold[node]
            node = tree.left[node] if small else tree.right[node]
        said.append(tree.value[node])
    return said


def scores(boosted_to_sql: Callable) -> widgets.HTML:
    """Scores of some customers after 0, 1, 2, ... trees, worked out in DuckDB, as lines."""

    def draw() -> str:
        rng = np.random.default_rng(5)
        rows, left = models.customers(rng, 3_000)
        whole = ~np.isnan(rows).any(axis=0)
        rows, left = rows[:, whole], left[whole]
        model = models.train_boosted(rows, np.array(["stays", "leaves"])[left], 20)
        trees, rate, base, classes = models.exported_boosted(model)
        asked, steps = rows[:, :8], []
        for count in range(len(trees) + 1):
            expressions = boosted_to_sql(trees[:count], rate, base, models.COLUMNS, classes)
            steps.append(engine.answers(expressions.score, models.COLUMNS, asked))
        paths = np.array(steps, float).T
        far = np.abs(paths[:, -1] - model.decision_function(asked.T))
        differ = int((far > CLOSE).sum())
        top = max(0.1, float(np.abs(paths).max()))
        height = lambda score: 100 - 90 * score / top  # noqa: E731
        shapes = [line(20, 100, 580, 100, stroke_dasharray="4 3"), text(2, 96, "0", font_size=11)]
        for number, scores_ in enumerate(paths):
            points = [f"{20 + 28 * at} {height(score):.1f}" for at, score in enumerate(scores_)]
            drawn = f"M{' L'.join(points)}"
            shapes.append(path(drawn, fill="none", stroke=SHADES[number], stroke_width=2))
        picture = svg(
            (600, 200), "scores of eight customers by number of trees", shapes,
            fill="currentColor", stroke="currentColor",
        )  # fmt: skip
        same = "scikit-learn's" if not differ else f"others than scikit-learn's in {differ} of 8"
        return f"{picture}<p>After 20 trees the scores are {same}, to {CLOSE:g}.</p>"

    return shown(draw)


def life(make: type) -> widgets.HTML:
    """A name through three trainings in threads, one of which fails, and what it answers after each step."""

    def draw() -> str:
        registry, lines = make(), []

        def note(what: str) -> None:
            try:
                said = registry.function("churn")
            except NotReady as error:
                said = f"NotReady: {error}"
            lines.append([what, str(tuple(registry.state("churn"))), said])

        for shift, enough in ((0.0, True), (0.5, False), (1.0, True)):
            number = registry.create("churn")
            ended: queue.SimpleQueue = queue.SimpleQueue()
            go = threading.Event()
            sent = (number, shift, enough, go, ended)
            threading.Thread(target=training, args=sent, daemon=True).start()
            note(f"training {number} runs")
            go.set()
            well, what = ended.get()
            (registry.trained if well else registry.failed)(number, what)
            note(f"training {number} has ended")
        return table(["", "state, version, training, reason", "what function says"], lines)

    return shown(draw)


def training(
    number: int, shift: float, enough: bool, go: threading.Event, ended: queue.SimpleQueue
) -> None:
    """What a trainer does elsewhere, once it is told to. How it ended: whether well, and a model or a reason."""
    go.wait()
    rows, left = models.customers(np.random.default_rng(number), 1_000, shift)
    if not enough:
        rows, left = rows[:, :0], left[:0]
    try:
        model = models.train(rows, left, 4)
    except ValueError as error:
        ended.put((False, str(error).split(" (")[0]))
    else:
        ended.put((True, f"a tree of {model.tree_.node_count} nodes, by training {number}"))


def drifted(psi: Callable, retrain: Callable) -> widgets.VBox:
    """The index of each column on twelve days, while what customers spend moves by a little each day."""
    by = widgets.FloatSlider(value=0.06, min=0.0, max=0.3, step=0.02, description="a day")

    def draw() -> str:
        rng = np.random.default_rng(6)
        expected, _ = models.customers(rng, 2_000)
        lines: list[list[object]] = [[name] for name in models.COLUMNS]
        head, spent = ["column"], []
        for day in range(0, 12, 2):
            actual, _ = models.customers(rng, 2_000, by.value * day)
            found = [psi(*pair) for pair in zip(expected, actual)]
            spent.append(found[models.COLUMNS.index("spent")])
            head.append(f"day {day}")
            for row, index in zip(lines, found):
                row.append(f"{index:.3f}")
        word = "Train again." if retrain(spent) else "Leave the model as it is."
        return table(head, lines) + f"<p>By what customers spend: {word}</p>"

    return live(draw, by)
