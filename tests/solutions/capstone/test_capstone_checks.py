"""What the capstone's graded cells are made of: oracles beside the reference and beside a second one, and what their
generators really draw. ``CAPSTONE_SEEDS`` sets how many seeds are tried."""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from solutions.capstone.checks import (
    engines,
    group_cases,
    groups,
    joins,
    keyed_tables,
    moves,
    parts,
    plan_cases,
    planning,
    runs,
    scan_cases,
    scans,
    sorting,
    whole_plans,
)
from tests.solved import solved
from warehouse.capstone import loading
from warehouse.capstone.records import Operators
from warehouse.distribution.cluster import Uncopied
from warehouse.plans import Scan, evaluate, steps

SEEDS = range(int(os.environ.get("CAPSTONE_SEEDS", "3")))


@pytest.fixture(scope="module")
def names():
    return solved("capstone")


@pytest.fixture(scope="module")
def reference(names):
    return Operators(*(names[part] for part in Operators._fields))


@pytest.mark.parametrize("seed", SEEDS)
def test_planners_agree(names, seed):
    rng = np.random.default_rng(seed)
    cases = [*plan_cases.generated(rng, 300), *plan_cases.colocated(), *plan_cases.everywhere()]
    cases += [
        *plan_cases.one_side(),
        *plan_cases.broadcasts(),
        *plan_cases.both(),
        *plan_cases.borders(),
    ]
    for case in cases:
        assert names["plan_join"](*case) == planning.due(*case), case
    for step, inputs in [
        *plan_cases.passed_on(),
        *plan_cases.after_joins(rng),
        *plan_cases.after_aggregates(),
    ]:
        assert names["placed_after"](step, inputs) == planning.placed(step, inputs), step


def test_generated_joins_meet_every_label_and_kind():
    cases = plan_cases.generated(np.random.default_rng(0), 600)
    labels = Counter(planning.due(*case).label for case in cases)
    kinds = Counter(case[2].kind for case in cases)
    for label in (
        "DS_DIST_NONE",
        "DS_DIST_INNER",
        "DS_DIST_OUTER",
        "DS_BCAST_INNER",
        "DS_BCAST_OUTER",
        "DS_DIST_BOTH",
    ):
        assert labels[label] >= 12, labels
    assert min(kinds.values()) >= 60


@pytest.mark.parametrize("seed", SEEDS)
def test_scans_give_what_the_evaluator_gives_and_read_what_they_may(names, seed):
    features = Counter()
    for case in scan_cases.generated(np.random.default_rng(seed), 100):
        got, read, unchanged = scans.scanned(
            names["scan_slice"], case.table, case.block_rows, case.scan, case.zoned
        )
        assert got.equals(scans.due(case)) and unchanged
        may = scans.allowed(case)
        assert set(read) <= may and len(read) == len(set(read))
        everything = len(case.scan.columns) * -(-len(case.table) // case.block_rows)
        features["skipped"] += len(may) < everything
        features["some left"] += 0 < len(got) < len(case.table)
        features["nulls"] += case.table["n"].null_count > 0
        features["without zones"] += case.zoned is not None
    assert min(features.values()) >= 10, features


@pytest.mark.parametrize("seed", SEEDS)
def test_joins_pair_by_pair_are_the_evaluators(seed):
    rng = np.random.default_rng(seed)
    made = [
        *joins.made(rng, joins.KINDS),
        *joins.with_nulls(rng),
        *joins.with_residuals(rng),
        *joins.odd(),
    ]
    for left, right, join in made:
        names = left.column_names, right.column_names
        scanned = {
            "left": Scan("l", names[0], names[0], None),
            "right": Scan("r", names[1], names[1], None),
        }
        sources = loading.whole({"l": left, "r": right})
        theirs = evaluate.run(join._replace(**scanned), sources)
        mine = joins.due(left, right, join)
        rows = [sorted(map(repr, zip(*t.to_pydict().values()))) for t in (mine, theirs)]
        assert rows[0] == rows[1], join


@pytest.mark.parametrize("seed", SEEDS)
def test_aggregates_in_plain_python_are_the_evaluators(seed):
    rng = np.random.default_rng(seed)
    for make in (
        group_cases.functions,
        group_cases.nulls,
        group_cases.distinct,
        group_cases.without_groups,
    ):
        for case in make(rng):
            whole = case.slots[0] if case.everywhere else pa.concat_tables(case.slots)
            mine, theirs = groups.due(whole, case.step), parts.over(case.step, whole)
            assert mine.schema.equals(theirs.schema)
            groups.asking.expect_table(theirs, mine, "")


def test_a_sort_in_plain_python_is_the_evaluators():
    for case in (
        *sorting.orders(np.random.default_rng(1)),
        *sorting.nulls(np.random.default_rng(2)),
    ):
        theirs = parts.over(case[2], pa.concat_tables(case[0]))
        assert sorting.due(*case).equals(theirs)


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_plans_on_the_reference_and_claims_that_are_true(names, reference, seed):
    """Of each result that is claimed to be placed by some columns an exchange by these moves no row."""
    rng, seen = np.random.default_rng(seed), Counter()
    for _ in range(25):
        case = whole_plans.drawn(rng)
        cluster = Uncopied(case.slices)
        catalogue = runs.loaded(cluster, case.tables, case.layout)

        def each(left, right, join):
            return reference.join_slice(left, right, join)

        got = names["execute"](
            cluster,
            catalogue,
            case.plan,
            reference._replace(exchange=parts.exchange, join_slice=each),
        )
        due = engines.due(case.plan, case.tables)
        groups.asking.expect_table(got, due, "", isinstance(case.plan, engines.Sort))
        seen.update(type(step).__name__ for step in steps(case.plan))
        seen["some rows"] += len(due) > 0
    assert all(
        seen[kind] >= 5 for kind in ("Join", "Project", "Filter", "Aggregate", "Sort", "some rows")
    ), seen


@pytest.mark.parametrize("seed", SEEDS)
def test_both_exchanges_keep_every_row_and_keep_equal_keys_together(names, seed):
    rng = np.random.default_rng(seed)
    for exchange in (names["exchange"], parts.exchange):
        moves.Moves(exchange, names["broadcast"]).expect_exchanged(keyed_tables.tables(rng))
        moves.Moves(exchange, names["broadcast"]).expect_spread(limit=1.2)
