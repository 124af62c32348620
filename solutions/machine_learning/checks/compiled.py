"""Exercise 3: what a compiled tree must answer, and a reference in numpy that it is raced with."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solutions.machine_learning.checks import expressions, trees
from solutions.machine_learning.checks.asking import ask_compiled, each
from warehouse.checks import Wrong, in_notebook, no_slower_than, run, same_array, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.machine_learning.records import Tree

RATIO = 0.25
ROWS, COLUMNS, LEVELS, CHAIN = 10_000, 4, 8, 300


def expect_values(compile_tree: Callable, cases: Iterable[tuple[Tree, np.ndarray]]) -> None:
    cases = list(cases)

    def alone(tree: Tree, rows: np.ndarray) -> object:
        return run(function_of(compile_tree, tree), rows)

    for (tree, rows), got in zip(cases, each(compile_tree, cases, alone, ask_compiled)):
        due = trees.answered(tree, rows)
        called.calls.text = f"a tree of {len(tree.left)} nodes, rows {show(rows)}"
        if type(got) is np.ndarray and (got.dtype, got.shape) == (due.dtype, due.shape):
            _expect_each(got, due, tree, rows)
        same_array(got, due, f"the values of a tree of {len(tree.left)} nodes")


def _expect_each(got: np.ndarray, due: np.ndarray, tree: Tree, rows: np.ndarray) -> None:
    """Raises ``Wrong`` with one row whose value differs, and its way down the tree."""
    differ = np.flatnonzero(got != due)
    if len(differ):
        at = int(differ[0])
        names = [f"column {number}" for number in range(len(rows))]
        case = trees.Case(tree, names, None, rows, np.isnan(rows), due)
        what = f"{len(differ)} of {len(due)} values differ, first that of row {at}"
        given = f"the row {rows[:, at].tolist()}\n{expressions.walked(case, at)}"
        raise Wrong(what, show(due[at].item()), show(got[at].item()), given)


def function_of(compile_tree: Callable, tree: Tree) -> Callable:
    """What the student's function makes of a tree. It may be any object that can be called, so it is given a name."""
    made = run(compile_tree, tree)
    if not callable(made):
        raise Wrong("what comes back", "a function", show(made))

    def predict(rows: np.ndarray) -> object:
        return made(rows)

    return predict


def shapes(rng: np.random.Generator) -> Iterable[tuple[Tree, np.ndarray]]:
    """Trees of one leaf, chains, and trees by chance, asked about whole values with none missing."""
    for value in (4, -7):
        leaf = trees.rubbish(
            rng, trees.Growing(rng, 1, ("whole",), (1.0,)).tree(np.array([value]))[0]
        )
        yield leaf, np.array([[1.0, 2.0, 3.0]])
    for levels in (1, 3, 40, CHAIN):
        yield trees.chain(rng, levels), np.arange(2.0 * levels + 3)[None]
    for leaves in (2, 3, 7, 40, 120):
        tree, _, scales = trees.grown(rng, leaves, int(rng.integers(1, 7)), ("whole",), (100.0,))
        value = rng.integers(-(2**62), 2**62, len(tree.value))
        tree = tree._replace(threshold=tree.threshold + 0.5, value=value)
        yield tree, np.round(trees.table(rng, scales, 200))
    yield from large(rng)


def large(rng: np.random.Generator) -> Iterable[tuple[Tree, np.ndarray]]:
    """More columns than 8 bits count, of which those beyond are asked for, and more rows than 16."""
    tree, _, _ = trees.grown(rng, 12, 400, ("whole",), (100.0,))
    asked = rng.permutation(np.arange(256, 400))[: len(tree.left)]
    tree = tree._replace(
        feature=np.where(tree.left == -1, -2, asked),
        threshold=np.where(tree.left == -1, np.nan, np.arange(len(asked)) + 0.5),
        value=rng.permutation(len(asked)),
    )
    yield tree, np.round(rng.uniform(-300, 300, (400, 40)))
    yield trees.split(0.5, False), np.repeat([[0.0, 1.0]], [40_000, 30_000], axis=1)
    # more nodes than 16 bits count, too
    tree = trees.bush(rng, 16, 15)
    yield (
        tree._replace(value=rng.permutation(len(tree.value))),
        rng.normal(size=(len(trees.NAMES), 40)),
    )


def compared(rng: np.random.Generator) -> Iterable[tuple[Tree, np.ndarray]]:
    """Every threshold and the numbers beside it; nothing missing."""
    for kind in trees.KINDS:
        for scale in (1.0, 1e-30, 1e30):
            tree, boxes, scales = trees.grown(rng, 8, 2, (kind,), (scale,))
            yield tree, trees.reaching(rng, tree, boxes, scales)
    for threshold in (0.0, 0.1, -0.1, 16777217.0, 5e-324, 1 / 3):
        yield trees.split(threshold, False), np.array([trees.neighbours(threshold)])
    for threshold in trees.extremes()[0]:
        yield trees.split(threshold, False), trees.extremes()[1]
    for value in trees.neighbours(0.1):
        # one row may be compared as a scalar, where numpy has other rules
        yield trees.split(0.1, False), np.array([[value]])
    tree, boxes, scales = trees.grown(rng, 60, COLUMNS, values="numbers")
    yield tree, trees.reaching(rng, tree, boxes, scales)


