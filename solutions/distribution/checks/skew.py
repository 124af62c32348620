"""Of the exercise redistribute_skewed: keys of which some are heavy, and what lies on each slice
afterwards.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from solutions.distribution.checks.failing import expect_losses_come_out
from solutions.distribution.checks.oracle import answered
from solutions.distribution.checks.placement import dealt
from warehouse.checks import Wrong, at_most, drive, generator, run, same, shown_as
from warehouse.distribution.checking import one_table
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import EVEN, Placed, placed, table_bytes
from warehouse.relations import same_rows

SKEW_ON = ("k", "id")


def outer_with(
    rows: int,
    heavy: Mapping[int, float],
    name: str,
    keys: int = 3000,
    null: int | None = None,
    first: int = 0,
    kind: str = "int64",
) -> pa.Table:
    """A table of ``rows`` rows: ``k``, keys below ``keys`` in random order, drawn under ``name``
    (null instead of the key ``null``), ``first`` added to each, as a column of type ``kind``; ``v``
    numbers the rows. ``heavy``: {key: its share of the rows}."""
    rng = generator("redistribute_skewed", name)
    values = rng.integers(0, keys, rows)
    place = rng.random(rows)
    for key, share in heavy.items():
        values[place < share] = key
        place = np.where(place < share, 2, place - share)
    column = pa.array(values + first, kind, mask=None if null is None else values == null)
    return pa.table({"k": column, "v": np.arange(rows)})


def inner_table(keys: object) -> pa.Table:
    """Keys as ``id``, and a ``name`` for each row."""
    return pa.table({"id": keys, "name": [f"n{i}" for i in range(len(keys))]})


def in_stretches(table: pa.Table, slices: int) -> list[pa.Table]:
    """Parts in which the order of the table stays visible, each of a short chunk and a long one."""
    size = -(-len(table) // slices)
    parts = [table.slice(s * size, size) for s in range(slices)]
    return [pa.concat_tables([part.slice(0, 5), part.slice(5)]) for part in parts]


def behind_an_empty(table: pa.Table, slices: int) -> list[pa.Table]:
    """As ``in_stretches``, but the first slice has no rows."""
    return [table.slice(0, 0), *in_stretches(table, slices - 1)]


def on_the_last(table: pa.Table, slices: int) -> list[pa.Table]:
    """The last slice has all rows."""
    return [*[table.slice(0, 0)] * (slices - 1), table]


def redistribute_and_fetch(
    cluster: Cluster,
    redistribute_skewed: Callable,
    outer: Placed,
    inner: Placed,
    on: tuple[str, str],
    count: bool = False,
) -> tuple:
    """Where ``redistribute_skewed`` gives two lists of parts: the parts of outer and of inner, or
    their rows if ``count``, what travelled for them, and whether the cluster's names stand for what
    was loaded. Its answer's text where it gives something else."""
    before = dict(cluster._catalogue)
    both = redistribute_skewed(cluster, outer, inner, on)
    left_alone = cluster._catalogue == before
    if not isinstance(both, tuple) or type(both).__name__ != "SkewedJoin" or len(both) != 2:
        return (repr(both)[:200],)
    kept = [cluster.keep(name, parts) for name, parts in zip("ab", both)]
    if count:
        kept = [[cluster.run(s, len, part) for s, part in enumerate(parts)] for parts in kept]
    found = [cluster.fetch(parts) for parts in kept]
    return *found, cluster.traffic(), left_alone


