"""Exercise 2: what an expression must answer, and cases with one thing that is not plain in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import groupby

import numpy as np

from solutions.machine_learning.checks import trees
from solutions.machine_learning.checks.asking import ask_of_one, each
from solutions.machine_learning.checks.trees import CLASSES, NAMES, Case
from warehouse.checks import Wrong, run
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.machine_learning import engine

LETTERS = 400  # of an expression, for each node
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
EASY = ("whole",)
ODD_LABELS = (
    ["don't", "'", "''", "it's 'so'"], ["0", "1", "12"], ["", " ", "  "], ["01", "1", "1.0"], ["null", "NULL", "true"],
    ['say "no"', "{0}", "%s", "{threshold}"], ["a\nb", "back\\slash", "Zürich", "否"], ["--", ";", "/*"],
    ["a$$b", "Zu\u0308rich", " x"],
)  # fmt: skip
ODD_NAMES = (
    "order",
    "Total Price",
    'say "no"',
    '"',
    "don't",
    "a.b",
    "Größe",
    "{0}",
    "100%",
    "--",
    "1st",
    "x::int",
    "NULL",
    "select",
    "a;b",
    "\\",
    "end",
    "ÄRA",
    "current_date",
    "Zu\u0308rich",
    " age",
    "age ",
    "left",
    "user",
)


def told(kind: str, values: list, texts: bool) -> list:
    """``values``, as they are. Raises ``Wrong`` for those of another type than labels have."""
    right = kind == "VARCHAR" if texts else kind.lstrip("U") in INTEGERS
    if not right:
        wanted = "VARCHAR" if texts else "an integer type"
        raise Wrong("the type of the expression", wanted, kind, called.calls.text)
    return values


def together(asked: list[tuple[Case, list]]) -> Iterable[list[tuple[str, list]] | None]:
    """Of each case and its expressions their types and values, or None: cases that follow one another with the same names
    and the same rows are one question to the database, which costs less. None where it does not take all of them."""

    def table(pair: tuple[Case, list]) -> tuple:
        return (id(pair[0].rows), pair[0].nulls.tobytes(), *pair[0].columns)

    for _, group in groupby(asked, key=table):
        some = list(group)
        texts = [text for _, own in some for text in own]
        found: list | None = None
        if len(some) > 1 and all(type(text) is str for text in texts):
            with suppress(engine.Refused):
                case = some[0][0]
                found = engine.typed(texts, case.columns, case.rows, case.nulls)
        for _, own in some:
            yield found and found[: len(own)]
            found = found and found[len(own) :]


def answers(texts: list[object], case: Case) -> list[tuple[str, list]]:
    """Of each of some expressions its type and its values. Raises ``Wrong`` where DuckDB does not take them."""
    for text in texts:
        if type(text) is not str:
            raise Wrong("what comes back", "a text", show(text), called.calls.text)
    try:
        return engine.typed(texts, case.columns, case.rows, case.nulls)
    except engine.Refused as error:
        given = f"{called.calls.text}\nthe expression is {texts[0][:600]}"
        raise Wrong("DuckDB refuses the expression", "one expression", str(error), given) from None


def about(case: Case) -> str:
    return f"a tree of {len(case.tree.left)} nodes, columns {case.columns}, classes {case.classes}"


def expect_labels(tree_to_sql: Callable, cases: Iterable[Case], one_tree: bool = False) -> None:
    """``one_tree``: all cases are of the same."""
    cases = list(cases)
    asked = [(case.tree, list(case.columns), case.classes) for case in cases]
    how = {"driver": ask_of_one, "watched": 0} if one_tree else {}
    texts = list(each(tree_to_sql, asked, **how))
    found = together([(case, [text]) for case, text in zip(cases, texts)])
    for case, text, known in zip(cases, texts, found):
        called.calls.text = about(case)
        ((kind, values),) = known or answers([text], case)
        got = told(kind, values, case.classes.dtype.kind == "U")
        expect_same(got, case.labels.tolist(), case, text)


def expect_same(got: list, due: list, case: Case, text: str) -> None:
    """Raises ``Wrong`` with a row whose label differs."""
    differ = [at for at, pair in enumerate(zip(got, due)) if pair[0] != pair[1]]
    if differ:
        at = differ[0]
        row = {
            name: "null" if case.nulls[place, at] else repr(float(case.rows[place, at]))
            for place, name in enumerate(case.columns)
        }
        given = f"the row {row}\n{walked(case, at)}\nthe expression is {text[:600]}"
        what = f"{len(differ)} of {len(due)} labels differ"
        raise Wrong(what, repr(due[at]), repr(got[at]), given)


def walked(case: Case, at: int) -> str:
    """The way of a row down its tree, in words."""
    tree, node, steps = case.tree, 0, []
    while tree.left[node] != -1 and len(steps) < 12:
        value, threshold = case.rows[tree.feature[node], at], float(tree.threshold[node])
        left = tree.missing_left[node] if np.isnan(value) else np.float32(value) <= threshold
        compared = "missing" if np.isnan(value) else f"float32 {float(np.float32(value))!r}"
        name = case.columns[tree.feature[node]]
        steps.append(
            f"node {node}: {name} is {compared}, threshold {threshold!r}: {'left' if left else 'right'}"
        )
        node = int(tree.left[node] if left else tree.right[node])
    return "\n".join(steps)


def shapes(rng: np.random.Generator) -> Iterable[Case]:
    """One leaf, chains of 40 levels, and trees by chance; whole values, thresholds of a half, and nothing missing."""
    for value in (0, 2):
        leaf = trees.rubbish(rng, trees.Growing(rng, 1, EASY, (1.0,)).tree(np.array([value]))[0])
        yield trees.case(rng, leaf, np.array([[1.0, 2.0]]))
    for levels in (1, 2, 40):
        yield trees.case(rng, trees.chain(rng, levels), np.arange(2.0 * levels + 3)[None])
    for leaves in (2, 3, 5, 16, 40):
        tree, _, scales = trees.grown(rng, leaves, int(rng.integers(1, 7)), EASY, (100.0,))
        tree = tree._replace(threshold=tree.threshold + 0.5)
        yield trees.case(rng, tree, np.round(trees.table(rng, scales, 200)))


def beside(rng: np.random.Generator) -> Iterable[Case]:
    """Every threshold, and the numbers beside it in both types; nothing missing."""
    for number, kind in enumerate(trees.KINDS):
        for scale in ((1.0, 1e-30), (1e6, 1e30))[number % 2]:
            tree, boxes, scales = trees.grown(rng, 6, 2, (kind,), (scale,))
            yield trees.case(rng, tree, trees.reaching(rng, tree, boxes, scales))
    # numbers of float32 that take 17 digits as float64, rounded to 16 downwards and upwards
    long = [float(np.float32(tenths / 10)) for tenths in (1, -1, 7, -7)]
    single = (0.0, 0.1, -0.1, 0.3, 16777217.0, 1e-45, 5e-324, -5e-324, 1e22, *long)
    rows = np.array([[value for threshold in single for value in trees.neighbours(threshold)]])
    for threshold in single:
        yield trees.case(rng, trees.split(threshold, False), rows)
    thresholds, rows = trees.extremes()
    for threshold in thresholds:
        yield trees.case(rng, trees.split(threshold, False), rows)
    for leaves in (8, 16):
        tree, boxes, scales = trees.grown(rng, leaves, 4)
        yield trees.case(rng, tree, trees.reaching(rng, tree, boxes, scales))


def missing(rng: np.random.Generator) -> Iterable[Case]:
    """Nulls and NaN at nodes of both kinds, with plain thresholds."""
    for nan in (False, True):
        for left in (False, True):
            yield trees.case(
                rng, trees.split(0.5, left), np.array([[np.nan, 0.0, 1.0] * 4]), nan=nan
            )
        for leaves in (4, 14):
            tree, _, scales = trees.grown(rng, leaves, 3, EASY, (100.0,))
            tree = tree._replace(threshold=tree.threshold + 0.5)
            rows = np.round(trees.table(rng, scales, 200, gaps=True))
            yield trees.case(rng, tree, rows, nan=nan)
    rows = np.array([[np.nan] * 9 + [0.0, 7.0]])
    for left in (False, True):
        yield trees.case(rng, trees.split(np.inf, left), rows, nan=True)


def infinite(rng: np.random.Generator) -> Iterable[Case]:
    """Nodes that ask only whether a value is missing, on nulls alone."""
    for left in (False, True):
        rows = np.array([[np.nan, 0.0, 3e38, np.nan, -3e38, np.nan]])
        yield trees.case(rng, trees.split(np.inf, left), rows)
    for leaves in (3, 6, 6, 12):
        tree, _, scales = trees.grown(rng, leaves, 3, EASY, (100.0,), infinite=0.5)
        yield trees.case(rng, tree, np.round(trees.table(rng, scales, 200, gaps=True)) + 0.25)


def odd_labels(rng: np.random.Generator) -> Iterable[Case]:
    """Texts with quotes and other letters, and numbers, also those that need 64 bits; for leaves of one tree."""
    kinds = [np.array(labels) for labels in ODD_LABELS]
    numbers = ([0, 1, 2], [7, -3, 0], [-1, 2**31, 2**62 + 1], [-(2**63), 2**63 - 1], [0, 1])
    tree, boxes, scales = trees.grown(rng, 7, 2, EASY, (100.0,))
    tree = tree._replace(threshold=tree.threshold + 0.5)
    leaf, rows = tree.left == -1, np.round(trees.table(rng, scales, 200))
    for classes in (*kinds, *map(np.array, numbers)):
        value = np.zeros(len(leaf), np.int64)
        value[leaf] = np.arange(leaf.sum()) % len(classes)
        yield trees.case(rng, tree._replace(value=value), rows, classes=classes)


def odd_names(rng: np.random.Generator) -> Iterable[Case]:
    """Names that are none without quotes, some of them used and some not, in one tree."""
    while True:
        tree, _, scales = trees.grown(rng, 9, 4, EASY, (100.0,))
        if len(set(tree.feature[tree.left != -1].tolist())) == 4:
            break
    tree = tree._replace(threshold=tree.threshold + 0.5)
    rows = np.round(trees.table(rng, [*scales, 1.0], 60))
    for at in range(0, len(ODD_NAMES), 4):
        # the fifth is not asked for
        yield trees.case(rng, tree, rows, [*ODD_NAMES, "order"][at : at + 5])


def expect_short(tree_to_sql: Callable, rng: np.random.Generator) -> None:
    """A tree of few leaves, a chain, and one with nearly all of its nodes on the lowest of its 40 levels; names
    and labels of 20 letters."""
    names, classes = ([f"{name:_<20}" for name in some] for some in (NAMES, CLASSES))
    for tree in (
        trees.grown(rng, 4)[0],
        trees.chain(rng, 16),
        trees.bush(rng, 40, 8),
    ):
        text = run(tree_to_sql, tree, names, np.array(classes))
        if type(text) is not str:
            raise Wrong("what comes back", "a text", show(text))
        nodes = len(tree.left)
        if len(text) > LETTERS * nodes:
            allowed = f"at most {LETTERS * nodes:,} letters"
            raise Wrong(f"the expression of a tree of {nodes} nodes", allowed, f"{len(text):,}")
