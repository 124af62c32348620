"""Of the exercises on the join graph (join_graph, greedy_keys, exact_keys, improved_keys): graphs and
queries in a short notation, and choices of distribution keys beside the best."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from solutions.table_optimization.checks import drawn
from warehouse.checks import (
    Wrong,
    kept,
    raises,
    run,
    run_each,
    same,
)
from warehouse.checks.compare import calls
from warehouse.checks.outcomes import Raised
from warehouse.table_optimization.joingraph import Edge, random_graph, saved
from warehouse.table_optimization.workload import Join, Query

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


#: More columns of one table than eight bits with a sign count, and names that differ in a last
#: character of code 0.
WIDE = chain(2, **{f"c{at:03}": 1 + at for at in range(130)})
CODE_0 = "a.x=b.y 3, a.x\0=b.y\0 4"

#: 177,147 layouts each, no multiple of any round number: the one that saves most is the first and
#: the last of all, however they are counted. A search in pieces may lose either.
BEST_FIRST, BEST_LAST = chain(11, a=2, b=1, c=1), chain(11, a=1, b=1, c=2)

#: Three times 60 bytes are more than 129. Floats beside 2**60 forget each of the three, and make 256
#: of the 129.
ROUNDED = (
    f"a.x=m.p {2**60}, b.x=m.p 60, c.x=m.p 60, d.x=m.p 60, e.x=m.q {2**60}, f.x=m.q 129",
    2**60 + 180,
)

#: Five bytes more than 2**60, with the better of two columns named first and last.
FIVE_MORE = {
    f"e.x=m.q {2**60}, a.x=m.p {2**60}, b.x=m.p 5": 2**60 + 5,
    f"a.x=m.p {2**60}, b.x=m.p 5, e.x=m.q {2**60}": 2**60 + 5,
}

#: One edge once and twice: two lists, and one set of edges.
ONCE_AND_TWICE = {"a.x=b.x 5, a.y=c.y 3": 5, "a.x=b.x 5, a.y=c.y 3, a.y=c.y 3": 6}

#: Ten tables that each give one of two joins alike: 1,024 layouts save the same 50 bytes. Whoever
#: chooses between them by luck chooses another the next time.
TIES = ", ".join(f"m{at}.{end}={end}{at}.k 5" for at in range(10) for end in "nz")

#: The same with forty tables and three weights, all first choices before the second ones: numpy's
#: sorts that are not stable, of whole numbers and of floats, take some of the second ones.
MANY_TIES = ", ".join(f"m{at}.{end}={end}{at}.k {5 + at % 3}" for end in "nz" for at in range(40))


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


def expect_graphs(join_graph: Callable, name: str, count: int, **options: bool) -> None:
    """The edges of ``drawn.workloads``."""
    cases = drawn.workloads(name, count, **options)
    for (queries, bytes_of), got in run_each(join_graph, cases):
        ran = [(asked.times, [tuple(join) for join in asked.joins]) for asked in queries]
        calls.text = f"join_graph of (times, joins) {ran}, sizes {bytes_of}"
        same(got, graph_of(queries, bytes_of), "the list of edges")


def expect_unknown_refused(join_graph: Callable, bytes_of: Mapping[str, int]) -> None:
    """A table that has no size is refused by name: on either side, joined with itself on one column
    or two, in a second join, of a query that never ran."""
    for asked, name in (
        ("1: a.y=nowhere.x", "nowhere"),
        ("1: elsewhere.y=a.x", "elsewhere"),
        ("1: gone.y=gone.x", "gone"),
        ("1: astray.y=astray.y", "astray"),
        ("0: missing.y=missing.y", "missing"),
        ("1: a.y=b.x b.z=lost.x", "lost"),
        ("0: a.y=absent.x", "absent"),
        (f"1: a.y={'far' * 40}.x", "far" * 40),
    ):
        raises(ValueError, join_graph, [query(asked)], bytes_of, naming=name)


def plain(edges: Sequence[Edge]) -> list[tuple]:
    """Edges as short as they can be shown, all of them."""
    return [tuple(edge) for edge in edges]


# Choices of distribution keys


def expect_keys(greedy_keys: Callable, text: str, **expected: str) -> None:
    """The dict of keys for a graph."""
    same(run(greedy_keys, graph(text)), expected, "the dict from table to key")


def expect_greedy(greedy_keys: Callable, graphs: list[list[Edge]]) -> None:
    """The keys of each of these graphs."""
    for (edges,), got in run_each(greedy_keys, [(edges,) for edges in graphs]):
        calls.text = f"greedy_keys({plain(edges)})"
        same(got, greedy(edges), "the dict from table to key")


def expect_negative_refused(greedy_keys: Callable, count: int) -> None:
    """A weight below 0 is refused wherever it stands in a graph, also where its edge does not
    fit."""
    for number, edges in enumerate(drawn.graphs("negative", count)):
        at = number % len(edges)
        weight = -(number % 3 * (2**70 + 37) + 1)
        edges[at] = edges[at]._replace(weight=weight)
        raises(ValueError, greedy_keys, edges, naming=str(weight))


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
    names, columns = sorted(options), {name: sorted(of) for name, of in options.items()}
    # numbers, because an array of texts forgets a last character of code 0
    choices = np.array(list(product(*(range(len(columns[name])) for name in names))))
    total = np.zeros(len(choices), np.int64)
    for edge in edges:
        left, right = (
            choices[:, names.index(table)] == columns[table].index(column)
            for table, column in (edge[:2], edge[2:4])
        )
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


def _refused_with(function: Callable, edges: list[Edge]) -> str:
    """The words of the ValueError with which a graph must be refused."""
    try:
        keys = run(function, edges)
    except Raised as raised:
        if "ValueError" in {parent.__name__ for parent in type(raised.error).__mro__}:
            return str(raised.error)
        raise
    message = "a graph of too many layouts must be refused"
    raise Wrong(message, "ValueError", f"it returned {repr(keys)[:100]}", calls.text)


def expect_too_many(exact_keys: Callable, tables: int, columns: int) -> None:
    """A chain of so many tables, of so many columns each, is refused with the number of its
    layouts; so are its two halves side by side, and a chain that weighs nothing."""
    weights = dict.fromkeys("abcdefgh"[:columns], 1)
    whole, middle = graph(chain(tables, **weights)), f"t{tables // 2:02}"
    for edges, words in (
        (whole, "a chain"),
        ([edge for edge in whole if edge.left != middle], "two chains, together"),
        ([edge._replace(weight=0) for edge in whole], "a chain of joins that weigh 0,"),
    ):
        said = _refused_with(exact_keys, edges)
        calls.text = f"exact_keys of {words} of {tables} tables with {columns} columns each"
        if str(columns**tables) not in re.sub(r"[ ,._']", "", said):
            raise Wrong(
                "the error must say how many layouts there are",
                f"{columns**tables:,}",
                said,
                calls.text,
            )


def two_million() -> tuple[list[Edge], int]:
    """A graph of just 2,000,000 layouts (six tables of five columns, seven of two), and the most
    that any of them saves. Its first four tables are a path on which greedy takes the middle, and
    from there no table gains by another key alone."""
    heavy = {"t00.c1": 100, "t02.c3": 100}
    joined = ["0-1 5", "2-3 5", "4-5 5", "6-7 2", "8-9 2", "10-11 2", "11-12 2"]
    edges = []
    for pair in joined:
        left, right, columns = map(int, re.split("[- ]", pair))
        for column in range(columns):
            name = f"c{column}"
            weight = heavy.get(f"t{left:02}.{name}", 9 + column)
            edges.append(Edge(f"t{left:02}", name, f"t{right:02}", name, weight))
    edges.append(Edge("t01", "c2", "t02", "c2", 110))
    return edges, 2 * 100 + 13 + 4 * 10


def expect_two_million(exact_keys: Callable) -> None:
    """So many layouts are not too many."""
    edges, best = two_million()
    same(saved_by(exact_keys, edges), best, "what the keys save of a graph of 2,000,000 layouts")


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
        calls.text = f"{choose.__name__}({plain(edges)})"
        same(mine, most, "what the keys save")


# Advice
