"""The helpers of the distribution lab's graded cells: oracles beside their definitions, and judges
that let right answers pass and say of wrong ones what is wrong."""

from __future__ import annotations

from itertools import chain

import hypothesis
import numpy as np
import pyarrow as pa
import pytest

from solutions.distribution.checks import (
    aggregates,
    drawn,
    joins,
    layout,
    moving,
    placement,
    planning,
    skew,
)
from solved import solved
from warehouse.checks import Wrong
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.distribution.cluster import InProcess, SliceLost
from warehouse.distribution.records import ALL, EVEN, KEY, LABELS, Placed

NAMES = solved("distribution")
distribute, detach, plan_join, run_join = (
    NAMES[name] for name in ("distribute", "detach", "plan_join", "run_join")
)
two_phase_aggregate = NAMES["two_phase_aggregate"]
redistribute_skewed = NAMES["redistribute_skewed"]
split = NAMES["split"] = NAMES["standins"].splitter(NAMES)


def wrong(call, *arguments, **named):
    """The message of the ``Wrong`` that a judge must raise."""
    with pytest.raises(Wrong) as caught:
        call(*arguments, **named)
    return caught.value.message


# distribute


def by_hash(place):
    """A ``distribute`` whose KEY style puts each key on slice ``place(key, slices)``."""

    def distribute(table, style, key, slices):
        if style != KEY:
            return placement.dealt(table, slices)
        slots = np.array([place(value, slices) for value in table[key].to_pylist()], np.int64)
        return [table.filter(pa.array(slots == s)) for s in range(slices)]

    return distribute


def test_homes_are_the_slices_that_keys_lie_on():
    laid = layout.Layout(by_hash(lambda key, slices: (key or 0) % slices))
    cases = ([4, None, 7, 4], 3), ([7], 2)
    assert list(laid.homes(*cases)) == [{4: 1, None: 0, 7: 1}, {7: 1}]
    laid.expect_together([([4, 7, 4], [1, 0], 3), ([7], [], 1)])
    spread = layout.Layout(lambda table, style, key, slices: placement.dealt(table, slices))
    assert "lie on two slices" in wrong(spread.expect_together, [([4, 4], [], 2)])
    lost = layout.Layout(lambda table, *_: [table[1:], table[:0]])
    assert "rows are lost" in wrong(lost.expect_together, [([4, 5], [], 2)])


def test_a_key_that_moves_with_the_table_it_stands_in_is_found():
    steady = layout.Layout(by_hash(lambda key, slices: key % slices))
    steady.expect_same_homes(([1, 2, 3], [3, 9]), ([4], [4]), slices=2)
    steady.expect_same_in_types([([1, 2, 3], ("int64", "int8"))], [0, 2], slices=2)
    by_rank = layout.Layout(
        lambda table, style, key, slices: by_hash(
            lambda value, slices: sorted(set(table[key].to_pylist())).index(value) % slices
        )(table, style, key, slices)
    )
    assert "two different slices" in wrong(by_rank.expect_same_homes, ([1, 2, 3], [2]), slices=2)


def test_the_largest_share_is_that_of_distinct_keys():
    laid = layout.Layout(by_hash(lambda key, slices: key % slices))
    laid.expect_spread(("5,000 keys from 2^55 on", 8), limit=1.0)
    assert "largest share" in wrong(laid.expect_spread, ("5,000 multiples of 16", 8), limit=7.9)
    laid.expect_spread(("5,000 multiples of 16", 8), ("5,000 keys below 0", 8), limit=8.0)


@pytest.mark.parametrize("what", layout.PATTERNED)
def test_every_column_with_a_pattern_can_be_a_key(what):
    keys = layout.numbered(layout.PATTERNED[what]())["k"]
    assert len(keys.unique()) == len(keys) > 2_000


def test_even_is_judged_by_place_and_order():
    keys = [5, None, 7, 5]
    layout.Layout(distribute).expect_dealt([(keys, [2], 1), (keys, [], 3)])
    in_stretches = layout.Layout(lambda table, style, key, slices: [table[:2], table[2:]])
    assert "holds other rows" in wrong(in_stretches.expect_dealt, [(keys, [], 2)])


