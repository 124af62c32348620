"""Joins of tables that change: exercise 2. The oracle joins row by row, before the change and after
it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from solutions.materialized_views.checks.broken import Broken, expect_as_it_is
from solutions.materialized_views.checks.deltas import added, drawn_bag, drawn_delta, less
from warehouse.checks import Wrong, every_failure_comes_out, run_each, same
from warehouse.checks.showing import calls, show
from warehouse.materialized_views.records import Bag, Row
from warehouse.materialized_views.stored import Stored

#: Values of a column, few enough that rows meet; and such that are false in Python among them.
NUMBERS, TEXTS = (-1, 1, 2, 3), ("a", "b", "é")
FALSY_NUMBERS, FALSY_TEXTS = (0, 1, -1), ("", "a")


class Pair(NamedTuple):
    """Two tables, their changes, and what they are joined by."""

    left: Bag
    d_left: Bag
    right: Bag
    d_right: Bag
    left_key: tuple[int, ...]
    right_key: tuple[int, ...]


def joined(left: Bag, right: Bag, left_key: Sequence[int], right_key: Sequence[int]) -> Bag:
    """The inner join, each row beside each."""
    view: Bag = {}
    for one, copies in left.items():
        for other, its in right.items():
            pairs = [(one[a], other[b]) for a, b in zip(left_key, right_key)]
            if all(a is not None and b is not None and a == b for a, b in pairs):
                view[one + other] = copies * its
    return view


def joins(
    generator: Callable,
    name: str,
    sides: str = "both",
    nulls: bool = False,
    wide: bool = False,
    most: int = 1,
    alike: bool = False,
) -> list[Pair]:
    """Pairs of tables that change, small ones first. ``sides``: which change, ``one`` the one or
    the other; ``nulls``: in all columns, beside values that are false; ``wide``: keys of two
    columns whose places differ on the two sides, ``alike`` of the same values, so that (1, 2) is
    not (2, 1); ``most``: copies of a row."""
    rng, made = generator(name), []
    share = 0.3 if nulls else 0
    keys = ((0, 1), (2, 0)) if wide else ((0,), (1,))
    numbers, texts = (FALSY_NUMBERS, FALSY_TEXTS) if nulls else (NUMBERS, TEXTS)
    if alike:
        lefts, rights = (numbers, numbers, (5, 6)), (numbers, (7, 8), numbers)
    elif wide:
        lefts, rights = (numbers, texts, (5, 6)), (texts, (7, 8), numbers)
    else:
        lefts, rights = (numbers, (5, 6)), ((7, 8), numbers)
    for number in range(10):
        rows = 1 + number // 2
        sized = {"nulls": share, "most": most}
        left, right = (drawn_bag(rng, columns, rows + 1, **sized) for columns in (lefts, rights))
        while True:
            d_left = drawn_delta(rng, left, lefts, rows, **sized) if sides != "right" else {}
            d_right = drawn_delta(rng, right, rights, rows, **sized) if sides != "left" else {}
            missing = (sides != "right" and not d_left) or (sides != "left" and not d_right)
            if not missing and not (sides == "apart" and joined(d_left, d_right, *keys)):
                break
        made.append(Pair(left, d_left, right, d_right, *keys))
    return made


def self_joins(rng: np.random.Generator) -> list[Pair]:
    """A table joined with itself: a row's second column with another's first. Rows that have
    changed do not meet each other."""
    made, columns = [], ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
    while len(made) < 10:
        table = drawn_bag(rng, columns, 3 + len(made) // 3, most=1)
        delta = drawn_delta(rng, table, columns, 1 + len(made) // 4, most=1)
        one = Pair(table, delta, table, delta, (1,), (0,))
        if not joined(delta, delta, (1,), (0,)) and change_of(one):
            made.append(one)
    return made


def changed_copies() -> list[Pair]:
    """Several copies of a row have changed on both sides, where one meets the other."""
    keys = (0,), (1,)
    return [
        Pair({}, {(1, 5): 2}, {}, {(7, 1): 3}, *keys),
        Pair({(1, 5): 4}, {(1, 5): -3}, {(7, 1): 5}, {(7, 1): -2, (8, 1): 4}, *keys),
    ]


def balanced() -> list[Pair]:
    """The changes of a key add up to 0, on the left and on the right, and are of other rows all the same."""
    keys, three = ((0,), (1,)), {(1, 5): 1, (1, 6): 1, (1, 7): -2}
    turned = {(value, key): copies for (key, value), copies in three.items()}
    return [
        Pair({(1, 7): 2}, three, {(9, 1): 1, (8, 2): 1}, {}, *keys),
        Pair({(1, 9): 1, (2, 8): 1}, {}, {(7, 1): 2}, turned, *keys),
    ]


def falsy_keys() -> list[Pair]:
    """Keys of an empty text, of a 0, of both; rows that have changed do not meet each other."""
    made = []
    for key in ("", 0):
        here, there = {(key, 5): 1}, {(7, key): 2}
        made.append(Pair(here, {(key, 6): 1}, there, {}, (0,), (1,)))
        made.append(Pair(here, {}, there, {(8, key): 1, (7, key): -1}, (0,), (1,)))
    made.append(Pair({}, {("", 0, 5): 1}, {(0, 7, ""): 1}, {}, (0, 1), (2, 0)))
    made.append(Pair({("", 0, 5): 1}, {}, {}, {(0, 7, ""): 1}, (0, 1), (2, 0)))
    return made


def one_place_twice() -> list[Pair]:
    """A row meets one whose two columns both have its value."""
    lefts, rights = {(2, 6): 1}, {(2, 2): 1, (2, 3): 1, (3, 2): 1}
    return [
        Pair({}, lefts, rights, {}, (0, 0), (0, 1)),
        Pair(rights, {}, {}, lefts, (0, 1), (0, 0)),
        Pair({}, lefts, {}, rights, (0, 0), (0, 1)),
        Pair({}, rights, {}, lefts, (0, 1), (0, 0)),
    ]


def not_glued() -> list[Pair]:
    """Keys of two texts that are one where they are written behind each other, whatever stands between."""
    made = []
    for mark in ("", "|", ",", ", ", " ", "/", "\0", "', '"):
        one, other = (f"a{mark}b", "c"), ("a", f"b{mark}c")
        lefts = {(*one, 5): 1, (*other, 6): 1}
        rights = {(one[0], 7, one[1]): 1, (other[0], 8, other[1]): 2}
        keys = (0, 1), (0, 2)
        for changes in ((1, 0), (0, 1), (1, 1)):  # left, right, both
            left, right = [
                ({}, its) if changed else (its, {})
                for its, changed in zip((lefts, rights), changes)
            ]
            made.append(Pair(*left, *right, *keys))
    return made


def one_object(rng: np.random.Generator) -> list[Pair]:
    """A table joined with itself by one key: each row that has changed meets itself. And tables of which the same
    has changed by one key, and the rest is not the same."""
    made, columns = [], ((1, 2, 3, 4, 5), (1, 2, 3, 4, 5))
    for rows in (1, 2, 4):
        table = drawn_bag(rng, columns, rows + 1, most=1)
        delta = drawn_delta(rng, table, columns, rows, most=1)
        made.append(Pair(table, delta, table, delta, (0,), (0,)))
        other = added(table, {(one, 9): 1 for one in range(1, 6)})
        made.append(Pair(table, delta, other, delta, (0,), (0,)))
        made.append(Pair(other, delta, table, delta, (0,), (0,)))
    return made


def _asked(delta_join: Callable, made: list[Pair]) -> Iterator[tuple[Pair, object, Stored, Stored]]:
    """Each pair with the answer, and with the tables that have been asked for it."""
    cases = []
    for one in made:
        left, right = Stored(one.left, one.left_key), Stored(one.right, one.right_key)
        if one.left is one.right and one.left_key == one.right_key:
            right = left
        cases.append((left, one.d_left, right, one.d_right, one.left_key, one.right_key))
    for one, (case, got) in zip(made, run_each(delta_join, cases)):
        yield one, got, case[0], case[2]


def change_of(one: Pair) -> Bag:
    """The join after both changes less the join before."""
    keys = one.left_key, one.right_key
    after = joined(added(one.left, one.d_left), added(one.right, one.d_right), *keys)
    return less(after, joined(one.left, one.right, *keys))


def expect_joined(delta_join: Callable, made: list[Pair]) -> None:
    for one, got, _, _ in _asked(delta_join, made):
        same(got, change_of(one), "the delta")


def keys_of(delta: Bag, places: Sequence[int]) -> set[Row]:
    keys = {tuple(row[place] for place in places) for row in delta}
    return {key for key in keys if None not in key}


def expect_few_reads(delta_join: Callable, made: list[Pair]) -> None:
    """Each table is asked for the keys of the other's change, for each once. Who does no work at
    all reads nothing: a line that comes to an order must find it."""
    expect_joined(
        delta_join, [Pair({(1, 5): 1}, {(2, 6): 1}, {(7, 2): 1}, {(8, 1): 1}, (0,), (1,))]
    )
    # two rows of a key have changed, on either side
    d_left, d_right = {(1, 5): -3, (1, 6): 1}, {(7, 1): 2, (8, 1): 1}
    several = Pair({(1, 5): 4}, d_left, {(7, 1): 1}, d_right, (0,), (1,))
    for one, _, left, right in _asked(delta_join, [*made, several]):
        for name, table, delta, places in (
            ("left", left, one.d_right, one.right_key),
            ("right", right, one.d_left, one.left_key),
        ):
            allowed = keys_of(delta, places)
            for key in table.asked:
                if key not in allowed:
                    what = f"for this key the {name} table need not be read: no change of the other"
                    what += " side has it, or it has a null"
                    _read_too_much(what, sorted(allowed, key=repr), key)
            if len(table.asked) > len(set(table.asked)):
                what = f"the {name} table is asked for a key more than once"
                _read_too_much(what, "each key once", table.asked)


def _read_too_much(what: str, allowed: object, asked: object) -> None:
    raise Wrong(what, show(allowed), show(asked), calls.text)


def expect_failures_of_join(delta_join: Callable) -> None:
    """Whichever read of either table fails, the failure comes out."""
    left, right = {(1, 5): 1, (2, 5): 1}, {(7, 1): 1, (8, 2): 1}
    deltas = {(1, 6): 1, (2, 6): 1}, {(9, 1): 1, (9, 2): 1}

    def failing(side: int, number: int) -> tuple[tuple, Callable[[], bool]]:
        fails = [0, 0]
        fails[side] = number
        stored = Stored(left, (0,), fails[0]), Stored(right, (1,), fails[1])
        args = (stored[0], deltas[0], stored[1], deltas[1], (0,), (1,))
        return args, lambda: len(stored[side].asked) >= number

    for side in (0, 1):
        every_failure_comes_out(delta_join, partial(failing, side), OSError, what="the table")
    whole = Stored(left, (0,)), Stored(right, (1,))
    bad = Broken(left, (0,)), Broken(right, (1,))
    for one, other in ((bad[0], whole[1]), (whole[0], bad[1])):
        expect_as_it_is(delta_join, one, deltas[0], other, deltas[1], (0,), (1,))
