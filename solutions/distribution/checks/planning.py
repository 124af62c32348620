"""Of the exercise plan_join: what a join of two layouts moves, and which way costs the least."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st

from warehouse.checks import Wrong, fields, raises, run_each, same
from warehouse.checks.compare import calls, show
from warehouse.distribution.records import ALL, EVEN, KEY, LABELS, JoinPlan, Placed

#: Kinds of sides of a join on ``on``: style, and whether its key is the column of ``on``.
ON_KEY, OTHER_KEY, DEALT, COPIES = "its key", "another key", "EVEN", "ALL"


class Case(NamedTuple):
    """A join to plan: ``outer``, ``inner``, ``on``."""

    outer: Placed
    inner: Placed
    on: tuple[str, str]


def ways(case: Case) -> list[tuple[int, str]]:
    """The task's table, line by line: (bytes, label) of each way that is possible."""
    outer, inner, (left, right) = case
    o, i, w = outer.bytes, inner.bytes, outer.slices
    on_key = (outer.style, outer.key) == (KEY, left), (inner.style, inner.key) == (KEY, right)
    table = {
        "DS_DIST_NONE": (all(on_key), Fraction(0)),
        "DS_DIST_ALL_NONE": (inner.style == ALL, Fraction(0)),
        "DS_DIST_INNER": (on_key[0] and inner.style != ALL, Fraction(i * (w - 1), w)),
        "DS_DIST_OUTER": (on_key[1] and outer.style != ALL, Fraction(o * (w - 1), w)),
        "DS_BCAST_INNER": (ALL not in (outer.style, inner.style), Fraction(i * (w - 1))),
        "DS_DIST_BOTH": (ALL not in (outer.style, inner.style), Fraction((i + o) * (w - 1), w)),
        "DS_DIST_ALL_INNER": (outer.style == ALL != inner.style, Fraction(i * (w - 1), w)),
    }
    return [(int(moved), label) for label, (possible, moved) in table.items() if possible]


def tied(case: Case) -> bool:
    """Whether several ways cost the least."""
    costs = [moved for moved, _ in ways(case)]
    return costs.count(min(costs)) > 1


#: Names of columns, of which (outer's, inner's) may be one and the same.
_COLUMNS = st.sampled_from(["k", "l_k", "", "o.k", "select"])


_SIZES, _SLICES = st.integers(0, 10**6), st.integers(2, 128)
#: Bytes that no float holds, shared by slices that do not divide them.
_HUGE, _SEVERAL = st.integers(2**60, 2**70).map(lambda n: 2 * n + 1), st.integers(3, 9)


def cases(
    outer: Sequence[str],
    inner: Sequence[str],
    sizes: st.SearchStrategy = _SIZES,
    slices: st.SearchStrategy = _SLICES,
    larger: int = 0,
) -> st.SearchStrategy[Case]:
    """Joins of an outer and an inner side of these kinds: of ``sizes``, and often such that two
    ways cost nearly the same, in none as much."""
    return _cases(outer, inner, sizes, slices, larger).filter(lambda case: not tied(case))


