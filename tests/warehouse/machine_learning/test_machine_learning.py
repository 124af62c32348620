"""What the machine learning lab lends: models of scikit-learn as plain arrays, the engine that expressions run in, its views."""

from __future__ import annotations

import math

import numpy as np
import pytest

from judging import said, stub
from solved import solved
from warehouse.machine_learning import engine, models, views
from warehouse.machine_learning.records import Tree

ROWS = 600


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("machine_learning")


@pytest.fixture(scope="module")
def customers() -> tuple[np.ndarray, np.ndarray]:
    return models.customers(np.random.default_rng(1), ROWS)


def walked(tree: Tree, row: np.ndarray) -> object:
    """What a tree says of a row, as its docstring has it."""
    node = 0
    while tree.left[node] != -1:
        value = np.float32(row[tree.feature[node]])
        left = tree.missing_left[node] if np.isnan(value) else value <= tree.threshold[node]
        node = tree.left[node] if left else tree.right[node]
    return tree.value[node]


@pytest.mark.parametrize("depth", [1, 4, 9])
def test_an_exported_tree_says_what_scikit_learn_s_does(customers, depth):
    rows, left = customers
    model = models.train(rows, np.array(["stays", "leaves"])[left], depth)
    tree, classes = models.exported(model)
    assert [part.dtype.kind for part in tree] == list("ifiibi")
    assert classes.tolist() == ["leaves", "stays"]
    asked = np.hstack([rows, views.at_thresholds(np.random.default_rng(2), tree, rows)])
    said = [classes[walked(tree, row)] for row in asked.T]
    assert said == model.predict(asked.T).tolist()
    assert views.row_by_row(tree, asked) == [walked(tree, row) for row in asked.T]


def test_of_classes_with_equal_shares_the_first_is_the_label():
    model = models.train(np.array([[1.0, 1.0]]), np.array(["b", "a"]), 3)
    tree, classes = models.exported(model)
    assert classes[tree.value[0]] == "a" == model.predict([[1.0]])[0]


def test_an_exported_boosted_model_has_scikit_learn_s_scores(customers):
    rows, left = customers
    whole = ~np.isnan(rows).any(axis=0)
    rows, left = rows[:, whole], left[whole]
    model = models.train_boosted(rows, left, 6)
    trees, rate, base, classes = models.exported_boosted(model)
    scores = [
        base + math.fsum(rate * walked(tree, row) for tree in trees) for row in rows[:, :80].T
    ]
    assert np.abs(scores - model.decision_function(rows[:, :80].T)).max() < 1e-12
    assert (len(trees), classes.tolist()) == (6, [0, 1])


def test_customers_have_gaps_and_both_kinds_and_move_when_told(customers):
    rows, left = customers
    assert rows.shape == (len(models.COLUMNS), ROWS) and 0.2 < left.mean() < 0.8
    assert 0.5 < np.isnan(rows).mean() / models.GAPS < 1.5
    moved, _ = models.customers(np.random.default_rng(1), ROWS, 0.6)
    spent = models.COLUMNS.index("spent")
    assert np.nanmedian(moved[spent]) > 1.5 * np.nanmedian(rows[spent])


def test_an_expression_answers_row_by_row_with_nulls_and_nan_apart():
    rows = np.array([[1.0, np.nan, np.nan], [4.0, 5.0, np.nan]])
    nulls = np.array([[False, True, False], [False, False, True]])
    columns = ['a"b', "order"]
    for text, due in (
        ('"a""b" + "order"', [5.0, None, None]),
        ('"a""b" IS NULL', [False, True, False]),
        ('isnan("a""b")', [False, None, True]),
        ("1 -- a comment", [1, 1, 1]),
    ):
        assert engine.answers(text, columns, rows, nulls) == due
    assert engine.answers('"order" IS NULL', columns, rows) == [False, False, True]
    assert engine.answers("1", columns, rows[:, :0]) == []


@pytest.mark.parametrize(
    "text",
    ["nonsense", "1); select (2", "1); drop table given; select (1",
     "(select count(*) from read_text('/etc/passwd'))", "(select 1 from '/etc/passwd')"],
)  # fmt: skip
def test_what_is_no_expression_or_reaches_out_is_refused(text):
    with pytest.raises(engine.Refused):
        engine.answers(text, ["a"], np.array([[1.0]]))


def test_at_thresholds_each_has_its_neighbours(customers):
    rows, left = customers
    tree, _ = models.exported(models.train(rows, left, 3))
    asked = views.at_thresholds(np.random.default_rng(1), tree, rows)
    for node in np.flatnonzero((tree.left != -1) & np.isfinite(tree.threshold)):
        column, bar = asked[tree.feature[node]], tree.threshold[node]
        for value in (
            bar,
            np.nextafter(bar, np.inf),
            np.nextafter(np.float32(bar), np.float32(-np.inf)),
        ):
            assert (column == value).any()


VIEWS = {
    "samples": ["training_rows"],
    "labels": ["tree_to_sql"],
    "speeds": ["compile_tree"],
    "scores": ["boosted_to_sql"],
    "life": ["ModelRegistry"],
    "drifted": ["psi", "retrain"],
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_is_not_started_and_what_cannot_be_shown(name):
    count = len(VIEWS[name])
    assert "Not started yet" in said(getattr(views, name)(*[stub] * count))
    assert "cannot be shown" in said(getattr(views, name)(*[lambda *arguments: {}[7]] * count))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_the_student_s_part(notebook, name):
    shown = said(getattr(views, name)(*[notebook[part] for part in VIEWS[name]]))
    assert "cannot be shown" not in shown and ("<svg" in shown or "<table" in shown)


def test_views_show_what_is_wrong(notebook):
    def no_cast(*arguments):
        return notebook["tree_to_sql"](*arguments).replace("::FLOAT", "")

    right, wrong = (said(views.labels(part)) for part in (notebook["tree_to_sql"], no_cast))
    assert right.count(">0<") == 2 and wrong.count(">0<") < 2
    assert "the scores are scikit-learn's, to 1e-09" in said(
        views.scores(notebook["boosted_to_sql"])
    )

    def thrice(trees, rate, *others):
        return notebook["boosted_to_sql"](trees, 3 * rate, *others)

    assert "others than scikit-learn's in 8 of 8" in said(views.scores(thrice))
    life = said(views.life(notebook["ModelRegistry"]))
    assert (
        "NotReady" in life and life.count("by training 1") == 4 and life.count("by training 3") == 1
    )
    drifted = views.drifted(notebook["psi"], notebook["retrain"])
    drifted.children[0].value = 0.0
    assert "Leave the model" in said(drifted)
    drifted.children[0].value = 0.3
    assert "Train again" in said(drifted)
    assert "100%" in said(views.samples(notebook["training_rows"]))
