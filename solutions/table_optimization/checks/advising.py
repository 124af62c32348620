"""Judgements of shares of what the best keys save, and of advice and when it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from solutions.table_optimization.checks import drawn
from solutions.table_optimization.checks.graphs import (
    each_with_best,
    graph,
    graph_of,
    layout,
    plain,
    saved_by,
    small_graphs,
    where_greedy_fails,
)
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    fields,
    generator,
    in_notebook,
    raises,
    run,
    same,
)
from warehouse.checks.compare import calls, is_bool
from warehouse.table_optimization.joingraph import (
    Advice,
    Edge,
    random_graph,
    saved,
    workload_bytes,
)
from warehouse.table_optimization.workload import sizes, week


class Shares:
    """What the student's ``improved_keys`` saves on 150 graphs, as shares of the best."""

    def __init__(self, improved_keys: Callable):
        self.improved_keys = improved_keys
        self._found: list[tuple[float, list[Edge]]] = []

    @property
    def found(self) -> list[tuple[float, list[Edge]]]:
        """(share of the best, graph) of each; computed by the first check that asks."""
        if not self._found:
            rng = generator("improved_keys", "graphs")
            graphs = small_graphs(rng, 110, least=3, sizes=6) + where_greedy_fails(rng, 15)
            graphs += drawn.graphs("improved_keys", 12)[2:]
            name = "improved_keys, best of 150 graphs, in parts too"
            judged = each_with_best(self.improved_keys, graphs, name)
            self._found = [(mine / most, edges) for edges, mine, most in judged if most]
        return self._found

    def expect_mean(self, bar: float) -> None:
        """The mean share must reach the bar."""
        mean = sum(share for share, _ in self.found) / len(self.found)
        least, edges = min(self.found, key=lambda pair: pair[0])
        if not mean >= bar:
            raise Wrong(
                "the mean share of the best is below the bar",
                f"at least {bar}",
                f"{mean:.4f}, the least {least:.2f}",
                f"150 graphs; the least on {plain(edges)}",
            )

    def expect_each(self, bar: float) -> None:
        """Every share must reach the bar; the message has the smallest graph that shows it."""
        share, edges = min(self.found, key=lambda pair: (pair[0] >= bar, len(pair[1])))
        if not share >= bar:
            raise Wrong(
                "the share of the best is below the bar",
                f"at least {bar}",
                f"{share:.4f}",
                f"improved_keys({plain(edges)})",
            )


def many_paths(rng: np.random.Generator, count: int) -> tuple[list[Edge], int]:
    """A graph of so many parts, each a path whose middle is a little heavier than its ends, and the
    most that can be saved: all the ends."""
    edges, best = [], 0
    for part in range(count):
        low, extra = int(rng.integers(50, 90)), int(rng.integers(1, 9))
        a, b, c, d = (f"{name}{part:02}" for name in "abcd")
        edges += [Edge(a, "x", b, "x", low), Edge(b, "y", c, "y", low + extra)]
        edges.append(Edge(c, "z", d, "z", low))
        best += 2 * low
    return edges, best


def long_chain(tables: int) -> list[Edge]:
    """Each table is joined with the next, all on one column."""
    return [Edge(f"t{at:04}", "k", f"t{at + 1:04}", "k", 1 + at % 7) for at in range(tables - 1)]


def expect_share(
    improved_keys: Callable, edges: list[Edge], of: int, bar: float, what: str
) -> None:
    """The student's keys save at least this share of ``of`` bytes. ``what``: these, in words."""
    mine = saved_by(improved_keys, edges)
    calls.text = f"improved_keys({plain(edges[:12])} ...), {len(edges)} edges"
    at_least(mine / of, bar, f"what the keys save, as a share of {what}")


def expect_same_again(improved_keys: Callable) -> None:
    """Equal calls give equal answers, also on a graph with more layouts than anybody tries: small ones
    may be solved exactly, by whoever draws lots for the others."""
    edges = random_graph(generator("improved_keys", "again"), 20, 4, 60)
    first = run(improved_keys, edges)
    for _ in range(2):
        same(run(improved_keys, list(edges)), first, "the keys that an equal call gives")


def expect_share_of_even(choose: Callable, number: int, most: float) -> None:
    """Week ``number`` moves at most such a share of EVEN's bytes under the student's keys."""
    queries = week(number)
    edges = graph_of(queries, sizes())
    keys = layout(edges, run(choose, edges))
    moved, even = (workload_bytes(queries, sizes(), chosen) for chosen in (keys, {}))
    at_most(moved / even, most, f"the bytes of week {number}, divided by those of EVEN")