class Redistributed:
    """Two tables after the student's ``redistribute_skewed``: the parts of outer and of inner on
    each slice, on a cluster in one process; or, on ``cluster``, their rows alone and what
    travelled."""

    def __init__(
        self,
        redistribute_skewed: Callable,
        outer: pa.Table,
        inner: pa.Table,
        slices: int = 4,
        cut: Callable[[pa.Table, int], list[pa.Table]] = dealt,
        cut_inner: Callable[[pa.Table, int], list[pa.Table]] = dealt,
        cluster: Cluster | None = None,
        later: bool = False,
    ):
        """``later``: nothing is called yet, ``take`` will be told what came of it."""

        @shown_as("redistribute_skewed")
        def redistribute(cluster: Cluster, *arguments: object) -> tuple:
            cluster.reset_traffic()
            return redistribute_and_fetch(cluster, redistribute_skewed, *arguments, count=True)

        self.outer, self.inner = outer, inner
        slices = cluster.slices if cluster else slices
        self.tables = {"outer": cut(outer, slices), "inner": cut_inner(inner, slices)}
        sides = [placed(name, parts, EVEN) for name, parts in self.tables.items()]
        self.arguments = *sides, SKEW_ON
        if later:
            return
        if cluster is None:
            sent = redistribute_and_fetch, redistribute_skewed, self.tables
            self.take(local.call("redistribute_skewed", *sent, *self.arguments))
        else:
            for name, parts in self.tables.items():
                cluster.load(name, parts)
            self.take(drive(redistribute, cluster, *self.arguments))

    def take(self, found: tuple) -> None:
        """What ``redistribute_and_fetch`` found."""
        if len(found) == 1:
            raise Wrong("a SkewedJoin was asked for", "SkewedJoin(outer, inner)", *found)
        *sides, self.traffic, left_alone = found
        same(left_alone, True, "whether the loaded tables are left as they are")
        if type(sides[0][0]) is int:
            self.outer_rows, self.inner_rows = sides
            return
        for parts in sides:
            one_table(parts)
        self.parts = sides
        self.outer_rows, self.inner_rows = (list(map(len, parts)) for parts in self.parts)

    def joined(self) -> pa.Table:
        """The parts joined slice by slice."""
        keys = {"keys": SKEW_ON[0], "right_keys": SKEW_ON[1], "join_type": "inner"}
        return pa.concat_tables(
            outer.join(inner, **keys, use_threads=False) for outer, inner in zip(*self.parts)
        )

    def expect_kept(self) -> None:
        """Every row of outer must lie on one slice."""
        same(sum(self.outer_rows), len(self.outer), "the number of outer rows on all slices")
        there = np.unique(np.asarray(one_table(self.parts[0])["v"]))
        same(len(there), len(self.outer), "the number of different outer rows on all slices")

    def expect_balance(self, limit: float = 1.5) -> None:
        """The largest slice of outer at most ``limit`` times the mean."""
        self.expect_kept()
        largest = max(self.outer_rows)
        shown = f"the largest slice of outer, {largest:,} rows, divided by the mean,"
        at_most(largest * len(self.outer_rows) / len(self.outer), limit, shown)

    def expect_traffic(self, to_leader: int, moved_share: float, piece: int) -> None:
        """At most so many bytes to the leader, and between slices this share of both tables' and so
        many for each table and pair of slices."""
        sent = sum(self.traffic.to_leader)
        at_most(sent, to_leader, "what the slices sent to the leader", "bytes")
        slices = len(self.outer_rows)
        whole = table_bytes(self.outer) + table_bytes(self.inner)
        limit = moved_share * whole + piece * 2 * slices * (slices - 1)
        at_most(self.traffic.moved, limit, "what was written to the wire", "bytes")

    def expect_inner_once(self) -> None:
        """No row of inner may lie on two slices."""
        at_most(sum(self.inner_rows), len(self.inner), "the inner rows on all slices", "rows")

    def expect_matched(self) -> None:
        """For tables in which each outer row has exactly one partner."""
        rows = len(self.joined())
        same(rows, len(self.outer), "the number of rows joined slice by slice")

    def expect_joined(self) -> None:
        query = "select o.*, i.* exclude (id) from o join i on k = id"
        expected = answered(query, o=self.outer, i=self.inner)
        same_rows(self.joined(), expected, "the join, slice by slice,")


def redistributed_each(
    redistribute_skewed: Callable, cases: Sequence[tuple]
) -> Iterator[Redistributed]:
    """``Redistributed`` of each (outer, inner, slices, how outer is cut, and inner) in turn; all go across
    together."""
    made = [Redistributed(redistribute_skewed, *case, later=True) for case in cases]
    sent = redistribute_and_fetch, redistribute_skewed
    asked = [(each.tables, each.arguments) for each in made]
    for each, found in zip(made, local.each("redistribute_skewed", *sent, asked)):
        each.take(found)
        yield each


CROWDED = 13  # slices that ``crowd`` is for


def crowd(keys: np.ndarray) -> pa.Table:
    """1,000 rows for each of ``CROWDED`` slices, in the order of the slices: of each of 49 keys 260,
    a row more than a multiple of ``CROWDED`` on every slice, so that who deals each key's rows from
    the same slice on deals that one too many."""
    parts = []
    for s in range(CROWDED):
        rows = 1 + CROWDED * (1 + ((np.arange(len(keys)) + s) % CROWDED < 6))
        part = np.repeat(keys, rows)
        parts += [part, 2_000 + s + CROWDED * np.arange(1_000 - len(part))]
    values = np.concatenate(parts)
    return pa.table({"k": values, "v": np.arange(len(values))})