def test_copies_refusals_and_skews_are_judged():
    laid = layout.Layout(distribute)
    laid.expect_copies(["a", None], ["b"], slices=3)
    laid.expect_refused(("HASH", "k", 2), (KEY, "nowhere", 2), (KEY, None, 2), (EVEN, None, 0))
    forgiving = layout.Layout(by_hash(lambda key, slices: 0))
    assert "must refuse" in wrong(forgiving.expect_refused, ("HASH", "k", 2))
    assert "slice's copy" in wrong(forgiving.expect_copies, ["a", "b"], slices=2)
    layout.expect_skew(NAMES["skew"], (6, 2, 1), (0, 0))
    assert "skew" in wrong(layout.expect_skew, lambda parts: 1.0, (0, 0), (6, 2, 1))


def made_by(strategy, examples=100):
    """What the check's strategy really makes."""
    found = []

    @hypothesis.settings(max_examples=examples, database=None, derandomize=True, deadline=None)
    @hypothesis.given(strategy)
    def take(value):
        found.append(value)

    take()
    return found


def test_generated_keys_have_every_feature():
    every_kind = set(chain(*drawn.ALIKE.values()))
    several = made_by(drawn.ALIKE_KEYS)
    for example in several:  # each has something of each line
        assert all(
            set(kinds) <= set(line) for (_, kinds), line in zip(example, drawn.ALIKE.values())
        )
        assert all(1 < len(kinds) <= 4 for _, kinds in example)
    assert {kind for example in several for _, kinds in example for kind in kinds} == every_kind
    keys = [pair for example in made_by(drawn.ALIKE_WITH_NULLS) for pair in example]
    assert {kind for _, kinds in keys for kind in kinds} == every_kind
    assert all(len(kinds) == 2 for _, kinds in keys)
    assert sum(None in values for values, _ in keys) >= 30
    assert sum(len(set(values)) < len(values) for values, _ in keys) >= 30
    flat = [key for values, _ in keys for key in values]
    assert "" in flat and 0 in flat and any(isinstance(key, int) and key >= 2**63 for key in flat)
    cuts = made_by(drawn.CUTS)
    assert sum(0 in cut[1:] for cut in cuts) >= 10
    whole = [key for values in made_by(drawn.WHOLE_KEYS) for key in values]
    assert {-(2**63), 2**63 - 1} <= set(whole)


def test_columns_are_cut_into_slices_of_a_parent():
    column = layout.in_chunks([5, None, 7], "int64", [0, 2, 0])
    assert column.to_pylist() == [5, None, 7]
    assert [len(chunk) for chunk in column.chunks] == [0, 2, 0, 1]
    assert column.chunks[1].offset == 1


@pytest.mark.parametrize("what", planning.CASES)
def test_generated_joins_have_every_feature(what):
    cases = list(chain(*made_by(planning.CASES[what], examples=30)))
    chosen = {min(planning.ways(case), key=lambda way: way[0])[1] for case in cases}
    expected = {
        "both on the key": {"DS_DIST_NONE"},
        "inner ALL": {"DS_DIST_ALL_NONE"},
        "one on the key": {"DS_DIST_INNER", "DS_DIST_OUTER", "DS_BCAST_INNER"},
        "both EVEN": {"DS_BCAST_INNER", "DS_DIST_BOTH"},
        "outer ALL": {"DS_DIST_ALL_INNER"},
        "another key": {"DS_DIST_INNER", "DS_DIST_OUTER", "DS_DIST_BOTH"},
        "huge": {"DS_DIST_INNER", "DS_DIST_BOTH"},
    }[what]
    assert expected <= chosen
    assert not any(planning.tied(case) for case in cases)
    for case in cases:
        plan = plan_join(*case)
        assert (plan.bytes_moved, plan.label) == min(planning.ways(case), key=lambda way: way[0])


# detach