def missing(rng: np.random.Generator) -> Iterable[tuple[Tree, np.ndarray]]:
    for left in (False, True):
        yield trees.split(0.5, left), np.array([[np.nan, 0.0, 1.0, np.nan]])
        yield trees.split(np.inf, left), np.array([[np.nan, 0.0, 3e38, np.nan, -3e38]])
    # the root's column is whole, and those below send what is missing both ways
    nested = Tree(
        np.array([0, 1, 1, -2, -2, -2, -2]), np.full(7, 0.5), np.array([1, 3, 5, -1, -1, -1, -1]),
        np.array([2, 4, 6, -1, -1, -1, -1]), np.array([False, True, False, *[True] * 4]), np.arange(7),
    )  # fmt: skip
    yield nested, np.array([[0.0, 1.0, 0.0, 1.0], [np.nan, np.nan, 0.0, 1.0]])
    for infinite in (0.0, 0.4):
        for leaves in (4, 12, 40):
            tree, _, scales = trees.grown(rng, leaves, 3, ("whole",), (100.0,), infinite=infinite)
            tree = tree._replace(threshold=tree.threshold + 0.5)
            yield tree, np.round(trees.table(rng, scales, 200, gaps=True))


def few(rng: np.random.Generator) -> Iterable[tuple[Tree, np.ndarray]]:
    """Tables of no row and of one; values of floats, texts, booleans and small numbers."""
    kinds = (
        np.int64, np.float64, np.float32, np.int8, np.bool_, "U7", ">i4",
    )  # fmt: skip
    for kind in kinds:
        tree, _, scales = trees.grown(rng, 9, 2, ("whole",), (100.0,))
        value = rng.integers(0, 100, len(tree.value)).astype(kind)
        tree = tree._replace(value=value, threshold=tree.threshold + 0.5)
        for count in (0, 1, 5):
            yield tree, np.round(trees.table(rng, scales, count))
        leaf = trees.Growing(rng, 1, ("whole",), (1.0,)).tree(value[:1])[0]
        yield leaf, np.zeros((1, 0))


def full(rng: np.random.Generator) -> tuple[Tree, np.ndarray]:
    """All leaves on level 8, and 10,000 rows that end everywhere."""
    growing = trees.Growing(rng, COLUMNS, ("all digits",), (1.0,))
    while (
        min(growing.depths[at] for at, node in enumerate(growing.nodes) if node[2] == -1) < LEVELS
    ):
        growing.grow(next(at for at, node in enumerate(growing.nodes) if node[2] == -1))
    tree, _ = growing.tree(rng.normal(size=len(growing.nodes)))
    return tree, rng.normal(size=(COLUMNS, ROWS))


def halving() -> tuple[Tree, np.ndarray]:
    """A chain of 300 levels: half of the rows that are left arrive at each, and one row goes to the end."""
    count = 2 * CHAIN + 1
    inner = np.arange(count) % 2 == 0
    inner[-1] = False
    node = np.arange(count)
    tree = Tree(
        np.where(inner, 0, -2), np.where(inner, node / 2 + 0.5, -2.0), np.where(inner, node + 1, -1),
        np.where(inner, node + 2, -1), np.zeros(count, bool), node * 1.5,
    )  # fmt: skip
    rows = np.zeros((COLUMNS, ROWS))
    rows[0] = np.floor(-np.log2((np.arange(ROWS) + 0.5) / ROWS))
    rows[0, 0] = CHAIN + 1.0
    return tree, rows


def peer(tree: Tree) -> Callable:
    """Level by level, the rows that have not arrived."""

    def predict(rows: np.ndarray) -> np.ndarray:
        single, at = rows.astype(np.float32), np.zeros(rows.shape[1], np.int64)
        going = np.flatnonzero(tree.left[at] != -1)
        while going.size:
            here = at[going]
            value = single[tree.feature[here], going]
            small = np.where(
                np.isnan(value), tree.missing_left[here], value <= tree.threshold[here]
            )
            below = np.where(small, tree.left[here], tree.right[here])
            at[going] = below
            going = going[tree.left[below] != -1]
        return tree.value[at]

    return predict


def expect_fast(compile_tree: Callable, asked: tuple[Tree, np.ndarray]) -> None:
    """Beside the peer, on the same rows with a little noise, another one at each turn."""
    tree, rows = asked
    predict, reference = function_of(compile_tree, tree), peer(tree)
    tables = [rows[:, np.roll(np.arange(rows.shape[1]), turn * 17)].copy() for turn in range(3)]

    def right(given: np.ndarray, got: object) -> None:
        same_array(got, reference(given), "what predict says")

    no_slower_than(
        predict, reference, RATIO, f"predict, of {rows.shape[1]:,} rows", rounds=3,
        inputs=lambda turn: tables[turn % len(tables)], right=right,
    )  # fmt: skip


