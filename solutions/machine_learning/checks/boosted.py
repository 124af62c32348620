"""Exercise 4: what the two expressions of a boosted model must answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from solutions.machine_learning.checks import expressions, trees
from solutions.machine_learning.checks.asking import ask_of_one, each
from solutions.machine_learning.checks.trees import NAMES, Case
from warehouse.checks import Wrong, fields, run
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.machine_learning.records import Scored, Tree

TWO = np.array(["stay", "churn"])
CLOSE = 1e-9


class Model(NamedTuple):
    """A boosted model and the rows that it is asked about. ``nulls``: which of the values are null."""

    trees: list[Tree]
    rate: float
    base: float
    columns: list[str]
    classes: np.ndarray
    rows: np.ndarray
    nulls: np.ndarray


def model(found: list[Tree], rate: float, base: float, rows: np.ndarray, **other: object) -> Model:
    whole = Model(found, rate, base, NAMES[: len(rows)], TWO, rows, np.isnan(rows))
    return whole._replace(**other)


def due(asked: Model) -> np.ndarray:
    """The score of each row, added up in the order of the trees."""
    score = np.full(asked.rows.shape[1], float(asked.base))
    for tree in asked.trees:
        score = score + float(asked.rate) * trees.answered(tree, asked.rows)
    return score


def arguments(asked: Model) -> tuple:
    return [*asked.trees], asked.rate, asked.base, list(asked.columns), asked.classes


def case_of(asked: Model) -> Case:
    """What an expression is asked about; the tree is for messages."""
    first = asked.trees[0] if asked.trees else None
    return Case(first, asked.columns, asked.classes, asked.rows, asked.nulls, None)


def answers(got: object, asked: Model, known: list | None = None) -> tuple[np.ndarray, list, str]:
    """The scores and labels of the student's expressions, and the first of these. ``known``: what the database said of
    them, if it was asked already."""
    score, label = fields(got, Scored)
    (kind, scores), (other, words) = known or expressions.answers([score, label], case_of(asked))
    if kind != "DOUBLE":
        raise Wrong("the type of the score", "DOUBLE", kind, called.calls.text)
    labels = expressions.told(other, words, asked.classes.dtype.kind == "U")
    return np.array(scores, float), labels, score


def expect_scores(
    boosted_to_sql: Callable, models: Iterable[Model], one_list: bool = False
) -> None:
    """Every score to the last bit, and every label. ``one_list``: all models have the same trees."""
    models = list(models)
    how = {"driver": ask_of_one, "watched": 0} if one_list else {}
    told = list(each(boosted_to_sql, [*map(arguments, models)], **how))
    texts = []
    for asked, got in zip(models, told):
        called.calls.text = about(asked)
        texts.append((case_of(asked), list(fields(got, Scored))))
    for asked, got, known in zip(models, told, expressions.together(texts)):
        called.calls.text = about(asked)
        scores, labels, text = answers(got, asked, known)
        right = due(asked)
        # 0.0 and -0.0 are equal, and differ in a bit
        alike = (scores == right) & (np.signbit(scores) == np.signbit(right))
        judge(scores, labels, right, asked, text, alike)


def about(asked: Model) -> str:
    return f"{len(asked.trees)} trees, rate {asked.rate!r}, base {asked.base!r}, classes {asked.classes}"


def judge(scores, labels, right, asked: Model, text: str, alike: np.ndarray) -> None:
    if not alike.all():
        at = int(np.flatnonzero(~alike)[0])
        given = (
            f"{about(asked)}\nthe row {asked.rows[:, at].tolist()}\nthe expression is {text[:500]}"
        )
        what = f"{(~alike).sum()} of {len(right)} scores differ"
        raise Wrong(what, repr(float(right[at])), repr(float(scores[at])), given)
    words = [asked.classes[int(score >= 0)].item() for score in right]
    differ = [at for at, pair in enumerate(zip(labels, words)) if pair[0] != pair[1]]
    if differ:
        at = differ[0]
        given = f"{about(asked)}\na row whose score is {float(right[at])!r}"
        raise Wrong(
            f"{len(differ)} of {len(words)} labels differ", show(words[at]), show(labels[at]), given
        )


def plain_trees(rng: np.random.Generator, count: int, leaves: int, features: int = 3) -> list[Tree]:
    """Small trees, thresholds of a half."""
    found = []
    for _ in range(count):
        tree, _, _ = trees.grown(rng, leaves, features, ("whole",), (100.0,), values="numbers")
        found.append(tree._replace(threshold=tree.threshold + 0.5))
    return found


def plain_rows(rng: np.random.Generator, count: int, gaps: bool = False) -> np.ndarray:
    return np.round(trees.table(rng, [100.0] * 3, count, gaps))


def sums(rng: np.random.Generator) -> Iterable[Model]:
    rows = plain_rows(rng, 60)
    for count, leaves in ((1, 6), (5, 3)):
        base, rate = float(rng.normal()), float(rng.choice([0.1, 0.3, 1.0, 0.05]))
        yield model(plain_trees(rng, count, leaves), rate, base, rows)
    # forty, most of which are a leaf alone, which costs the database less
    many = [*plain_trees(rng, 8, 2), *(leaf(value) for value in rng.normal(size=32))]
    mixed = [many[at] for at in rng.permutation(len(many))]
    yield model(mixed, 0.1, float(rng.normal()), rows)
    large = [
        tree._replace(value=tree.value * 10.0 ** rng.integers(-3, 15))
        for tree in plain_trees(rng, 5, 3)
    ]
    yield model(large, 0.1, 0.1, rows)


def as_trained(rng: np.random.Generator) -> Iterable[Model]:
    """One thing in each: thresholds and what is beside them, NaN and nulls, inf beside NaN and null, six levels."""
    for _ in range(2):
        tree, boxes, scales = trees.grown(rng, 8, 3, values="numbers")
        other, _, _ = trees.grown(rng, 3, 3, values="numbers", scales=(1.0,))
        yield model([other, tree], 0.1, -0.2, trees.reaching(rng, tree, boxes, scales))
    for nan in (False, True):
        found = [
            trees.grown(rng, 5, 3, ("whole",), (100.0,), 0.3, values="numbers")[0] for _ in range(3)
        ]
        found = [tree._replace(threshold=tree.threshold + 0.5) for tree in found]
        rows = plain_rows(rng, 60, gaps=True)
        nulls = np.isnan(rows) & (rng.random(rows.shape) < (0.5 if nan else 1.0))
        yield model(found, 0.1, 0.5, rows, nulls=nulls)
    rows = np.array([[np.nan, np.nan, 0.0, 3e38, -3e38]])
    nulls = np.array([[True, False, False, False, False]])
    for left in (True, False):
        tree = trees.split(np.inf, left)._replace(value=np.array([np.nan, 0.5, -0.25]))
        yield model([tree], 0.5, 0.0, rows, nulls=nulls)
    rows = np.arange(-3.0, 16.0)[None]
    yield model([trees.chain(rng, 6, values="numbers") for _ in range(2)], 0.5, 0.25, rows)


def leaf(value: float) -> Tree:
    return Tree(
        np.array([-2]), np.array([-2.0]), np.array([-1]), np.array([-1]), np.array([True]),
        np.array([value], np.float64),
    )  # fmt: skip


def around_zero() -> Iterable[Model]:
    """Sums that are 0 in one order or type and not in another, and the numbers around it."""
    rows = np.array([[1.0, 2.0]])
    for rate, base, values in (
        (1.0, 0.1, [0.2, -0.3]), (1.0, -0.3, [0.2, 0.1]), (0.1, -0.3, [2.0, 1.0]), (1.0, 0.0, []),
        (1.0, 1e16, [1.0, -1e16]), (1.0, -1e16, [1.0, 1e16]), (1.0, 1.0, [1e-17, -1.0]),
        (1.0, -1.0, [1.0]), (1.0, 0.0, [5e-324]), (1.0, 0.0, [-5e-324]), (1.0, -0.0, [-0.0]),
        (1.0, -1.0, [1e16, -1e16]), (1.0, -1.0, [0.9999999]), (0.1, -0.1, [1.0]),
        (0.1, 0.3, [-3.0]), (1.0, -1e16, [1.0, 1.0, 1e16]),
        (1.0, -0.0, [0.0]), (1.0, 0.0, [-0.0]), (1.0, -0.0, [-0.0, 0.0]), (1.0, -1.0, [0.0, -0.0]),
        (-0.0, -0.0, [2.0]), (0.0, -0.0, [-2.0]), (0.0, -0.0, [2.0]),
    ):  # fmt: skip
        yield model([leaf(value) for value in values], rate, base, rows)
    split = trees.split(0.5, False)._replace(value=np.array([0.0, -0.25, 0.0]))
    yield model([leaf(0.25), split], 1.0, 0.0, np.array([[0.0, 1.0, np.nan]]))
    yield model([leaf(-0.25), split], 1.0, 0.25, np.array([[0.0, 1.0, np.nan]]))


def without_trees() -> Iterable[Model]:
    rows = np.array([[1.0, np.nan, 3.0]])
    for base in (0.0, 1.5, -0.1, -2, 3, 1e-300):
        yield model([], 0.1, base, rows)


def odd_numbers(rng: np.random.Generator) -> Iterable[Model]:
    """Rates and bases as ints and numpy's, below 0, 0, large, small, and of 17 digits; values below 0 come with
    all of them. The trees are the same for all; one stands twice among them, and one twice in a row."""
    tree, rows = plain_trees(rng, 1, 3)[0], plain_rows(rng, 12)
    found = [leaf(-0.7), leaf(-0.7), tree, leaf(-0.7), tree]
    for rate, base in (
        (1, 2), (0, -3), (-1, 0), (np.float64(0.1), np.float64(-0.7)), (np.int64(2), np.int64(-1)),
        (-0.1, -1e-7), (1e-12, 1e-12), (1e10, -1e20), (3, 10**17), (0.5, -0.0),
        (np.float32(0.1), np.float32(-0.7)), (np.float16(0.1), np.int8(-3)),
        (1 / 3, -2 / 7), (1.0, 2.0**53),
    ):  # fmt: skip
        yield model(found, rate, base, rows)


def quoted(rng: np.random.Generator) -> Iterable[Model]:
    """Names and labels that need quotes, and labels that are numbers; of the same trees."""
    names = expressions.ODD_NAMES
    kinds = [
        ["don't", "'"],
        ["01", "1"],
        ['"', "{0}"],
        [0, 1],
        [-1, 2**62 + 1],
        ["", " "],
        [5, -(2**63)],
    ]
    found, rows = plain_trees(rng, 1, 6), plain_rows(rng, 30)
    for at, classes in enumerate(kinds):
        columns = [names[(3 * at + place) % len(names)] for place in range(3)]
        yield model(found, 0.3, 0.0, rows, columns=columns, classes=np.array(classes))


def expect_as_peer(boosted_to_sql: Callable, kept: tuple) -> None:
    """scikit-learn's own scores to 1e-9, and each of its labels."""
    asked, right, words = kept
    scores, labels, text = answers(run(boosted_to_sql, *arguments(asked)), asked)
    judge(scores, labels, right, asked, text, np.abs(scores - right) <= CLOSE)
    if labels != list(words):
        at = next(at for at, pair in enumerate(zip(labels, words)) if pair[0] != pair[1])
        raise Wrong("a label is not scikit-learn's", show(words[at]), show(labels[at]))