def test_a_part_that_keeps_its_parent_is_too_heavy():
    part = placement.part_of(("int64", "bool"), 100, 100)
    placement.expect_light(detach, part)
    heavy = wrong(placement.expect_light, lambda table: table, part)
    assert "column 0, 'c0'" in heavy and "above the bar" in heavy
    most = placement.part_of(("int64",), 0, placement.PARENT_ROWS - 8_000)
    assert "above the bar" in wrong(placement.expect_light, lambda table: table, most)


@pytest.mark.parametrize("kind", [*placement.VALUES, *placement.TEXTS])
def test_every_type_is_compared_bit_for_bit(kind):
    part = placement.part_of((kind,), 0, 40)
    placement.same_columns(detach(part), part)
    turned = part.take(pa.array(np.arange(40)[::-1]))
    assert "differs, first in row" in wrong(placement.same_columns, turned, part)


def test_parts_in_records_are_weighed_on_the_wire():
    table = pa.table({"n": np.arange(40_000)})
    with InProcess(4) as cluster:
        placement.expect_light_on_the_wire(detach, cluster, table)
        heavy = wrong(placement.expect_light_on_the_wire, lambda table: table, cluster, table)
        lost = wrong(placement.expect_light_on_the_wire, lambda table: table[1:], cluster, table)
    assert "written to the wire" in heavy and "arrived" in lost


# plan_join


def test_plans_are_judged_by_label_and_bytes():
    sides = (Placed("l", EVEN, None, 9, 4000, 4), Placed("o", EVEN, None, 9, 400, 4))
    case = planning.Case(*sides, ("k", "k"))
    planning.expect_plans(plan_join, [case])
    planning.expect_no_plan(plan_join)
    planning.expect_carried(plan_join)

    def planned(**other):
        return lambda *sides: plan_join(*sides)._replace(**other)

    assert "bytes_moved" in wrong(planning.expect_plans, planned(bytes_moved=1200.0), [case])
    assert "label" in wrong(planning.expect_plans, planned(label="DS_DIST_BOTH"), [case])
    assert "Redshift" in wrong(planning.expect_plans, planned(label="BROADCAST"), [case])
    assert "pair of columns" in wrong(planning.expect_carried, planned(on=None))
    assert "must refuse" in wrong(planning.expect_no_plan, lambda left, right, on: None)


# run_join


@pytest.mark.parametrize("label", LABELS)
def test_planned_bytes_are_the_references(label):
    """On the layout that suits each label, the plan of the oracle is the reference's, or the
    reference knows a cheaper one."""
    (style, key), (inner_style, inner_key) = joins.WAYS[label]
    outer = Placed("l", style, key, 1000, 900, 3)
    inner = Placed("o", inner_style, inner_key, 1000, 600, 3)
    chosen = plan_join(outer, inner, joins.ON)
    mine = moving.planned(label, outer, inner, joins.ON)
    assert chosen.bytes_moved <= mine.bytes_moved
    assert chosen == moving.planned(chosen.label, outer, inner, joins.ON)


def test_a_fingerprint_is_of_the_set_of_rows():
    table = pa.table({"a": [1, 2, 3], "b": [4, 5, 6]})
    parts = map(moving.fingerprint, (table[2:], table[:2]))
    assert [sum(numbers) for numbers in zip(*parts)] == moving.fingerprint(table)
    other = pa.table({"a": [1, 2, 3], "b": [5, 4, 6]})  # the same sums of columns
    assert moving.fingerprint(other) != moving.fingerprint(table)


def small(checks, label, slices=3, rows=1200):
    return joins.Join(label, slices, checks.left[:rows], checks.right)


def test_joins_are_judged_by_rows_and_left_where_they_are():
    checks = joins.Joins(run_join, split)
    checks.expect_answers(*(small(checks, label, slices=2) for label in LABELS))
    checks.expect_answers(small(checks, "DS_DIST_BOTH", 2, rows=0))
    for expect in (
        checks.expect_every_label,
        checks.expect_nulls,
        checks.expect_edges,
        checks.expect_odd_tables,
        checks.expect_other_keys,
        checks.expect_refused,
        checks.expect_losses_come_out,
        checks.expect_again,
        checks.expect_left_alone,
        checks.expect_one_joins,
    ):
        expect()
    labels = "DS_DIST_NONE", "DS_BCAST_INNER", "DS_DIST_INNER"
    travelled = checks.expect_answers(*(small(checks, label) for label in labels))
    stays, broadcast, hashed = (traffic.moved for traffic in travelled)
    assert stays == 0 < hashed < broadcast


