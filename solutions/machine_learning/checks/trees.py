"""Trees drawn by chance, values at their thresholds and beside them, and what a tree answers: an oracle that sends the
rows of a table down together, node by node."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.machine_learning.models import COLUMNS
from warehouse.machine_learning.records import Tree

CLASSES = np.array(["stay", "churn", "call"])
NAMES = COLUMNS
#: What the values of a column are in size.
SCALES = (1.0, 1.0, 1e3, 1e-3, 1e6, 1e30, 1e-30)
KINDS = ("between two of float32", "a few decimals", "all digits", "of float32", "whole")
TOP = float(np.finfo(np.float32).max)
LARGEST = 1e37  # of values, so that float32 holds them and their neighbours
MISSING, NULL = 0.12, 0.5  # of values; of the missing ones


class Case(NamedTuple):
    """A tree, the rows that it is asked about, and the label of each. ``nulls``: which values are null."""

    tree: Tree
    columns: list[str]
    classes: np.ndarray
    rows: np.ndarray
    nulls: np.ndarray
    labels: np.ndarray


def answered(tree: Tree, rows: np.ndarray) -> np.ndarray:
    """What ``tree`` answers for each of ``rows``, float64 of shape (columns, rows), NaN for missing values."""
    found = np.zeros(rows.shape[1], tree.value.dtype)
    waiting = [(0, np.arange(rows.shape[1]))]
    while waiting:
        node, some = waiting.pop()
        if not len(some):
            continue
        if tree.left[node] == -1:
            found[some] = tree.value[node]
            continue
        values = rows[tree.feature[node], some]
        rounded = values.astype(np.float32).astype(np.float64)
        goes = np.where(np.isnan(values), tree.missing_left[node], rounded <= tree.threshold[node])
        waiting += [(tree.left[node], some[goes]), (tree.right[node], some[~goes])]
    return found


def split(threshold: float, missing_left: bool, features: int = 1, feature: int = 0) -> Tree:
    """One split; the leaf on the left answers 0, the one on the right 1."""
    return Tree(
        np.array([feature, -2, -2]), np.array([threshold, -2.0, -2.0]), np.array([1, -1, -1]),
        np.array([2, -1, -1]), np.array([missing_left, False, False]), np.array([2, 0, 1]),
    )  # fmt: skip


def drawn(rng: np.random.Generator, kind: str, low: float, high: float) -> float:
    """A threshold between two others."""
    value = float(rng.uniform(low, high))
    if kind == "between two of float32":
        one = np.float32(value)
        other = np.nextafter(one, np.float32(rng.choice([-np.inf, np.inf])))
        value = (float(one) + float(other)) / 2
    elif kind == "a few decimals":
        value = float(f"{value:.{rng.integers(1, 5)}g}")
    elif kind == "of float32":
        value = float(np.float32(value))
    elif kind == "whole":
        value = float(np.round(value))
    return value if low < value < high else low + (high - low) / 2


class Growing:
    """A tree that grows leaf by leaf, and the box of values that each of its nodes is reached with."""

    def __init__(
        self, rng: np.random.Generator, features: int, kinds: tuple[str, ...], scales: tuple
    ):
        self.rng, self.kinds = rng, kinds
        self.scales = [float(scale) for scale in rng.choice(scales, features)]
        self.nodes = [[-2, -2.0, -1, -1, bool(rng.random() < 0.5)]]
        self.boxes = [{}]
        self.depths = [0]

    def grow(self, leaf: int, infinite: float = 0.0) -> None:
        """Split a leaf; with a chance of ``infinite`` by what is missing alone."""
        rng, box = self.rng, self.boxes[leaf]
        feature = int(rng.integers(len(self.scales)))
        reach = 3 * self.scales[feature]
        low, high = box.get(feature, (-reach, reach))
        threshold = np.inf
        missing_left = bool(rng.random() < 0.5)
        if rng.random() >= infinite:
            threshold = drawn(rng, str(rng.choice(self.kinds)), low, high)
        below = len(self.nodes)
        self.nodes[leaf] = [feature, threshold, below, below + 1, missing_left]
        for side in (0, 1):
            self.nodes.append([-2, -2.0, -1, -1, bool(rng.random() < 0.5)])
            own = dict(box)
            if np.isfinite(threshold):
                own[feature] = (low, threshold) if side == 0 else (threshold, high)
            self.boxes.append(own)
            self.depths.append(self.depths[leaf] + 1)

    def tree(self, values: np.ndarray) -> tuple[Tree, list[dict]]:
        """The tree, its nodes in an order by chance, and with each of them its box. ``values``: one for each node."""
        rng, count = self.rng, len(self.nodes)
        place = np.concatenate([[0], 1 + rng.permutation(count - 1)])
        feature, threshold, left, right, missing = (list(part) for part in zip(*self.nodes))
        order = np.argsort(place)
        moved = [np.array(part)[order] for part in (feature, threshold, left, right, missing)]
        left, right = (np.where(part < 0, -1, place[part]) for part in moved[2:4])
        made = Tree(
            moved[0].astype(np.int64), moved[1].astype(np.float64), left.astype(np.int64),
            right.astype(np.int64), moved[4].astype(bool), values,
        )  # fmt: skip
        return made, [self.boxes[number] for number in order]


def grown(
    rng: np.random.Generator,
    leaves: int,
    features: int = 3,
    kinds: tuple[str, ...] = KINDS,
    scales: tuple = SCALES,
    infinite: float = 0.0,
    deepest: int = 40,
    values: str = "classes",
) -> tuple[Tree, list[dict], list[float]]:
    """A tree by chance, the box of each node, and the scale of each column. ``values``: classes, or numbers."""
    growing = Growing(rng, features, kinds, scales)
    while len(growing.nodes) < 2 * leaves - 1:
        open_ = [
            at
            for at, node in enumerate(growing.nodes)
            if node[2] == -1 and growing.depths[at] < deepest
        ]
        leaf = open_[-1] if rng.random() < 0.3 else int(rng.choice(open_))
        growing.grow(leaf, infinite)
    count = len(growing.nodes)
    found = rng.integers(0, len(CLASSES), count) if values == "classes" else rng.normal(size=count)
    tree, boxes = growing.tree(found)
    return rubbish(rng, tree), boxes, growing.scales


def rubbish(rng: np.random.Generator, tree: Tree) -> Tree:
    """Something else in the entries that mean nothing: of a leaf, and the values of other nodes."""
    leaf = tree.left == -1
    feature, threshold, right = tree.feature.copy(), tree.threshold.copy(), tree.right.copy()
    value = tree.value.copy()
    nothing = [np.nan, np.inf, 0.0] if value.dtype.kind == "f" else [-1, 99, 2**40]
    value[~leaf] = rng.choice(nothing, (~leaf).sum())
    feature[leaf] = rng.choice([-2, -1, 0, 99], leaf.sum())
    threshold[leaf] = rng.choice([-2.0, 0.0, np.inf, 7.5, np.nan], leaf.sum())
    right[leaf] = rng.choice([-1, 0, -2], leaf.sum())
    return tree._replace(feature=feature, threshold=threshold, right=right, value=value)


def chain(
    rng: np.random.Generator, levels: int, easy: bool = True, values: str = "classes"
) -> Tree:
    """A tree that is as deep as it has splits: each sends what is small to a leaf."""
    growing = Growing(rng, 1, ("all digits",), (1.0,))
    leaf = 0
    for level in range(levels):
        growing.grow(leaf)
        side = int(rng.integers(2)) if easy else 1
        growing.nodes[leaf][1] = level + 0.5 if side else levels * 2 - level + 0.5
        leaf = len(growing.nodes) - (1 if side else 2)
    count = len(growing.nodes)
    found = rng.integers(0, len(CLASSES), count) if values == "classes" else rng.normal(size=count)
    return rubbish(rng, growing.tree(found)[0])


def bush(rng: np.random.Generator, levels: int, full: int) -> Tree:
    """A chain, below whose last leaf all are split, so many levels deep."""
    top, count = 2 * (levels - full), 2 * (levels - full) + 2 ** (full + 1) - 1
    node = np.arange(count)
    # each second node of the chain asks; behind it the lower half of a heap are leaves
    asks = np.where(node < top, node % 2 == 0, node < top + 2**full - 1)
    left = np.where(asks, np.where(node < top, node + 1, 2 * node + 1 - top), -1)
    return Tree(
        np.where(asks, rng.integers(0, len(NAMES), count), -2), rng.normal(size=count) * 1e-30, left,
        np.where(asks, left + 1, -1), rng.random(count) < 0.5, rng.integers(0, len(CLASSES), count),
    )  # fmt: skip


def table(
    rng: np.random.Generator, scales: list[float], count: int, gaps: bool = False
) -> np.ndarray:
    """Rows around the thresholds of trees of those scales; NaN for missing values, where there are ``gaps``."""
    rows = np.array([rng.uniform(-3, 3, count) * scale for scale in scales])
    if gaps:
        rows[rng.random(rows.shape) < MISSING] = np.nan
    return rows


def neighbours(threshold: float) -> list[float]:
    """The threshold, its neighbours in both types, and the numbers around halfway between two of float32."""
    one = np.float32(threshold)
    singles = [np.nextafter(one, np.float32(-np.inf)), one, np.nextafter(one, np.float32(np.inf))]
    halves = [(float(a) + float(b)) / 2 for a, b in zip(singles, singles[1:])]
    middle = [threshold, float(one), *halves]
    around = [float(np.nextafter(value, way)) for value in middle for way in (-np.inf, np.inf)]
    return [*middle, *around, float(singles[0]), float(singles[2])]


def extremes() -> tuple[list[float], np.ndarray]:
    """Thresholds at the end of what float32 holds and beyond it, and values up to there."""
    below = float(np.nextafter(np.float32(TOP), np.float32(0)))
    thresholds = [TOP, -TOP, below, float(np.nextafter(TOP, 0)), 1e300, -1e300]
    return thresholds, np.array([[TOP, below, 3e38, 0.0, -3e38, -below, -TOP]])


def reaching(
    rng: np.random.Generator, tree: Tree, boxes: list[dict], scales: list[float]
) -> np.ndarray:
    """Rows that reach each node which compares, and have there the threshold and each of its neighbours."""
    made = []
    for node in np.flatnonzero((tree.left != -1) & np.isfinite(tree.threshold)):
        middle = [boxes[node].get(at) for at in range(len(scales))]
        row = [
            float(rng.uniform(-3, 3) * scale) if box is None else (box[0] + box[1]) / 2
            for box, scale in zip(middle, scales)
        ]
        for value in neighbours(float(tree.threshold[node])):
            made.append(list(row))
            made[-1][tree.feature[node]] = value
    return np.array(made, float).reshape(-1, len(scales)).T


def case(
    rng: np.random.Generator,
    tree: Tree,
    rows: np.ndarray,
    columns: list[str] | None = None,
    classes: np.ndarray = CLASSES,
    nan: bool = False,
) -> Case:
    """What is due of ``tree``. Missing values are null; where ``nan`` holds, half of them are NaN."""
    nulls = np.isnan(rows)
    if nan:
        nulls &= rng.random(rows.shape) < NULL
    labels = classes[answered(tree, rows)]
    return Case(tree, columns or NAMES[: len(rows)], classes, rows, nulls, labels)


def beyond(rng: np.random.Generator) -> list[tuple[Tree, list[str], str]]:
    """Trees with a node that asks for a column which is not there, the columns, and the number."""
    made = [(split(0.5, False, feature=at), NAMES[:3], str(at)) for at in (3, 4, -1, -2, -3, -4)]
    # of inf, and whichever way missing values go
    for at, left in ((3, False), (3, True), (-1, False), (-1, True)):
        made.append((split(np.inf, left, feature=at), NAMES[:3], str(at)))
    for columns in (1, 2, 5):
        tree, _, _ = grown(rng, 12, columns)
        asks = np.flatnonzero(tree.left != -1)
        for node in (asks[-1], asks[len(asks) // 2]):
            feature = tree.feature.copy()
            feature[node] = number = int(rng.choice([columns, columns + 1, columns + 30, -1, -2]))
            made.append((tree._replace(feature=feature), NAMES[:columns], str(number)))
    return made
