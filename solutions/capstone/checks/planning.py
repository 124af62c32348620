"""Exercise 4: what joins move, and where rows lie afterwards, found by trying everything."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from solutions.capstone.checks import asking
from solutions.capstone.checks.plan_cases import Ask
from warehouse.capstone.records import BROADCAST, LABELS, STAY, Movement, Sized
from warehouse.checks import fields, run_each, same
from warehouse.checks.plain_data import difference
from warehouse.plans import Aggregate, Join, Project, Scan


def partner(key: tuple, mine: list[str], theirs: list[str]) -> list[str] | None:
    """What the other side is exchanged by to meet rows placed by ``key``."""
    found = []
    for column in key:
        if column not in mine:
            return None
        found.append(theirs[mine.index(column)])
    return found


def ways(left: Sized, right: Sized, join: Join, slices: int) -> dict[str, list[Movement]]:
    """All that hold, by their label."""
    mine, theirs = join.left_keys, join.right_keys
    pairs = set(zip(mine, theirs))
    found: dict[str, list[Movement]] = {label: [] for label in LABELS}
    weights = {
        side: 0 if side.everywhere else side.bytes * (slices - 1) // slices
        for side in (left, right)
    }
    together = any(
        len(one) == len(two) and set(zip(one, two)) <= pairs
        for one in left.keys
        for two in right.keys
    )
    if together or slices == 1:
        found["DS_DIST_NONE"].append(Movement("DS_DIST_NONE", 0, STAY, STAY))
    if right.everywhere or (left.everywhere and join.kind == "inner"):
        found["DS_DIST_ALL_NONE"].append(Movement("DS_DIST_ALL_NONE", 0, STAY, STAY))
    for key in sorted(left.keys):
        if (to := partner(key, mine, theirs)) is not None:
            found["DS_DIST_INNER"].append(Movement("DS_DIST_INNER", weights[right], STAY, to))
    for key in sorted(right.keys):
        if (to := partner(key, theirs, mine)) is not None:
            found["DS_DIST_OUTER"].append(Movement("DS_DIST_OUTER", weights[left], to, STAY))
    bytes = right.bytes * (slices - 1)
    found["DS_BCAST_INNER"].append(Movement("DS_BCAST_INNER", bytes, STAY, BROADCAST))
    if join.kind == "inner":
        bytes = left.bytes * (slices - 1)
        found["DS_BCAST_OUTER"].append(Movement("DS_BCAST_OUTER", bytes, BROADCAST, STAY))
    if mine:
        bytes = weights[left] + weights[right]
        found["DS_DIST_BOTH"].append(Movement("DS_DIST_BOTH", bytes, list(mine), list(theirs)))
    return found


def due(left: Sized, right: Sized, join: Join, slices: int) -> Movement:
    holding = [way for label in LABELS for way in ways(left, right, join, slices)[label]]
    cheapest = min(way.bytes for way in holding)
    return next(way for way in holding if way.bytes == cheapest)


def placed(step: object, inputs: list[Sized]) -> tuple[frozenset, bool]:
    """Where rows lie: renamed tuples by what each new name comes from, equal columns by their classes."""
    if all(side.everywhere for side in inputs):
        return frozenset(), True
    keys = set(inputs[0].keys)
    match step:
        case Scan() | Project():
            if isinstance(step, Scan):
                origin = dict(zip(step.names, step.columns))
            else:
                origin = {
                    name: e[1] for name, e in zip(step.names, step.expressions) if e[0] == "column"
                }
            keys = {
                tried
                for key in keys
                for tried in product(*(_known_as(origin, column) for column in key))
            }
        case Join(kind="inner"):
            keys |= inputs[1].keys
            classes = {column: {column} for key in keys for column in key}
            for one, other in zip(step.left_keys, step.right_keys):
                merged = classes.get(one, {one}) | classes.get(other, {other})
                for column in merged:
                    classes[column] = merged
            keys = {
                tried for key in keys for tried in product(*(classes[column] for column in key))
            }
        case Aggregate(group_by=groups):
            keys = {key for key in keys if not set(key) - set(groups)} or {tuple(groups)}
    return frozenset(keys), False


def _known_as(origin: dict[str, str], column: str) -> list[str]:
    return [name for name, source in origin.items() if source == column]


class Plans:
    """The student's two functions."""

    def __init__(self, plan_join: Callable, placed_after: Callable):
        self.plan_join, self.placed_after = plan_join, placed_after

    def expect(self, what: str, cases: list[Ask]) -> None:
        """``what``: a name of the cases, under which what is due is kept for a class."""
        right = asking.all_due(due, cases, f"movements, {what}")
        for wanted, (case, got) in zip(right, run_each(self.plan_join, cases)):
            found = fields(got, Movement)
            if difference(found, tuple(wanted)) is not None:
                same(found, tuple(wanted), _text(*case))

    def expect_placed(self, what: str, cases: list[tuple]) -> None:
        right = asking.all_due(placed, cases, f"placements, {what}")
        for wanted, ((step, inputs), got) in zip(right, run_each(self.placed_after, cases)):
            if difference(got, wanted) is None:
                continue
            known = [(sorted(one.keys), one.everywhere) for one in inputs]
            same(got, wanted, f"where rows lie after {step}, the inputs lying by {known},")


def _text(left: Sized, right: Sized, join: Join, slices: int) -> str:
    keys = [f"{a} = {b}" for a, b in zip(join.left_keys, join.right_keys)]
    sides = [
        f"everywhere, {side.bytes} bytes"
        if side.everywhere
        else f"by {sorted(side.keys)}, {side.bytes} bytes"
        for side in (left, right)
    ]
    return (
        f"the movement of a join of kind {join.kind} on {keys} over {slices} slices, left {sides[0]}, "
        f"right {sides[1]},"
    )
