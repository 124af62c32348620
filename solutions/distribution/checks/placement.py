"""Of the exercises distribute, detach and plan_join: which slice a row lies on, what a part weighs,
what a join of two layouts moves."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from warehouse import data
from warehouse.checks import (
    Wrong,
    at_most,
    drive,
    fields,
    generator,
    raises,
    run,
    same,
    same_table,
    shown_as,
)
from warehouse.distribution.checking import same_parts, slices_of_rows
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    ALL,
    EVEN,
    KEY,
    LABELS,
    JoinPlan,
    Placed,
    Shipment,
    placed,
    table_bytes,
)
from warehouse.relations import same_rows


def dealt(table: pa.Table, slices: int) -> list[pa.Table]:
    """The parts of a table under EVEN: row i on slice i % slices."""
    return [table.take(pa.array(np.arange(s, len(table), slices))) for s in range(slices)]


def loaded(
    cluster: Cluster, name: str, parts: list[pa.Table], style: str = EVEN, key: str | None = None
) -> Placed:
    """Load a table that is cut into ``parts``, one per slice; returns the planner's record of it."""
    cluster.load(name, parts)
    return placed(name, parts, style, key)


# distribute

#: Hypothesis strategies: keys of 64 bits, small ones and the ends more often; columns of
#: them; slices to put these on.
WHOLE_NUMBERS = st.one_of(
    st.integers(-4, 4),
    st.sampled_from([-(2**63), 2**63 - 1]),
    st.integers(-(2**63), 2**63 - 1),
)
WHOLE_KEYS = st.lists(WHOLE_NUMBERS, min_size=1, max_size=60)
SLICES = st.integers(1, 9)


def numbered(keys: object) -> pa.Table:
    """A table with these keys as ``k``, its rows numbered from 0 as ``row``, and a third column."""
    column = keys if isinstance(keys, pa.ChunkedArray) else pa.array(keys)
    rows = len(column)
    return pa.table({"k": column, "row": np.arange(rows), "also": [f"r{i}" for i in range(rows)]})


def _order_keys() -> pa.Array:
    return data.table("orders", 0.01, ["o_orderkey"])["o_orderkey"].combine_chunks()


def _order_dates() -> pa.Array:
    days = np.arange("1992-01-02", "1998-12-30", dtype="M8[D]")
    return pa.concat_arrays([pa.array(days), pa.array([None, *days[:1].tolist()], pa.date32())])


def _large_keys() -> np.ndarray:
    base = int(generator("distribute", "spread").integers(2**55, 2**61))
    return base + np.arange(10_000)


#: Keys in which a hash may leave a pattern, as messages call them.
PATTERNED: dict[str, Callable[[], object]] = {
    "8,000 customers' names": lambda: [f"Customer#{i:09}" for i in range(8000)],
    "2,554 order dates": _order_dates,
    "15,000 order keys": _order_keys,
    "multiples of 1024": lambda: np.arange(10_000) * 1024,
    "10,000 keys from 2^55 on": _large_keys,
}