@st.composite
def _cases(
    draw: st.DrawFn,
    outer: Sequence[str],
    inner: Sequence[str],
    sizes: st.SearchStrategy,
    slices: st.SearchStrategy,
    larger: int,
) -> Case:
    on = draw(_COLUMNS), draw(_COLUMNS)
    w, o = draw(slices), draw(sizes)
    near = st.builds(
        lambda at, by: max(0, at + by),
        st.sampled_from([o // w, o // max(1, w - 1)]),
        st.integers(-2, 2),
    )
    i = draw(st.one_of(sizes, near)) if not larger else larger * o + draw(st.integers(1, 999))
    placed_ = []
    for at, (kinds, size) in enumerate(((outer, o), (inner, i))):
        kind = draw(st.sampled_from(list(kinds)))
        # the other table's column is another key, too, if it is called otherwise
        others = [name for name in ("z", on[1 - at], "") if name != on[at]]
        key = on[at] if kind == ON_KEY else draw(st.sampled_from(others))
        style = {DEALT: EVEN, COPIES: ALL}.get(kind, KEY)
        key = key if style == KEY else None
        placed_.append(Placed("lo"[at], style, key, size // 8, size, w))
    return Case(*placed_, on)


def _nearly_on_key(on: str, key: str, size: int) -> list[Case]:
    """Joins of which one side's key is called nearly as its column."""
    keyed = Placed("t", KEY, key, 9, size, 4)
    other = Placed("u", EVEN, None, 9, 3 * size, 4)
    return [Case(keyed, other, (on, "k")), Case(other, keyed._replace(bytes=6 * size), ("k", on))]


def _with_near_names(drawn: list[Case]) -> list[Case]:
    """These cases, and such whose names differ in a letter's size, or in a blank; and a small inner table
    whose key is another."""
    size, pairs = 100 + drawn[0].outer.bytes, (("k", "K"), ("L", "l"), ("k", "k "))
    small = Placed("s", KEY, "z", 9, size, 4)
    beside = [("t", EVEN, None), ("t", KEY, "v")]
    few = [Case(Placed(*one, 9, 9 * size, 4), small, ("k", "k")) for one in beside]
    return [*drawn, *(case for pair in pairs for case in _nearly_on_key(*pair, size)), *few]


_CASES = {
    "both on the key": cases([ON_KEY], [ON_KEY]),
    "inner ALL": cases([ON_KEY, OTHER_KEY, DEALT, COPIES], [COPIES]),
    "one on the key": st.one_of(
        cases([ON_KEY], [DEALT]),
        cases([DEALT], [ON_KEY], st.one_of(_SIZES, _HUGE)),
    ),
    "both EVEN": cases([DEALT], [DEALT]),
    "outer ALL": cases([COPIES], [ON_KEY, OTHER_KEY, DEALT], st.one_of(_SIZES, _HUGE)),
    "another key": st.one_of(
        cases([OTHER_KEY], [ON_KEY, OTHER_KEY, DEALT], larger=2),
        cases([ON_KEY, DEALT], [OTHER_KEY], larger=2),
    ),
    "huge": st.one_of(
        cases([ON_KEY], [DEALT], _HUGE, slices=_SEVERAL),
        cases([DEALT], [DEALT], _HUGE, slices=_SEVERAL, larger=1),
    ),
}


#: Several at a time, since they go across together.
CASES = {what: st.lists(case, min_size=6, max_size=8) for what, case in _CASES.items()}
CASES["another key"] = CASES["another key"].map(_with_near_names)


def expect_plans(plan_join: Callable, cases: Sequence[Case]) -> None:
    """Label and bytes of each plan must be those of the cheapest way, the first of equals."""
    for case, plan in run_each(plan_join, cases):
        _judge(plan, case)


def _judge(plan: object, case: Case) -> None:
    moved, label = min(ways(case), key=lambda way: way[0])
    got = fields(plan, JoinPlan)
    if got[0] not in LABELS:
        raise Wrong("label is none of Redshift's", label, show(got[0]), calls.text)
    same(got[0], label, "label")
    same(got[1], moved, "bytes_moved")


def small_cases(*sizes: int) -> list[Case]:
    """Every pair of sides, by no key or that of the join, of which outer has one and inner another
    of these sizes, on one slice, on two and on three."""
    sides = [(EVEN, None), (KEY, "k"), (ALL, None)]
    return [
        Case(Placed("l", *outer, o, o, w), Placed("o", *inner, i, i, w), ("k", "k"))
        for w in (1, 2, 3)
        for outer in sides
        for inner in sides
        for o in sizes
        for i in sizes
    ]


def expect_first_of_equals(plan_join: Callable) -> None:
    """``expect_plans`` of all joins of a few bytes of which several ways cost the least: some of
    them only when rounded."""
    found = [case for case in small_cases(0, 1, 3) if tied(case)]
    # on one slice all are
    several = [case for case in found if case.outer.slices > 1 or case.outer[3:] == case.inner[3:]]
    expect_plans(plan_join, several)


def expect_carried(plan_join: Callable) -> None:
    """The plan must hold the two tables and the columns that it was made for, whichever of the two
    is the larger."""
    for case, plan in run_each(plan_join, small_cases(8, 900)[1::4]):
        got = fields(plan, JoinPlan)
        for name, value, expected in zip(("outer", "inner"), got[2:4], case[:2]):
            same(value, expected, name)
        on = list(got[4]) if isinstance(got[4], (list, tuple)) else got[4]
        same(on, list(case.on), "on, the pair of columns,")


#: Sides of a join, (style, slices) of each, that have no plan.
REFUSED = (
    ((EVEN, 4), (EVEN, 5)),
    ((ALL, 4), (ALL, 3)),
    ((EVEN, 4), ("AUTO", 4)),
    (("even", 4), (EVEN, 4)),
    (("", 4), (ALL, 4)),
    ((KEY, 4), ("HASH", 4)),
)


def expect_no_plan(plan_join: Callable) -> None:
    """Each of ``REFUSED`` must be refused."""
    for pair in REFUSED:
        sides = [Placed(n, s, "k" if s == KEY else None, 9, 72, w) for n, (s, w) in zip("lo", pair)]
        raises(ValueError, plan_join, *sides, ("k", "k"))