def test_a_join_that_moves_nothing_is_caught_where_rows_must_meet():
    def joined_in_place(cluster, plan):
        return run_join(cluster, plan._replace(label="DS_DIST_NONE"))

    def joined_where_inner_lies(cluster, plan):
        if plan.label != "DS_DIST_ALL_INNER":
            return run_join(cluster, plan)
        slices = range(cluster.slices)
        sides = [cluster.parts(side.name) for side in (plan.outer, plan.inner)]
        return [cluster.run(s, NAMES["joined"], *(p[s] for p in sides), *plan.on) for s in slices]

    everywhere = joins.Joins(joined_where_inner_lies, split)
    everywhere.expect_answers(small(everywhere, "DS_DIST_ALL_INNER"))
    assert "slice 1" in wrong(everywhere.expect_one_joins)
    checks = joins.Joins(joined_in_place, split)
    checks.expect_answers(small(checks, "DS_DIST_NONE"))
    assert "sorted rows" in wrong(checks.expect_answers, small(checks, "DS_DIST_BOTH"))
    assert "must refuse" in wrong(checks.expect_refused)
    idle = joins.Joins(lambda cluster, plan: cluster.parts(plan.outer.name), split)
    assert "asks nothing of the cluster" in wrong(idle.expect_losses_come_out)


def test_the_call_that_raised_is_the_one_that_a_message_shows():
    def particular(cluster, plan):
        if plan.label == "DS_DIST_OUTER":
            raise KeyError("outer")
        return run_join(cluster, plan)

    checks = joins.Joins(particular, split)
    asked = [small(checks, label) for label in ("DS_DIST_INNER", "DS_DIST_OUTER", "DS_DIST_BOTH")]
    with pytest.raises(Raised) as caught:
        checks.expect_answers(*asked)
    assert "DS_DIST_OUTER" in caught.value.given and "DS_DIST_INNER" not in caught.value.given


def test_a_join_by_way_of_the_leader_is_caught_where_bytes_are_weighed(monkeypatch):
    def by_the_leader(cluster, plan):
        tables = []
        for side in (plan.outer, plan.inner):
            parts = cluster.fetch(cluster.parts(side.name))
            tables.append(parts[0] if side.style == ALL else pa.concat_tables(parts))
        answer = NAMES["joined"](*tables, *plan.on)
        return cluster.load("answer", [answer, *[answer[:0]] * (cluster.slices - 1)])

    monkeypatch.setattr(joins.clusters, "shared", InProcess)
    checks = joins.Joins(by_the_leader, split)
    assert "large inner table" in wrong(checks.expect_every_label)
    assert "to the leader" in wrong(checks.expect_tpch, "DS_DIST_NONE KEY KEY")
    assert "fetched to the leader" in wrong(checks.expect_left_alone)
    assert "other bytes" in wrong(checks.expect_one_joins)


def test_the_bytes_on_the_wire_must_be_the_plans(monkeypatch):
    made = {
        name: pa.table({c: np.roll(np.arange(30_000), 7 * i) for i, c in enumerate(columns)})
        for name, columns in moving.TPCH_COLUMNS.items()
    }
    for module in (joins, moving):
        monkeypatch.setattr(module, "tpch", made.get)
    monkeypatch.setattr(joins, "tpch_fingerprint", moving.tpch_fingerprint.__wrapped__)
    monkeypatch.setattr(joins.clusters, "shared", InProcess)
    joins.Joins(run_join, split).expect_tpch("DS_DIST_BOTH EVEN EVEN", "DS_DIST_NONE KEY KEY")
    joins.Joins(run_join, split).expect_joined_again()

    def broadcast(cluster, plan):
        return run_join(cluster, plan._replace(label="DS_BCAST_INNER"))

    checks = joins.Joins(broadcast, split)
    assert "other bytes" in wrong(checks.expect_tpch, "DS_DIST_BOTH EVEN EVEN")
    assert "above the bar" in wrong(checks.expect_tpch, "DS_DIST_NONE KEY KEY")