def expect_advice(
    advise: Callable,
    edges: str | list[Edge],
    bytes_of: Mapping[str, int],
    keys: dict[str, str],
    new: dict[str, str],
    slices: int,
    weeks: int,
    expected: tuple[dict[str, str], int, int, bool],
) -> None:
    """The advice where tables lie by ``keys`` and a solver recommends ``new``: which changes, in
    the order of the alphabet, the bytes that they move once and save a week, and whether that
    pays."""
    edges = graph(edges) if isinstance(edges, str) else edges
    given = [*edges]

    def solve(asked: list[Edge]) -> dict[str, str]:
        """The recommendation for these edges, and none for others."""
        return dict(new) if asked == given else {}

    got = run(advise, edges, bytes_of, dict(keys), solve, slices, weeks)
    calls.text = (
        f"advise({plain(given)}, {bytes_of}, {keys}, solve, {slices}, {weeks}), "
        f"where solve says {new}"
    )
    changes, moved, gain, pays = fields(got, Advice)
    same(changes, expected[0], "changes", ordered=True)
    same(moved, expected[1], "moved")
    same(gain, expected[2], "saved")
    is_bool(pays, expected[3], "pays is not right")


#: Sizes, weight, slices and weeks of changes where the nearest float lies between what is moved and
#: what is saved, or beyond both: a byte too little, and a byte more than enough.
AROUND_FLOATS = tuple(
    ({"a": 2 * weeks * (2**60 + near) + more, "b": 0}, 2 * (2**60 + near) + least, 2, weeks)
    for near in (51, 205)
    for weeks in (1, 3, 7)
    for more, least in ((2, 0), (0, 0), (-2, 0), (0, 2))
)


def expect_large_advice(advise: Callable) -> None:
    """Numbers that no float holds: bytes that a change moves and saves, their shares, and changes
    that pay by a byte or do not, within one week or several."""
    both = {"a": "x", "b": "x"}
    for bytes_of, weight, slices, weeks in (
        ({"a": 2**60 + 1, "b": 2**61}, 2**59 + 3, 4, 1),
        ({"a": 2**60 + 1001, "b": 2**61 + 333}, 2**62 + 777, 8, 1),
        ({"a": 10**40 + 7, "b": 2**63 + 5}, 10**40 + 3, 4, 1),
        ({"a": 2**61, "b": 0}, 2**61 + 2, 2, 1),
        ({"a": 2**61 + 2, "b": 0}, 2**61, 2, 1),
        *AROUND_FLOATS,
    ):
        edges = [Edge("a", "x", "b", "x", weight)]
        expected = advice_of(edges, bytes_of, {}, both, slices, weeks)
        expect_advice(advise, edges, bytes_of, {}, both, slices, weeks, expected)


