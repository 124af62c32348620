"""Of the exercise redistribute_skewed: keys of which some are heavy, and what lies on each slice
afterwards.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from solutions.distribution.checks.failing import expect_losses_come_out
from solutions.distribution.checks.placement import dealt, loaded
from warehouse.checks import Wrong, at_most, drive, fields, generator, same, shown_as
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    SkewedJoin,
    table_bytes,
)
from warehouse.relations import same_rows, sql

SKEW_ON = ("k", "id")


def outer_with(
    rows: int, heavy: Mapping[int, float], name: str, keys: int = 3000, null: int | None = None
) -> pa.Table:
    """A table of ``rows`` rows: ``k``, keys below ``keys`` in random order, drawn under ``name``
    (null instead of the key ``null``); ``v`` numbers the rows. ``heavy``: {key: its share of the
    rows}."""
    rng = generator("redistribute_skewed", name)
    values = rng.integers(0, keys, rows)
    place = rng.random(rows)
    for key, share in heavy.items():
        values[place < share] = key
        place = np.where(place < share, 2, place - share)
    column = pa.array(values, mask=None if null is None else values == null)
    return pa.table({"k": column, "v": np.arange(rows)})


def inner_table(keys: object) -> pa.Table:
    """Keys as ``id``, and a ``name`` for each row."""
    return pa.table({"id": keys, "name": [f"n{i}" for i in range(len(keys))]})


def in_stretches(table: pa.Table, slices: int) -> list[pa.Table]:
    """Parts in which the order of the table stays visible."""
    size = -(-len(table) // slices)
    return [table.slice(s * size, size) for s in range(slices)]


def local_join(outer: pa.Table, inner: pa.Table) -> pa.Table:
    """The two sides of one slice, joined."""
    outer_key, inner_key = SKEW_ON
    return outer.join(
        inner, keys=outer_key, right_keys=inner_key, join_type="inner", use_threads=False
    )


class Redistributed:
    """Two tables after the student's ``redistribute_skewed``: rows of outer and of inner on each
    slice, the rows joined slice by slice, and what travelled before they were."""

    def __init__(
        self,
        redistribute_skewed: Callable,
        outer: pa.Table,
        inner: pa.Table,
        slices: int = 4,
        cut: Callable[[pa.Table, int], list[pa.Table]] = dealt,
        cluster: Cluster | None = None,
    ):
        @shown_as("redistribute_skewed")
        def redistribute(cluster: Cluster, outer: pa.Table, inner: pa.Table) -> tuple:
            sides = (
                loaded(cluster, "outer", cut(outer, cluster.slices)),
                loaded(cluster, "inner", dealt(inner, cluster.slices)),
            )
            loaded_ = [cluster.parts(side.name) for side in sides]
            cluster.reset_traffic()
            both = fields(redistribute_skewed(cluster, *sides, SKEW_ON), SkewedJoin)
            kept = [cluster.keep(name, parts) for name, parts in zip("ab", both)]
            rows = [
                cluster.fetch([cluster.run(s, len, part) for s, part in enumerate(parts)])
                for parts in kept
            ]
            traffic = cluster.traffic()
            for side, before in zip(sides, loaded_):
                if any(a is not b for a, b in zip(cluster.parts(side.name), before)):
                    raise Wrong("the loaded tables are left as they are", side.name, "other parts")
            pairs = enumerate(zip(*kept))
            joined = cluster.fetch([cluster.run(s, local_join, *pair) for s, pair in pairs])
            return *rows, joined, traffic

        self.outer, self.inner = outer, inner
        if cluster is None:
            with clusters.InProcess(slices) as here:
                found = drive(redistribute, here, outer, inner)
        else:
            found = drive(redistribute, cluster, outer, inner)
        self.outer_rows, self.inner_rows, self.joined, self.traffic = found

    def expect_kept(self) -> None:
        same(sum(self.outer_rows), len(self.outer), "the number of outer rows on all slices")

    def expect_balance(self, limit: float = 1.5) -> None:
        """The largest slice of outer at most ``limit`` times the mean."""
        self.expect_kept()
        largest = max(self.outer_rows)
        shown = f"the largest slice of outer, {largest:,} rows, divided by the mean,"
        at_most(largest * len(self.outer_rows) / len(self.outer), limit, shown)

    def expect_traffic(self, to_leader: int, moved_share: float) -> None:
        """At most so many bytes to the leader, and between slices this share of both tables'."""
        sent = sum(self.traffic.to_leader)
        at_most(sent, to_leader, "what the slices sent to the leader", "bytes")
        limit = moved_share * (table_bytes(self.outer) + table_bytes(self.inner))
        at_most(self.traffic.moved, limit, "what was written to the wire", "bytes")

    def expect_matched(self) -> None:
        """For tables in which each outer row has exactly one partner."""
        rows = sum(map(len, self.joined))
        same(rows, len(self.outer), "the number of rows joined slice by slice")

    def expect_joined(self) -> None:
        query = "select k, v, name from o join i on k = id"
        expected = sql(query, o=self.outer, i=self.inner)
        same_rows(pa.concat_tables(self.joined), expected, "the join, slice by slice,")


def expect_losses(redistribute_skewed: Callable) -> None:
    """A slice that is lost at any call comes out."""
    outer, inner = outer_with(40, {11: 0.6}, "losses", keys=20), inner_table(np.arange(20))

    def load(cluster: Cluster) -> tuple:
        sides = (("outer", outer), ("inner", inner))
        return *(loaded(cluster, name, dealt(t, cluster.slices)) for name, t in sides), SKEW_ON

    expect_losses_come_out("redistribute_skewed", redistribute_skewed, load)


def expect_again(redistribute_skewed: Callable) -> None:
    """Two clusters side by side, the tables of one name but with other heavy keys, and other rows on
    the first afterwards."""
    inner = inner_table(np.arange(500))
    with clusters.InProcess(2) as one, clusters.InProcess(2) as other:
        for at, (cluster, key) in enumerate(((one, 7), (other, 8), (one, 9))):
            outer = outer_with(2_000, {key: 0.6}, f"again {at // 2}", keys=500)
            after = Redistributed(redistribute_skewed, outer, inner, cluster=cluster)
            after.expect_balance()
            after.expect_matched()
