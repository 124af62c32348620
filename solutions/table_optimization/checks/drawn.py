"""What the graded cells draw over the whole domain of their tasks: workloads, graphs, layouts,
tables. Small ones come first, so that the first that fails is nearly the smallest."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from warehouse.checks import generator
from warehouse.relational import Predicate
from warehouse.table_optimization.joingraph import Edge
from warehouse.table_optimization.workload import Join, Query

#: Names of tables and columns; several begin alike, and a dot or a blank sorts between others.
PLAIN = ["t1", "t10", "t2", "T3"]
ODD = ["a", "a.b", "a b", "A", "Zoll", "order", "select", 'qu"ote', "x'y", "äpfel", "日本", "a.b.c",
       "t1", "t10", "t2", "b-c"]  # fmt: skip
#: Names that Arrow takes for paths to what is nested, where it is asked by name.
PATHS = [".a", "[0]"]

#: What stands between two names where somebody makes one text of them.
BETWEEN = (".", "=", "|", ",", ", ", "/", ":", "::", "-", "_", " ", "\t", "\n", "\0", "', '")

#: Pairs of names that are one to somebody who makes names alike before he compares them.
ALIKE = (("é", "e\u0301"), ("\ufb01", "fi"), ("ß", "ss"), ("\uff11", "1"), ("01", "1"), ("k", "K"),
         ("k", " k"), ("k", "k "), ("k", "k\0"), ("k", "k\u200b"))  # fmt: skip

#: Bytes at which a sum in 32 bits, in floats, or to 28 digits is wrong.
LARGE = [2**31, 2**53 + 1, 2**55 + 3, 10**15 + 1, 10**40 + 1]


def pick(rng: np.random.Generator, some: list) -> object:
    """One of ``some``, as it stands there: numpy makes other types of them."""
    return some[int(rng.integers(0, len(some)))]


# Join graphs

Workload = tuple[list[Query], dict[str, int]]


def workloads(
    name: str,
    count: int,
    *,
    odd: bool = False,
    ways: bool = False,
    times: bool = False,
    sizes: bool = False,
    several: bool = False,
) -> list[Workload]:
    """Queries, and the bytes of their tables. Without an option: plain names, ends in the order of
    the alphabet, one join a query, each query once, all tables of one size. ``ways``: joins written
    either way round; ``several``: joins of a query by none to four, with itself among them."""
    rng, found = generator("join_graph", name), []
    for number in range(count):
        names = ODD if odd else PLAIN
        tables = [str(t) for t in rng.choice(names, min(2 + number // 4, len(names)), False)]
        columns = names[: 1 + number % 6]
        one_size = int(pick(rng, [1, 40]))
        bytes_of = {
            table: int(pick(rng, [0, 1, 7, 40, *LARGE])) if sizes else one_size for table in tables
        }
        queries = []
        for _ in range(1 + number // 6):
            joins = []
            for _ in range(int(rng.integers(0, 5)) if several else 1):
                left, right = (str(t) for t in rng.choice(tables, 2, False))
                if several and rng.random() < 0.2:
                    right = left
                ends = [(left, pick(rng, columns)), (right, pick(rng, columns))]
                made = Join(*sum(ends if ways else sorted(ends), ()))
                if made not in joins:  # a join that stands there twice has a check of its own
                    joins.append(made)
            ran = int(pick(rng, [0, 1, 2, 3, 11, 10**6])) if times else 1
            asked = ((tables[0], Predicate("v", "<", 3)),) * int(rng.integers(0, 2))
            queries.append(Query("q", tuple(joins), asked, ran))
        found.append((queries, bytes_of))
    return names_apart() + names_alike() + found if odd else found


def names_apart() -> list[Workload]:
    """Of each of ``BETWEEN`` pairs of columns that differ in where one name ends and the next begins
    alone, joined once each."""
    found = []
    for by in BETWEEN:
        joins = [Join("a", f"b{by}c", "z", "k"), Join(f"a{by}b", "c", "z", "k")]
        joins += [Join("a", f"b{by}c", "d", "k"), Join("a", "b", f"c{by}d", "k")]
        bytes_of = dict.fromkeys(["a", f"a{by}b", f"c{by}d", "d", "z"], 40)
        found.append(([Query("q", (join,), (), 1) for join in joins], bytes_of))
    return found


def names_alike() -> list[Workload]:
    """Of each of ``ALIKE`` two columns, and two tables, each joined with a third and the tables with
    one another, once."""
    found = []
    for one, other in ALIKE:
        ends = [(("a", name), ("z", "k")) for name in (one, other)]
        ends += [((name, "k"), ("z", "k")) for name in (one, other)]
        ends.append(((one, "k"), (other, "k")))
        joins = [Join(*min(pair), *max(pair)) for pair in ends]
        queries = [Query("q", (join,), (), 1) for join in joins]
        found.append((queries, dict.fromkeys(["a", "z", one, other], 40)))
    return found


# Graphs

FEATURES = (
    "parts",
    "parallel",
    "repeated",
    "repeated alike",
    "agreeing",
    "odd names",
    "many edges",
)


def features(edges: list[Edge]) -> set[str]:
    """Which of ``FEATURES`` a graph has."""
    part: dict[str, str] = {}

    def root(table: str) -> str:
        while part.setdefault(table, table) != table:
            table = part[table]
        return table

    ends = [end for edge in edges for end in (edge[:2], edge[2:4])]
    for edge in edges:
        part[root(edge.left)] = root(edge.right)
    between = [(edge.left, edge.right) for edge in edges]
    has = {
        "parts": len({root(table) for table, _ in ends}) > 1,
        "parallel": len(set(between)) < len({edge[:4] for edge in edges}),
        "repeated": len({edge[:4] for edge in edges}) < len(set(edges)),
        "repeated alike": len(set(edges)) < len(edges),
        "agreeing": len(set(ends)) < len(ends),
        "odd names": any(not name.isalnum() for end in ends for name in end),
        "many edges": len(edges) >= 20,
    }
    return {feature for feature, there in has.items() if there}


def graphs(
    name: str, count: int, weights: str = "distinct", tables: int = 8, edges: int = 25
) -> list[list[Edge]]:
    """Graphs of two tables and one edge up to ``tables`` and ``edges``, of up to three columns a
    table, in several parts, with parallel and repeated edges. ``weights``: "distinct" ones
    from 1 on, or "from 0" on, "few" different ones, or "large": beyond 2**53, and one byte
    apart."""
    rng, found = generator("graphs", name), []
    for number in range(count):
        share = (number + 1) / count
        wanted = max(1, round(edges * share * share))
        used = sorted(str(t) for t in rng.choice(ODD, max(2, round(tables * share)), False))
        columns = int(rng.integers(1, 4))
        parts = int(rng.integers(1, 1 + len(used) // 2))
        drawn = {
            "distinct": [1 + int(w) for w in rng.permutation(4 * wanted)[:wanted]],
            "few": [1 + int(w) for w in rng.integers(0, 2, wanted)],
            "from 0": [int(w) for w in rng.permutation(wanted)],
            "large": [2**57 + int(w) for w in rng.integers(0, 4, wanted)],
        }[weights]
        made: list[Edge] = []
        for weight in drawn:
            part = used[int(rng.integers(0, parts)) :: parts]
            left, right = sorted(str(t) for t in rng.choice(part, 2, False))
            ends = left, pick(rng, ODD[:columns]), right, pick(rng, ODD[:columns])
            again = made and rng.random() < 0.15
            if again:
                ends = made[-1][:4]
            made.append(made[-1] if again and rng.random() < 0.5 else Edge(*ends, weight))
        found.append(made)
    return found


def stars(name: str, count: int, weights: list[int] | None = None) -> list[list[Edge]]:
    """Graphs of a table in the middle and edges to up to 24 others, each on a column of its own, so
    that one is taken. All weigh the same, or each what ``weights`` says."""
    rng, found = generator("stars", name), []
    for number in range(count):
        leaves = len(weights) if weights else 2 + number * 22 // count
        edges = []
        for at, leaf in enumerate(rng.permutation(leaves).tolist()):
            ends = sorted([("m", f"c{leaf}"), (f"{'az'[leaf % 2]}{leaf}", "k")])
            edges.append(Edge(*ends[0], *ends[1], weights[at] if weights else 5))
        edges = [edges[at] for at in rng.permutation(leaves).tolist()]
        found.append(edges)
    return found


def alike_graphs() -> list[list[Edge]]:
    """Of each of ``ALIKE`` a table that two columns are wanted of, and two tables that fit."""
    return [
        [
            Edge("a", "x", "b", one, first),
            Edge("b", other, "c", "x", then),
            Edge(*min((one, "p"), (other, "q")), *max((one, "p"), (other, "q")), 5),
        ]
        for pair in ALIKE
        for one, other in (pair, pair[::-1])
        for first, then in ((9, 4), (4, 9))
    ]


# Advice


def advice_cases(count: int) -> list[tuple]:
    """Arguments of ``advise`` with the layout that ``solve`` recommends in the place of ``solve``:
    edges, sizes, keys of today, keys recommended, slices, weeks. Bytes are whole multiples of the
    slices, and one week is left, so that shares and terms (which have checks of their own) are
    plain."""
    rng, found = generator("advise", "cases"), []
    for edges in graphs("advise", count, tables=6, edges=16):
        slices = int(pick(rng, [2, 4, 8]))
        edges = [edge._replace(weight=edge.weight * slices) for edge in edges]
        options: dict[str, set[str]] = {}
        for edge in edges:
            options.setdefault(edge.left, {"none"}).add(edge.left_column)
            options.setdefault(edge.right, {"none"}).add(edge.right_column)
        options |= {"apart": {"x", "y"}}
        today, new = (
            {
                table: str(pick(rng, sorted(names)))
                for table, names in options.items()
                if rng.random() < share
            }
            for share in (0.6, 0.85)
        )
        order = list(new)
        rng.shuffle(order)
        new = {str(table): new[table] for table in order}
        sizes = {table: slices * int(rng.integers(0, 12)) for table in options}
        found.append((edges, sizes, today, new, slices, 1))
    return found


# Tables and filters

WHOLE_TYPES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


def _values(rng: np.random.Generator, type_: str, count: int) -> tuple[list, list]:
    """(values of a column, values for filters): few and many distinct, at the ends of the type."""
    if type_ == "date32":
        days = [date(1, 1, 1), date(9999, 12, 31), date(1969, 12, 31), date(2026, 1, 1)]
        days += [date(2026, 2, 1) + timedelta(int(d)) for d in rng.integers(0, 9, 4)]
        return [pick(rng, days) for _ in range(count)], days
    if type_.startswith("float"):
        some = [0.0, -0.0, float("inf"), float("-inf"), 0.25, 0.5, -0.75, 2.0**40, 1.5]
        return [pick(rng, some) for _ in range(count)], some
    ends = np.iinfo(type_)
    some = [ends.min, ends.max, ends.max - 1, 0, 1, 5, 100, *map(int, rng.integers(0, 9, 3))]
    some = some[int(rng.integers(0, 3)) * 3 :]  # all, without the ends, small ones alone
    if rng.random() < 0.4:  # that are one float, in a wide type
        some = [int(ends.max) - at for at in range(9)]
    return [int(pick(rng, some)) for _ in range(count)], [int(value) for value in some]


def chunked(rng: np.random.Generator, table: pa.Table) -> pa.Table:
    """The same rows in chunks of several lengths, empty ones in the middle, cut from a longer
    table."""
    longer = pa.concat_tables([table.slice(0, 1), table])
    cuts = sorted([1, longer.num_rows, *rng.integers(1, longer.num_rows + 1, 3).tolist()])
    parts = [longer.slice(a, b - a) for a, b in zip(cuts, cuts[1:])]
    return pa.concat_tables([*parts[:1], table.slice(0, 0), *parts[1:]])


Sorting = tuple[pa.Table, list[tuple[Predicate, int]], int]


def sortings(
    name: str, count: int, operators: list[str], types: list[str], plain: bool
) -> list[Sorting]:
    """Tables, filters that each ran once, and rows of a block: columns of ``types``, some of which
    go with others and some of which no filter names, from no rows to 45, blocks of one row to more
    than there are. ``plain``: full blocks, no value twice in a column, all columns in filters."""
    rng, found, names = generator("sort_key", name), [], ODD + PATHS
    for number in range(count):
        rows = 0 if number % 25 == 0 else 2 + number * 44 // count
        block_rows = int(pick(rng, [1, 2, 3, 4, 7, 100]))
        if plain:
            block_rows = 2 + number % 4
            rows = block_rows * (2 + number // 12)
        columns = {}
        for column in range(2 + number % 4):
            type_ = pick(rng, types)
            values, wanted = _values(rng, type_, rows)
            if rng.random() < 0.5:  # goes with the others of which that is true
                values = sorted(values)
            if plain:  # near the order of the rows, or far from it
                far = pick(rng, [1.0, 4.0, 100.0])
                values = np.argsort(np.argsort(np.arange(rows) + far * rng.random(rows))).tolist()
                wanted = values
            columns[names[(number + 3 * column) % len(names)]] = (pa.array(values, type_), wanted)
        table = pa.table({column: values for column, (values, _) in columns.items()})
        if rows:
            table = table.take(pa.array(rng.permutation(rows)))
            table = chunked(rng, table) if number % 2 and not plain else table
        named = [pick(rng, list(columns)[number % 2 :]) for _ in range(1 + number % 4)]
        if plain:
            table = table.select([column for column in columns if column in named])
        asked = []
        for column in named:
            op, wanted = pick(rng, operators), columns[column][1]
            low, high = sorted([pick(rng, wanted), pick(rng, wanted)])
            asked.append((Predicate(column, op, (low, high) if op == "between" else high), 1))
        found.append((table, asked, block_rows))
    return found
