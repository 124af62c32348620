"""Of the exercises on the join graph (join_graph, greedy_keys, exact_keys, improved_keys, advise):
graphs and queries in a short notation, and choices of distribution keys beside the best."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from warehouse.checks import Wrong, fields, generator, kept, raises, run, run_each, same
from warehouse.checks.compare import calls, is_bool
from warehouse.table_optimization.joingraph import Advice, Edge, random_graph, saved, workload_bytes
from warehouse.table_optimization.workload import Join, Query, sizes, week

# Join graphs


def graph(text: str) -> list[Edge]:
    """``"a.x=b.y 10, b.z=c.z 11"``: edges and their weights in bytes, in this order."""
    return [
        Edge(*re.split("[.=]", ends), int(weight))
        for ends, weight in (edge.split() for edge in filter(None, text.split(", ")))
    ]


def chain(tables: int, **weights: int) -> str:
    """The text of a graph in which each table is joined with the next on each of these columns, and
    what each of the joins weighs."""
    return ", ".join(
        f"t{i:02}.{column}=t{i + 1:02}.{column} {weight}"
        for i in range(tables - 1)
        for column, weight in weights.items()
    )


def query(text: str) -> Query:
    """``"3: a.x=b.y b.z=c.z"``: how often it ran, and its joins."""
    times, joins = text.split(": ")
    made = tuple(Join(*re.split("[.=]", join)) for join in joins.split())
    return Query("q", made, (), int(times))


def graph_of(queries: Sequence[Query], bytes_of: Mapping[str, int]) -> list[Edge]:
    """The join graph by its definition, of tables that all have a size."""
    weights: dict[tuple, int] = {}
    for asked in queries:
        for join in asked.joins:
            ends = tuple(sorted([join[:2], join[2:]]))
            moved = asked.times * min(bytes_of[join.left], bytes_of[join.right])
            if join.left != join.right:
                weights[ends] = weights.get(ends, 0) + moved
    return [Edge(*left, *right, weight) for (left, right), weight in sorted(weights.items())]


def expect_graph(
    join_graph: Callable, bytes_of: Mapping[str, int], queries: Sequence[str], expected: str
) -> None:
    """The edges of these queries, in order."""
    same(run(join_graph, list(map(query, queries)), bytes_of), graph(expected), "the list of edges")


# Choices of distribution keys


def expect_keys(greedy_keys: Callable, text: str, **expected: str) -> None:
    """The dict of keys for a graph."""
    same(run(greedy_keys, graph(text)), expected, "the dict from table to key")


def greedy(edges: Sequence[Edge]) -> dict[str, str]:
    """The keys that taking the heaviest edge first comes to."""
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys.update(wanted)
    return keys


def most_saved(edges: Sequence[Edge]) -> int:
    """The most bytes that any layout saves: every one is tried."""
    options: dict[str, set[str]] = {}
    for edge in edges:
        options.setdefault(edge.left, set()).add(edge.left_column)
        options.setdefault(edge.right, set()).add(edge.right_column)
    names = sorted(options)
    choices = np.array(list(product(*(sorted(options[name]) for name in names))))
    total = np.zeros(len(choices), np.int64)
    for edge in edges:
        left = choices[:, names.index(edge.left)] == edge.left_column
        right = choices[:, names.index(edge.right)] == edge.right_column
        total += edge.weight * (left & right)
    return int(total.max())


def small_graphs(rng: np.random.Generator, count: int, least: int, sizes: int) -> list[list[Edge]]:
    """Random graphs of ``least`` tables and more, of ``sizes`` sizes in turn. Every third has so
    many joins that a search which stops at a good answer misses the best."""
    found = []
    for number in range(count):
        tables = least + number % sizes
        joins = 3 * tables if number % 3 == 0 else None
        found.append(random_graph(rng, tables, 2 + number % 2, joins))
    return found


def where_greedy_fails(rng: np.random.Generator, count: int) -> list[list[Edge]]:
    """Paths whose middle is a little heavier than each end, and as many stars of light edges around
    a heavy one."""
    found = []
    for _ in range(count):
        low, extra = int(rng.integers(50, 90)), int(rng.integers(1, 9))
        found.append(graph(f"a.x=b.x {low}, b.y=c.y {low + extra}, c.z=d.z {low}"))
        leaves = ", ".join(f"hub.q=leaf{i}.k {low}" for i in range(3))
        found.append(graph(f"a.x=hub.p {low + extra}, {leaves}"))
    return found


def layout(edges: Sequence[Edge], keys: object) -> dict[str, str]:
    """``keys`` must be a dict from tables to columns on which an edge joins them; returns it."""
    if type(keys) is not dict or not all(type(p) is str for pair in keys.items() for p in pair):
        raise Wrong(
            "a dict from table to key was asked for",
            "a dict of texts",
            repr(keys)[:200],
            calls.text,
        )
    named = {edge[:2] for edge in edges} | {edge[2:4] for edge in edges}
    for table, column in keys.items():
        if (table, column) not in named:
            raise Wrong(
                f"no edge joins table {table} on {column!r}",
                "a column that an edge names",
                repr((table, column)),
                calls.text,
            )
    return keys


def saved_by(choose: Callable, edges: list[Edge]) -> int:
    """Bytes that the student's choice of keys for a graph saves."""
    return saved(edges, layout(edges, run(choose, edges)))