def advice_of(
    edges: Sequence[Edge],
    bytes_of: Mapping[str, int],
    keys: Mapping[str, str],
    new: Mapping[str, str],
    slices: int,
    weeks: int,
) -> tuple[dict[str, str], int, int, bool]:
    """The fields of the advice by its definition."""

    def worth(changed: set[str]) -> int:
        lies = lambda table: new[table] if table in changed else keys.get(table)
        return sum(e[4] for e in edges if lies(e[0]) == e[1] and lies(e[2]) == e[3])

    standing = {table for table in new if new[table] != keys.get(table)}
    for table in sorted(standing):
        if worth(standing - {table}) >= worth(standing):
            standing.remove(table)
    moved = sum(bytes_of[table] * (slices - 1) // slices for table in standing)
    gain = (worth(standing) - worth(set())) * (slices - 1) // slices
    return {table: new[table] for table in sorted(standing)}, moved, gain, gain * weeks > moved


def expect_advices(advise: Callable, count: int) -> None:
    """The advice of ``drawn.advice_cases``."""
    for edges, bytes_of, keys, new, slices, weeks in drawn.advice_cases(count):
        expected = advice_of(edges, bytes_of, keys, new, slices, weeks)
        expect_advice(advise, edges, bytes_of, keys, new, slices, weeks, expected)


def expect_one_pass(advise: Callable) -> None:
    """Changes that do nothing are dropped one by one, and once."""
    # Either change can be left out without loss, both cannot: without a's, b's is needed.
    edges, keys, new = (
        "a.x=b.x 5, a.x=b.y 12, a.y=b.x 12",
        {"a": "y", "b": "y"},
        {"a": "x", "b": "x"},
    )
    expect_advice(advise, edges, {"a": 80, "b": 40}, keys, new, 4, 1, ({"b": "x"}, 30, 9, False))
    # Capitals come first in the alphabet, as Python compares texts.
    edges, keys = "B.x=a.x 5, B.x=a.y 12, B.y=a.x 12", {"B": "y", "a": "y"}
    new, bytes_of = {"a": "x", "B": "x"}, {"B": 80, "a": 40}
    expect_advice(advise, edges, bytes_of, keys, new, 4, 1, ({"a": "x"}, 30, 9, False))
    # Without the change of d, which harms, that of a does nothing: it stays all the same.
    edges, keys, new = "c.x=d.y 2, a.x=d.x 2", {"c": "x", "d": "y"}, {"a": "x", "c": "y", "d": "x"}
    bytes_of = {"a": 8, "c": 8, "d": 8}
    expect_advice(advise, edges, bytes_of, keys, new, 4, 1, ({"a": "x"}, 6, 0, False))
    # What is told as 0 bytes a week was a byte: the change does something.
    new = {"a": "x", "b": "x"}
    expect_advice(advise, "a.x=b.x 1", {"a": 8, "b": 4}, {}, new, 4, 1, (new, 9, 0, False))


def expect_loss(advise: Callable) -> None:
    """A change that only a later one made worth its while stays, and loses bytes: rounded down."""
    edges, keys = "a.p=z.r 7, a.q=z.r 4, a.q=z.s 3", {"a": "p", "z": "r"}
    expected = {"a": "q"}, 6, -3, False
    expect_advice(advise, edges, {"a": 8, "z": 8}, keys, {"a": "q", "z": "s"}, 4, 1, expected)


def expect_advice_refused(advise: Callable) -> None:
    """Numbers of slices and weeks that cannot be are refused by name, and solve is not asked."""

    def solve(edges: list[Edge]) -> dict[str, str]:
        raise RuntimeError("solve was asked before the numbers were looked at")

    arguments = graph("a.x=b.x 40"), {"a": 80, "b": 40}, {}, solve
    for slices, weeks, naming in ((0, 5, "0"), (-3, 5, "-3"), (4, -1, "-1")):
        raises(ValueError, advise, *arguments, slices, weeks, naming=naming)


def solve_that_fails(error: type[Exception], number: int) -> tuple[tuple, Callable[[], bool]]:
    """Arguments of ``advise`` whose ``solve`` fails when it is asked for the ``number``-th time,
    and whether it was."""
    asked = []

    def solve(edges: list[Edge]) -> dict[str, str]:
        asked.append(len(edges))
        if len(asked) == number:
            raise error("solve cannot be reached")
        return {"a": "x", "b": "x"}

    edges, bytes_of = graph("a.x=b.x 40"), {"a": 80, "b": 40}
    return (edges, bytes_of, {}, solve, 4, 9), lambda: len(asked) >= number


def advised_twice(advise: Callable, arguments: tuple, new: dict[str, str]) -> list:
    """The advice of a ``solve`` that gives one dict each time; that dict, once the caller has emptied
    the changes; and the advice to equal arguments after that. Runs where the student's code
    lives; an exception is told as text."""
    edges, bytes_of, keys, slices, weeks = arguments
    own, told = dict(new), []
    try:
        for _ in range(2):
            given = list(edges), dict(bytes_of), dict(keys)
            got = advise(*given, lambda asked: own, slices, weeks)
            told.append([list(got[0].items()), *got[1:]])
            got[0].clear()
            told.append(list(own.items()))
    except Exception as error:
        return [f"{type(error).__name__}: {error}"[:500]]
    return told


def expect_solves_own(advise: Callable) -> None:
    """What ``solve`` gives stays as it is, and advice does not hang on it, nor on an earlier answer:
    where all of it is new, and where a table lies well and a change does nothing."""
    both, bytes_of = {"a": "x", "b": "x"}, {"a": 80, "b": 40, "c": 16, "d": 8}
    for keys, new in (({}, both), ({"c": "y"}, {"d": "w", "c": "y"} | both)):
        arguments = graph("a.x=b.x 40, c.w=d.w 3"), bytes_of, keys, 4, 4
        told = in_notebook(advised_twice, advise, arguments, new, keeps=True)
        calls.text = f"advise of {plain(arguments[0])}, {arguments[1:]}, where solve says {new}"
        advice, own = [list(both.items()), 90, 30, True], list(new.items())
        for got, expected, what in (
            (told[0], advice, "the advice"),
            (told[1:2], [own], "what solve gave, once the caller has emptied the changes"),
            (told[2:3], [advice], "the advice to an equal call after that"),
            (told[3:4], [own], "what solve gave"),
        ):
            same(got, expected, what)


#: The layouts that suit weeks 1 and 3.
BY_ORDER = {"lineitem": "l_orderkey", "orders": "o_orderkey"}
BY_PART = {"lineitem": "l_partkey", "part": "p_partkey", "partsupp": "ps_partkey"}


def expect_drift(advise: Callable, number: int, keys: dict[str, str], new: dict[str, str]) -> None:
    """The advice of week ``number`` for two more weeks where all of ``new`` that differs from
    ``keys`` is worth changing: four slices."""
    edges, weeks, slices = graph_of(week(number), sizes()), 2, 4
    changes = {table: key for table, key in sorted(new.items()) if keys.get(table) != key}
    gain = (saved(edges, keys | changes) - saved(edges, keys)) * (slices - 1) // slices
    moved = sum(sizes()[table] * (slices - 1) // slices for table in changes)
    expected = changes, moved, gain, gain * weeks > moved
    expect_advice(advise, edges, sizes(), keys, new, slices, weeks, expected)