class Layout:
    """Where the student's ``distribute`` puts the rows of tables that are made of their keys.

    Keys are what ``pyarrow.array`` takes, or a chunked array.
    """

    def __init__(self, distribute: Callable):
        self.distribute = distribute

    def parts(self, table: pa.Table, style: str, key: str | None, slices: int) -> list[pa.Table]:
        return same_parts(run(self.distribute, table, style, key, slices), table.schema, slices)

    def slices_of_rows(self, keys: object, style: str, key: str | None, slices: int) -> np.ndarray:
        """The slice of each row, int64. Raises ``Wrong`` unless every row is there once."""
        table = numbered(keys)
        return slices_of_rows(run(self.distribute, table, style, key, slices), table, slices)

    def homes(self, keys: object, slices: int) -> dict[object, int]:
        """{key: the slice that style KEY puts it on}. Raises ``Wrong`` unless every row is there
        once and equal keys are together."""
        slots = self.slices_of_rows(keys, KEY, "k", slices).tolist()
        home: dict[object, int] = {}
        for value, slot in zip(numbered(keys)["k"].to_pylist(), slots):
            if home.setdefault(value, slot) != slot:
                raise Wrong(
                    f"rows with the key {value!r} lie on two slices",
                    "one slice",
                    f"slices {home[value]} and {slot}",
                )
        return home

    def expect_same_homes(self, keys: object, *others: object, slices: int) -> None:
        """A key that stands in the first table and in another must have the same slice in both."""
        first = self.homes(keys, slices)
        for other in (self.homes(column, slices) for column in others):
            for value in first.keys() & other.keys():
                if first[value] != other[value]:
                    raise Wrong(
                        f"in two tables the key {value!r} goes to two different slices",
                        f"slice {first[value]}",
                        f"slice {other[value]}",
                    )

    def expect_same_in_types(self, keys: Sequence[int], *kinds: str, slices: int) -> None:
        """As ``expect_same_homes``, of the same keys as columns of these Arrow types."""
        self.expect_same_homes(*[pa.array(keys, kind) for kind in kinds], slices=slices)

    def expect_spread(self, what: str, slices: int, limit: float) -> None:
        """Of the keys of ``PATTERNED`` that are called so, no slice may get more than ``limit``
        times the mean."""
        homes = self.homes(PATTERNED[what](), slices)
        counts = np.bincount(np.fromiter(homes.values(), int), minlength=slices)
        shown = f"the largest share of {what} over {slices} slices, divided by the mean,"
        at_most(counts.max() / counts.mean(), limit, shown)

    def expect_dealt(self, keys: object, *slices: int) -> None:
        """Style EVEN over so many slices must give row i to slice i % slices, in the order of the
        rows."""
        table = numbered(keys)
        for count in slices:
            parts = self.parts(table, EVEN, None, count)
            for s, (part, expected) in enumerate(zip(parts, dealt(table, count))):
                if not part.equals(expected):
                    raise Wrong(
                        f"slice {s} of {count} holds other rows, or in another order",
                        str(expected["row"].to_pylist()),
                        str(part["row"].to_pylist()),
                    )

    def expect_copies(self, keys: object, slices: int, styles: Sequence[str] = (ALL,)) -> None:
        """Every slice must hold the whole table: under ALL, and if it has no rows, under every
        style."""
        table = numbered(keys)
        for style in styles:
            for part in self.parts(table, style, "k", slices):
                same_rows(part, table, "a slice's copy")

    def expect_every_row(
        self, keys: object, *slices: int, styles: Sequence[str] = (EVEN, KEY)
    ) -> None:
        """Over so many slices every row must be there once."""
        for style in styles:
            for count in slices:
                self.slices_of_rows(keys, style, "k", count)

    def expect_refused(self, *cases: tuple[str, str | None, int]) -> None:
        """(style, key, slices) that no table of ``numbered`` can be laid out by; an unknown style or
        column must be named."""
        for style, key, slices in cases:
            known = {EVEN: "", ALL: "", KEY: key or ""}
            table, naming = numbered([1, 2, 3]), known.get(style, style)
            raises(ValueError, self.distribute, table, style, key, slices, naming=naming)

    def expect_processes_agree(self, texts: list[str], cluster: Cluster) -> None:
        """Slices 1 and 2, processes of their own, must place texts as this process does."""
        distribute, table, slices = self.distribute, numbered(texts), cluster.slices
        here = [sorted(part["k"].to_pylist()) for part in self.parts(table, KEY, "k", slices)]
        copies = cluster.load("texts", [table] * slices)

        def keys_of_parts(table: pa.Table, slices: int) -> list[list[str]]:
            return [part["k"].to_pylist() for part in distribute(table, KEY, "k", slices)]

        @shown_as("distribute")
        def on_slice(number: int) -> object:
            return cluster.fetch(cluster.run(number, keys_of_parts, copies[number], slices))

        for s in (1, 2):
            there = [sorted(keys) for keys in run(on_slice, s)]
            if there != here:
                raise Wrong(
                    "a slice's own process puts texts elsewhere than this process does",
                    f"slice 0: {here[0][:5]}",
                    f"slice 0: {there[0][:5]}",
                )


def expect_skews(skew: Callable, cases: Mapping[tuple[int, ...], float]) -> None:
    """{rows of each part: what ``skew`` must say of them}."""
    for rows, expected in cases.items():
        table = numbered(np.arange(max(rows)))
        got = run(skew, [table.slice(0, n) for n in rows])
        if not isinstance(got, (int, float)) or abs(got - expected) > 1e-9:
            raise Wrong(f"the skew of parts of {rows} rows is not right", str(expected), repr(got))


# detach

PICKLE_BYTES = 2_000  # schema and object headers in the pickle of a table without rows
FLAGS = pa.array([True, False, None, True] * 10_000)  # 40,000 bits: their parent has 5,000 bytes


def pickled_bytes(table: pa.Table) -> int:
    return len(pickle.dumps(table, protocol=5))


def light_bytes(table: pa.Table) -> float:
    """What a detached part may weigh when pickled: its own rows and a little more."""
    return 1.01 * table_bytes(table) + PICKLE_BYTES


def expect_light(detach: Callable, part: pa.Table) -> pa.Table:
    """``detach`` must give the same rows without their parent's bytes; returns what it gave."""
    got = run(detach, part)
    same_table(got, part)
    shown = "bytes (its own rows and a little more)"
    at_most(pickled_bytes(got), light_bytes(part), "the detached part, pickled,", shown)
    return got