def expect_saved(choose: Callable, cases: Mapping[str, int]) -> None:
    """{graph: the bytes, exactly, that the student's choice of keys for it must save}."""
    for text, best in cases.items():
        same(saved_by(choose, graph(text)), best, f"what the keys save on {text[:200]!r}")


def each_with_best(
    choose: Callable, graphs: list[list[Edge]], name: str
) -> Iterator[tuple[list[Edge], int, int]]:
    """(graph, bytes that the student's choice saves, the most that any saves) of each graph; the
    last is kept as ``name``."""
    best = kept(lambda: [most_saved(edges) for edges in graphs], name)
    for ((edges,), keys), most in zip(run_each(choose, [(edges,) for edges in graphs]), best):
        yield edges, saved(edges, layout(edges, keys)), most


def expect_best(choose: Callable, graphs: list[list[Edge]], name: str) -> None:
    """No layout of these graphs may save more than the student's; small graphs first."""
    for edges, mine, most in each_with_best(choose, sorted(graphs, key=len), name):
        same(mine, most, f"what the keys save on {[tuple(edge) for edge in edges][:12]}")


class Shares:
    """What the student's ``improved_keys`` saves on 400 graphs, as shares of the best."""

    def __init__(self, improved_keys: Callable):
        self.improved_keys = improved_keys
        self._found: list[tuple[float, list[Edge]]] = []

    @property
    def found(self) -> list[tuple[float, list[Edge]]]:
        """(share of the best, graph) of each; computed by the first check that asks."""
        if not self._found:
            rng = generator("improved_keys", "graphs")
            graphs = small_graphs(rng, 300, least=3, sizes=6) + where_greedy_fails(rng, 50)
            name = "improved_keys, best of 400 graphs, some dense"
            judged = each_with_best(self.improved_keys, graphs, name)
            self._found = [(mine / most, edges) for edges, mine, most in judged]
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
                f"400 graphs; the least on {[tuple(edge) for edge in edges]}",
            )

    def expect_each(self, bar: float) -> None:
        """Every share must reach the bar; the message has the smallest graph that shows it."""
        share, edges = min(self.found, key=lambda pair: (pair[0] >= bar, len(pair[1])))
        if not share >= bar:
            raise Wrong(
                "the share of the best is below the bar",
                f"at least {bar}",
                f"{share:.4f}",
                f"improved_keys of {[tuple(edge) for edge in edges]}",
            )


def share_of_even(choose: Callable, number: int) -> float:
    """Bytes that week ``number`` moves under the student's keys, divided by those under EVEN."""
    queries = week(number)
    edges = graph_of(queries, sizes())
    keys = layout(edges, run(choose, edges))
    moved, even = (workload_bytes(queries, sizes(), chosen) for chosen in (keys, {}))
    return moved / even


# Advice


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
    today = dict(keys)
    edges = graph(edges) if isinstance(edges, str) else edges
    got = run(advise, edges, bytes_of, today, lambda edges: dict(new), slices, weeks)
    if today != keys:
        message = "advice changed the layout that it was given: it only advises"
        raise Wrong(message, str(keys), str(today), calls.text)
    changes, moved, gain, pays = fields(got, Advice)
    same(changes, expected[0], "changes", ordered=True)
    same(moved, expected[1], "moved")
    same(gain, expected[2], "saved")
    is_bool(pays, expected[3], "pays is not right")


def expect_advice_refused(advise: Callable, slices: int, weeks: int, naming: str) -> None:
    """So many slices or weeks cannot be."""
    arguments = graph("a.x=b.x 40"), {"a": 80, "b": 40}, {}, lambda edges: {"a": "x", "b": "x"}
    raises(ValueError, advise, *arguments, slices, weeks, naming=naming)


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