def life(compile_tree: Callable, one: tuple, others: list[tuple], rows: np.ndarray) -> dict:
    """What a compiled tree says before and after other things happen, and what ``others`` say.

    # driver: runs in the student's process
    """
    parts = [part.copy() for part in one]
    late = compile_tree(Tree(*parts))
    for part, now in zip(parts, (0, 0, -1, -1, 0, 0)):
        part.fill(now)  # a leaf, so that whoever looks only now comes to an end
    compile_tree(Tree(*[part.copy() for part in others[0]]))
    told = {"late": late(rows.copy()).copy()}
    parts = [part.copy() for part in one]
    predict = compile_tree(Tree(*parts))
    told["first"] = predict(rows.copy()).copy()
    given = rows.copy()
    held = predict(given)
    told["rows"] = given.copy()
    told["open"] = bool(given.flags.writeable)
    if told["open"]:
        given[...] = rows[:, ::-1]
    told["turned"] = predict(given)[::-1].copy()
    for part in parts:
        part[...] = part[::-1].copy()
        part.fill(0)
    told["own"] = predict(rows.copy()).copy()
    for part, like in zip(parts, others[0]):
        part[...] = like
    told["anew"] = compile_tree(Tree(*parts))(rows.copy()).copy()
    told["others"] = [
        compile_tree(Tree(*[part.copy() for part in other]))(rows.copy()).copy() for other in others
    ]
    told["two"] = predict(rows.copy()).copy()
    predict(rows[:, ::-1].copy())
    told["held"] = held.copy()
    told["its own"] = bool(held.flags.writeable)
    if told["its own"]:
        held.fill(0)
    told["spoilt"] = predict(rows.copy()).copy()
    return told


def nearly(rng: np.random.Generator, tree: Tree) -> list[Tree]:
    """Trees that differ from ``tree`` in one of its arrays, and another one."""
    inner = tree.left != -1
    turned = np.where(inner, tree.right, tree.left), np.where(inner, tree.left, tree.right)
    # the same bytes are other numbers in another type
    found = [tree._replace(value=tree.value + 1), tree._replace(value=tree.value.view(np.float64))]
    if inner.any():
        found += [
            tree._replace(missing_left=~tree.missing_left),
            tree._replace(threshold=tree.threshold + 40.0),
            tree._replace(feature=np.where(inner, 1 - tree.feature, tree.feature)),
            tree._replace(left=turned[0], right=turned[1]),
        ]
    other, _, _ = trees.grown(rng, (len(inner) + 1) // 2, 2, ("whole",), (100.0,))
    return [*found, other._replace(threshold=other.threshold + 0.5)]


LIFE = {
    "first": "what predict says",
    "late": "what it says, asked for the first time after the arrays of its tree were changed",
    "own": "what it says after the arrays of its tree were changed",
    "two": "what it says after other trees were compiled",
    "held": "an answer that its caller kept, after other calls",
    "spoilt": "what it says after its caller has changed an answer",
}
BESIDE = ("rows", "open", "turned", "anew", "others", "its own")


def expect_lasting(compile_tree: Callable, rng: np.random.Generator) -> None:
    for leaves in (1, 5, 30):
        one, _, _ = trees.grown(rng, leaves, 2, ("whole",), (100.0,))
        one = one._replace(threshold=one.threshold + 0.5)
        others = nearly(rng, one)
        rows = np.round(trees.table(rng, [100.0, 100.0], 100, gaps=True))
        rows[:, 0] = -0.0  # not to become 0.0

        sent = (tuple(one), [tuple(other) for other in others], rows)

        def compiled(about: str, sent: tuple = sent) -> dict:
            return in_notebook(life, compile_tree, *sent, keeps=True)

        compiled.__name__ = "compile_tree"
        told = unwatched(compiled, f"a tree of {len(one.left)} nodes, then others")
        if type(told) is not dict or set(told) != {*LIFE, *BESIDE}:
            raise Wrong("what predict says", "an array each time", show(told))
        due = trees.answered(one, rows)
        same_array(told["turned"], due, "what it says of the same array with its rows turned round")
        again = trees.answered(others[0], rows)
        same_array(told["anew"], again, "what the same arrays say, changed and compiled anew")
        for stage, words in LIFE.items():
            same_array(told[stage], due, words)
        if type(told["others"]) is not list or len(told["others"]) != len(others):
            raise Wrong("what other trees say", "an array of each", show(told["others"]))
        for other, said in zip(others, told["others"]):
            same_array(said, trees.answered(other, rows), "what another tree says, nearly the same")
        same_array(told["rows"], rows, "the rows after the call")
        if told["open"] is not True:
            raise Wrong("the rows after the call", "an array to write to", "read-only")
        if told["its own"] is not True:
            raise Wrong("an answer, which is its caller's", "an array to write to", "read-only")