def expect_flags_alone(got: pa.Table, part: pa.Table) -> None:
    """The one column of bits, a slice of ``FLAGS``, must have left its parent behind."""
    limit = light_bytes(part.select(["flag"]))
    shown = "column flag of the detached part, pickled,"
    at_most(pickled_bytes(got.select(["flag"])), limit, shown, "bytes")


def expect_flags_detached(detach: Callable, part: pa.Table) -> pa.Table:
    """As ``expect_light``, of a part of small columns and a column ``flag`` cut from ``FLAGS``."""
    got = run(detach, part)
    same_table(got, part)
    expect_flags_alone(got, part)
    return got


def expect_light_on_the_wire(detach: Callable, cluster: Cluster, table: pa.Table) -> None:
    """Each of four slices sends three quarters of its copy of ``table``, in records, to the other
    three: at most 1.01 times the rows' own bytes between slices."""
    slices, quarter_rows = range(4), len(table) // 4

    def quarter(table: pa.Table, number: int) -> Shipment:
        return Shipment(number, detach(table.slice(number * quarter_rows, quarter_rows)))

    def rows_received(*shipments: Shipment) -> int:
        return sum(shipment.table.num_rows for shipment in shipments)

    @shown_as("detach")
    def shipped(cluster: Cluster, table: pa.Table) -> tuple[int, int]:
        copies = cluster.load("n", [table] * 4)
        cluster.reset_traffic()
        sent = [[cluster.run(s, quarter, copies[s], number) for number in slices] for s in slices]
        got = [cluster.run(d, rows_received, *(sent[s][d] for s in slices)) for d in slices]
        return sum(cluster.fetch(got)), cluster.traffic().moved

    received, moved = drive(shipped, cluster, table)
    same(received, 4 * 4 * quarter_rows, "the number of rows that arrived")
    limit = 1.01 * 3 * table_bytes(table)
    at_most(moved, limit, "what was written to the wire", "bytes (1.01 times the rows' own)")


# plan_join

PLAN_ON = ("l_k", "o_k")
#: Hypothesis strategies: bytes of a table, small ones and ones that a float cannot hold exactly, and
#: the number of slices.
ANY_SIZE = {
    "size": st.one_of(st.integers(10, 1000), st.integers(2**54, 2**60)),
    "slices": st.integers(2, 128),
}
_SIDE = re.compile(r"(\w+)(?:\((\w+)\))? (\d+)(?: on (\d+))?")


def sides(text: str) -> tuple[Placed, Placed]:
    """Outer and inner table of a join on ``PLAN_ON``, from a text such as
    ``"KEY 4000, EVEN 400 on 3"``: style and bytes, and on how many slices where it is not 4.
    ``KEY(other) 4000`` has another key than the join's."""
    found = []
    for name, column, side in zip("lo", PLAN_ON, text.split(", ")):
        style, key, size, slices = _SIDE.fullmatch(side).groups()
        key = (key or column) if style == KEY else None
        found.append(Placed(name, style, key, 1000, int(size), int(slices or 4)))
    return tuple(found)


def expect_plans(plan_join: Callable, *cases: str) -> None:
    """The plan of each case, written as ``"EVEN 4000, EVEN 400: DS_BCAST_INNER 1200"``: the two
    sides, the label, and the bytes that move."""
    for case in cases:
        text, plan = case.split(": ")
        label, moved = plan.split()
        got = fields(run(plan_join, *sides(text), PLAN_ON), JoinPlan)
        if got[0] not in LABELS:
            raise Wrong("label is none of Redshift's", label, repr(got[0]))
        same(got[0], label, "label")
        same(got[1], int(moved), "bytes_moved")


def expect_no_plan(plan_join: Callable, text: str) -> None:
    """The two sides of ``text`` must be refused, an unknown style by its name."""
    left, right = sides(text)
    unknown = {left.style, right.style} - {EVEN, KEY, ALL}
    raises(ValueError, plan_join, left, right, PLAN_ON, naming="".join(unknown))


def expect_carried(plan_join: Callable, text: str, label: str) -> None:
    """The plan must name the two tables and the columns that it was made for."""
    left, right = sides(text)
    got = JoinPlan(*fields(run(plan_join, left, right, PLAN_ON), JoinPlan))
    same(got.label, label, "label")
    same(fields(got.outer, Placed)[0], left.name, "outer.name")
    same(fields(got.inner, Placed)[0], right.name, "inner.name")
    on = list(got.on) if isinstance(got.on, (list, tuple)) else got.on
    same(on, list(PLAN_ON), "on, the pair of columns,")