# two_phase_aggregate


def test_groups_are_duckdbs_with_the_tasks_types():
    table = pa.table({"g": ["a", "a", None], "x": [1, None, 5], "f": [0.5, 1.5, None]})
    terms = [("sum", "x"), ("count", "x"), ("avg", "f")]
    got = aggregates.grouped_by_duckdb(table, ["g"], terms).sort_by("g")
    assert got.schema.field("sum_x").type == pa.int64()
    assert got.to_pylist() == [
        {"g": "a", "sum_x": 1, "count_x": 1, "avg_f": 1.0},
        {"g": None, "sum_x": 5, "count_x": 1, "avg_f": None},
    ]


def test_aggregates_are_judged():
    table = pa.table({"g": list("aab"), "x": [1, 2, 9]})
    parts = placement.dealt(table, 2)
    query = aggregates.Query(parts, "g", "sum x, avg x")
    copies = aggregates.Query([parts[0]] * 2, "g", "sum x", ALL)
    for traffic in aggregates.expect_aggregates(two_phase_aggregate, query, copies):
        assert traffic.moved == 0 < sum(traffic.to_leader)
    aggregates.expect_aggregates_refused(two_phase_aggregate, "g", "median x")
    aggregates.expect_aggregates_refused(two_phase_aggregate, "", "sum x")

    def of_the_first_part(cluster, table, group_by, terms):
        return two_phase_aggregate(cluster, table._replace(style=ALL), group_by, terms)

    wrong(aggregates.expect_aggregates, of_the_first_part, query)
    forgiving = lambda *arguments: None
    assert "must refuse" in wrong(aggregates.expect_aggregates_refused, forgiving, "g", "median x")


def test_groups_by_hand_are_duckdbs():
    rows = [(1, "a", 5), (1, "b", -7), (2, "a", 0), (1, "a", 3)]
    table = pa.table(dict(zip("ghx", zip(*rows))))
    terms = "g h", "count x, sum x, min x, max x"
    got = two_phase_aggregate_in_process([table[:3], table[3:]], *terms)
    for kind in (aggregates.Query, aggregates.ByHand):
        kind([table], *terms).expect(got)
        assert "number of rows" in wrong(kind([table], *terms).expect, got[1:])
    aggregates.expect_groups(two_phase_aggregate, rows, 3)


def two_phase_aggregate_in_process(parts, grouped, aggregated):
    with InProcess(len(parts)) as cluster:
        cluster.load("t", parts)
        query = aggregates.Query(parts, grouped, aggregated)
        return two_phase_aggregate(cluster, *query.arguments())


def test_a_loss_that_is_swallowed_or_renamed_is_found():
    aggregates.expect_losses(two_phase_aggregate)
    skew.expect_losses(redistribute_skewed)

    def swallowed(*arguments):
        try:
            return two_phase_aggregate(*arguments)
        except SliceLost:
            return None

    def renamed(*arguments):
        try:
            return two_phase_aggregate(*arguments)
        except SliceLost:
            raise KeyError("lost") from None

    assert "went on as if it had not" in wrong(aggregates.expect_losses, swallowed)
    assert "another error came out" in wrong(aggregates.expect_losses, renamed)


def test_clusters_side_by_side_are_asked_in_turn():
    aggregates.expect_again(two_phase_aggregate)
    skew.expect_again(redistribute_skewed)
    first = []

    def remembered(cluster, *arguments):
        first.append(two_phase_aggregate(cluster, *arguments))
        return first[0]

    assert "differs" in wrong(aggregates.expect_again, remembered)


# redistribute_skewed


