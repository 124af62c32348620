"""The plans of the exercise ``obstacles`` have what its task allows, and which of their columns are floats is what
an evaluator gives."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from solutions.materialized_views.checks import recomputed
from warehouse import plans
from warehouse.checks import generator
from warehouse.plans import evaluate

MAKERS = (
    recomputed.joins,
    recomputed.distinct,
    recomputed.floats,
    recomputed.below,
    recomputed.limits,
)
SALES = pa.table({"number": [3, 4, 5, 6], "amount": [5, 2, 7, 1], "kind": ["x", "y", "x", "z"]})


def sales(table: str, columns: list[str]) -> pa.Table:
    return SALES.select(columns)


@pytest.mark.parametrize("seed", range(3))
def test_columns_are_floats_where_the_evaluators_are(seed):
    seen: Counter = Counter()
    for maker in MAKERS:
        for plan in maker(generator("tests", f"{maker.__name__} {seed}")):
            for step in plans.steps(plan):
                result = evaluate.run(step, sales)
                floats = {name for name in result.column_names if _is_float(result, name)}
                nulls = {
                    name for name in result.column_names if pa.types.is_null(_of(result, name))
                }
                told = recomputed.floating(step) & set(result.column_names)
                assert floats - nulls == told - nulls, step
                seen[type(step).__name__, bool(floats)] += 1
    assert all(seen[step, True] >= 5 for step in ("Project", "Filter", "Sort", "Join", "Aggregate"))


def _of(table: pa.Table, name: str) -> pa.DataType:
    return table.schema.field(name).type


def _is_float(table: pa.Table, name: str) -> bool:
    return pa.types.is_floating(_of(table, name))


@pytest.mark.parametrize("seed", range(3))
def test_every_obstacle_is_met_and_many_views_have_none(seed):
    seen: Counter = Counter()
    for maker in MAKERS:
        for plan in maker(generator("tests", f"{maker.__name__} {seed}")):
            names = [name for step in plans.steps(plan) for name in made(step)]
            assert len(names) == len(set(names)), "a name stands once in a plan"
            told = recomputed.right(plan)
            seen.update(told or ["none"])
            seen["twice"] += len(told) > len(set(told))
            seen["several"] += len(set(told)) > 2
    assert len(seen) == 14 and min(seen.values()) >= 3, seen


def made(step: plans.Plan) -> list[str]:
    """The names that a step gives to what it makes."""
    return (
        list(step.names) if isinstance(step, (plans.Scan, plans.Project, plans.Aggregate)) else []
    )


def test_the_queries_of_tpch():
    """Which have nothing in the way was looked up by hand in their texts."""
    free = [n for n in range(1, 23) if not recomputed.right(plans.tpch(n).plan)]
    assert free == [1, 5, 6, 7, 8, 9, 12, 14, 19]
    assert recomputed.right(plans.tpch(13).plan) == ["left join", "aggregate below an aggregate"]