def heavy_cases(split: Callable) -> list[tuple]:
    """Tables of 1,000 rows a slice and more: one heavy key, and as many as there can be, which
    ``split`` puts on one slice; heavy rows all over the table, at the end of every part, on
    one slice, every so many rows of a part."""
    inner = inner_table(np.arange(300))
    piled = outer_with(3_600, {2_960: 0.3}, "piled").sort_by("k")
    late = outer_with(6_000, {2_950: 0.4}, "late").sort_by("k")
    cases = [(piled, inner, 3, in_stretches), (late, inner, 3)]
    light, place, part = (
        outer_with(4_800, {}, "period"),
        np.arange(4_800),
        np.arange(4_800) // 1_200,
    )
    for heavy in (place % 4 == 0, (place + part) % 4 == 0):
        keys = pa.array(np.where(heavy, 7, np.asarray(light["k"])))
        cases.append((light.set_column(0, "k", keys), inner, 4, in_stretches))
    together = max(run(split, pa.table({"k": np.arange(1_000)}), "k", CROWDED), key=len)["k"]
    return [*cases, (crowd(together.to_numpy()[:49]), inner, CROWDED, in_stretches)]


def light_cases() -> list[tuple]:
    """Tables without a heavy key: one of which nearly all of inner is, and one whose rows all lie on
    one slice, a tenth of what is there, and are one part in 8 W of all."""
    nearly_all = inner_table(np.concatenate([np.arange(300), [5] * 2_700]))
    some = inner_table(np.concatenate([np.arange(3_000), [5] * 100]))
    keys = np.asarray(outer_with(4_000, {}, "on one slice")["k"]).copy()
    keys[keys == 5] = 6
    keys[-4_000 // 32 :] = 5
    gathered = pa.table({"k": keys, "v": np.arange(4_000)})
    return [
        (outer_with(3_600, {}, "none"), nearly_all, 2, dealt, on_the_last),
        (gathered, some, 4, behind_an_empty),
    ]


def null_cases() -> list[tuple]:
    """Tables with nulls on both sides: the heavy key of outer, and a few beside another, where keys
    are such as no float tells apart."""
    inner = inner_table(pa.array([None, *range(1, 500), None], pa.int64()))
    few = outer_with(2_000, {9: 0.6}, "few nulls", keys=500, null=4, first=2**53)
    large = inner_table(pa.array([None, *range(2**53, 2**53 + 500), None], pa.int64()))
    return [(outer_with(5000, {0: 0.6}, "null", keys=500, null=0), inner, 3), (few, large, 2)]


OUTER_HELPERS = ("row", "slice", "piece", "part", "hot", "n", "values", "key", "__heavy", "_place")
INNER_HELPERS = ("index", "s", "d", "target", "heavy", "counts", "salt", "__piece", "_slice")


def with_columns(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The table with more columns of whole numbers, called so."""
    for at, name in enumerate(names):
        table = table.append_column(name, pa.array(np.arange(len(table)) % 7 + at))
    return table


def joined_cases() -> list[tuple]:
    """Tables whose heavy key has several partners: its rows all over outer, or, before anything
    moves, on one slice alone; and columns that are called as helpers of one's own might be."""
    inner = inner_table(np.concatenate([np.arange(250), [11, 11, 40, 41, 3, 3]]))
    alone = outer_with(900, {3: 0.3}, "alone", keys=300).sort_by("k")
    outer = outer_with(3000, {11: 0.6}, "answers", keys=300)
    return [
        (with_columns(outer, OUTER_HELPERS), with_columns(inner, INNER_HELPERS), 3),
        (alone, inner, 3, in_stretches),
    ]


def expect_losses(redistribute_skewed: Callable) -> None:
    """A slice that is lost at any call comes out, and the next answer is right."""
    outer, inner = outer_with(40, {11: 0.6}, "losses", keys=20), inner_table(np.arange(20))
    made = Redistributed(redistribute_skewed, outer, inner, 2, later=True)
    asked = redistribute_and_fetch, redistribute_skewed, made.tables, made.arguments
    made.take(expect_losses_come_out("redistribute_skewed", *asked))
    made.expect_matched()


def expect_again(redistribute_skewed: Callable) -> None:
    """Two clusters side by side, the tables of one name but with other heavy keys, and other rows
    on the first afterwards, of which the planner has not heard."""
    inner = inner_table(np.arange(500))
    made = [
        Redistributed(
            redistribute_skewed,
            outer_with(2_000, {key: 0.6}, f"again {at // 2}", keys=500),
            inner,
            2,
            later=True,
        )
        for at, key in enumerate((7, 8, 9))
    ]
    jobs = [(at % 2, each.tables, each.arguments) for at, each in enumerate(made)]
    for at, rows in enumerate((0, 10**6)):
        cluster, tables, (outer, *more) = jobs[1 + at]
        jobs[1 + at] = cluster, tables, (outer._replace(rows=rows, bytes=16 * rows), *more)
    sent = redistribute_and_fetch, redistribute_skewed, jobs
    for after, found in zip(made, local.calls("redistribute_skewed", *sent), strict=True):
        after.take(found)
        after.expect_balance()
        after.expect_matched()