def test_heavy_keys_have_their_shares():
    keys = skew.outer_with(10_000, {11: 0.5, 12: 0.25}, "test", keys=100, null=12)["k"]
    counts = {pair["values"]: pair["counts"] for pair in keys.value_counts().to_pylist()}
    assert counts[11] == pytest.approx(5_000, rel=0.1)
    assert counts[None] == pytest.approx(2_500, rel=0.1)
    assert 12 not in counts and len(counts) == 100


def test_stretches_keep_the_order():
    table = pa.table({"k": range(7)})
    assert [part["k"].to_pylist() for part in skew.in_stretches(table, 3)] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]


def test_what_lies_on_the_slices_afterwards_is_judged():
    outer = skew.outer_with(60_000, {11: 0.6}, "test", keys=300)
    inner = skew.inner_table(np.arange(300))
    after = skew.Redistributed(redistribute_skewed, outer, inner)
    after.expect_balance(limit=1.5)
    after.expect_matched()
    after.expect_joined()

    def as_they_lie(cluster, outer, inner, on):
        return NAMES["SkewedJoin"](cluster.parts(outer.name), cluster.parts(inner.name))

    def by_key(cluster, outer, inner, on):
        moved = [
            NAMES["hashed_anew"](cluster, cluster.parts(side.name), key)
            for side, key in zip((outer, inner), on)
        ]
        return NAMES["SkewedJoin"](*moved)

    unmoved = skew.Redistributed(as_they_lie, outer, inner)
    unmoved.expect_balance(limit=1.5)
    assert "joined slice by slice" in wrong(unmoved.expect_matched)
    assert "number of rows" in wrong(unmoved.expect_joined)
    hashed = skew.Redistributed(by_key, outer, inner)
    hashed.expect_joined()
    assert "largest slice" in wrong(hashed.expect_balance, limit=1.5)
    doubled = skew.Redistributed(as_they_lie, outer, inner)
    doubled.parts[0][1:] = [doubled.parts[0][0]] * 3
    assert "different outer rows" in wrong(doubled.expect_kept)
    bars = {"moved_share": 1.02 * 0.75, "piece": 0}
    with InProcess(4) as cluster:
        after = skew.Redistributed(redistribute_skewed, outer, inner, cluster=cluster)
        after.expect_traffic(to_leader=65_536, **bars)
        unmoved = skew.Redistributed(as_they_lie, outer, inner, cluster=cluster)
        hashed = skew.Redistributed(by_key, outer, inner, cluster=cluster)
    assert "leader" in wrong(unmoved.expect_traffic, to_leader=-1, **bars)
    assert "leader" in wrong(after.expect_traffic, to_leader=0, **bars)
    assert "wire" in wrong(hashed.expect_traffic, to_leader=65_536, moved_share=0.01, piece=0)
    assert "wire" in wrong(hashed.expect_traffic, to_leader=65_536, moved_share=0.01, piece=9)


def test_heavy_rows_lie_in_every_pattern():
    cases = skew.heavy_cases(split)
    after = list(skew.redistributed_each(redistribute_skewed, cases))
    for each, (outer, _, slices, *_) in zip(after, cases):
        assert len(outer) >= 1_000 * slices
        each.expect_balance(limit=1.5)
    crowded, _, slices, _ = cases[-1]
    counts = crowded["k"].value_counts().to_pylist()
    heavy = [pair["values"] for pair in counts if pair["counts"] * 4 * slices > len(crowded)]
    assert len(heavy) == 49
    assert [len(part) for part in split(pa.table({"k": heavy}), "k", slices) if len(part)] == [49]


def test_a_stub_is_not_started():
    def stub(*arguments):
        raise NotImplementedError("not started")

    table = pa.table({"g": ["a"], "x": [1]})
    for call in (
        lambda: layout.Layout(stub).expect_together([([1], [], 2)]),
        lambda: joins.Joins(stub, split).expect_every_label(),
        lambda: aggregates.expect_aggregates(stub, aggregates.Query([table], "g", "sum x")),
        lambda: skew.Redistributed(stub, skew.outer_with(9, {}, "t"), skew.inner_table([1])),
    ):
        with pytest.raises(NotStarted):
            call()
