"""What the graded cells of the code_generation lab are judged by: generators have all that the tasks
allow, oracles agree with others."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from solutions.code_generation.checks import (
    batches,
    caches,
    cutting,
    drawn,
    loops,
    odd_loops,
    parameters,
    rows,
    shapes,
    walking,
)
from tests.solved import solved
from warehouse import plans
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import in_python
from warehouse.code_generation.records import Build, Compute, Group, Keep, Order, Probe, Result
from warehouse.plans import Aggregate, Filter, Join, Sort, evaluate

#: Words of expressions that the tasks speak of.
WORDS = {"column", "literal", "+", "-", "*", "/", "float", *plans.COMPARISONS, "and", "or", "not"}
WORDS |= {"in", "like", "is_null", "case", "year", "substring"}


def words(value: object) -> Counter:
    """How often each kind of expression is in a plan."""
    found: Counter = Counter()
    if isinstance(value, (list, tuple)):
        if isinstance(value, list) and value and isinstance(value[0], str) and value[0] in WORDS:
            found[value[0]] += 1
        for part in value:
            found += words(part)
    return found


def test_drawn_plans_have_all_expressions_and_values_of_all_kinds():
    made = rows.cases("rows", 90)
    found = sum((words(plan) for plan, *_ in made), Counter())
    assert set(found) == WORDS and min(found.values()) >= 2, found
    kinds = Counter(
        type(value).__name__ for _, tables, _ in made for row in tables["r"][1] for value in row
    )
    assert set(kinds) == {"int", "float", "str", "date", "bool"}
    patterns = {
        part
        for plan, *_ in made
        for part in drawn.PATTERNS
        if json.dumps(part) in repr(plan).replace("'", '"')
    }
    assert len(patterns) >= 8
    assert any(isinstance(step, Filter) for plan, *_ in made for step in plans.steps(plan))
    assert any(not found for *_, found in made) and any(len(found) > 3 for *_, found in made)


def test_drawn_joins_are_of_all_kinds_with_no_key_one_and_two():
    made = [plan for plan, *_ in rows.cases("joins", 50, kinds=plans.KINDS, without=rows.PLAIN)]
    joins = [step for plan in made for step in plans.steps(plan) if isinstance(step, Join)]
    assert {join.kind for join in joins} == set(plans.KINDS)
    assert {len(join.left_keys) for join in joins} == {0, 1, 2}
    assert {join.residual is None for join in joins} == {True, False}


def test_drawn_ends_have_ties_limits_and_empty_groups():
    made = rows.cases("ends", 60, ends=rows.SOME_ENDS, without=rows.PLAIN)
    seen: Counter = Counter()
    for plan, _, found in made:
        if isinstance(plan, Sort):
            keys = [plans.names(plan).index(name) for name, _, _ in plan.keys]
            tied = [tuple(row[at] for at in keys) for row in found]
            seen["ties"] += len(set(tied)) < len(tied)
            seen["limit"] += plan.limit is not None
        elif isinstance(plan, Aggregate):
            seen[f"groups of {len(plan.group_by)}"] += 1
            seen["nothing"] += not plan.group_by and any(None in row for row in found)
            seen.update(function for function, *_ in plan.aggregates)
            seen["distinct"] += any(distinct for _, _, distinct, _ in plan.aggregates)
            seen["scale"] += any(scale for *_, scale in plan.aggregates)
    wanted = {"ties", "limit", "groups of 0", "groups of 1", "groups of 2", "nothing", "distinct"}
    assert {*wanted, "scale", *plans.FUNCTIONS} == set(seen)
    assert min(seen.values()) >= 2, seen


def test_nulls_are_among_keys_groups_and_conditions():
    for kind in (
        {"kinds": ("inner", "left"), "bare": True},
        {"ends": rows.WHOLE_ENDS, "bare": True},
    ):
        made = rows.cases(f"null {sorted(kind)}", 30, nulls=True, **kind)
        assert sum(None in row for _, tables, _ in made for row in tables["r"][1]) >= 20
    asked = rows.cases("nulls", 60, nulls=True, without=rows.UNLIKE)
    found = sum((words(plan) for plan, *_ in asked), Counter())
    assert min(found[word] for word in ("and", "or", "not", "is_null", "in", "case")) >= 5


def test_exact_numbers_are_what_the_evaluator_says():
    *others, (_, _, [(_, beyond)]) = rows.exact()
    assert beyond > 2**63  # where the evaluator's sums end
    for plan, tables, found in others:
        there = {
            name: pa.table({"a": [value for (value,) in its]}) for name, (_, its) in tables.items()
        }
        assert drawn.in_some_order(drawn.expected_rows(plan, there)) == drawn.in_some_order(found)


def test_drawn_batches_have_what_the_task_allows():
    found = batches.features(batches.cases("rows", 30, chunks=True))
    assert min(found.values()) >= 1, found
    for plan, table, size, *_ in batches.cases("work", 20):
        assert len(table) % size == 0 and table["a"].num_chunks <= 2, plan
    assert all(len(case[3]) == 0 for case in batches.empties()) and len(batches.empties()) >= 8


def test_drawn_plans_are_cut_in_all_ways():
    for steps, sinks in (
        (cutting.WITHOUT_JOINS, {Group, Order, Result}),
        (cutting.JOINS, {Build, Result}),
        (cutting.BOTH, {Build, Group, Result}),
    ):
        made = cutting.cases(f"{steps}", 60, steps)
        found = {type(segment.sink) for _, cut in made for segment in cut}
        assert found == sinks
        assert max(len(cut) for _, cut in made) >= 4
    many = [segment for _, cut in made for segment in cut]
    assert sum(isinstance(segment.source, int) and len(segment.needs) > 1 for segment in many) >= 3


@pytest.mark.parametrize("number", range(1, 23))
def test_queries_of_tpch_are_cut_by_hand_as_the_reference_cuts_them(number):
    plan = plans.tpch(number).plan
    cut = cutting.cut_by_hand(plan)
    assert solved("code_generation")["segments"](plan) == cut
    needs = [segment.needs for segment in cut]
    assert solved("code_generation")["streams"](cut) == cutting.levels_by_rounds(needs)


def test_drawn_segments_have_constants_of_all_kinds_everywhere():
    made = parameters.cases("literals", 40, parameters.NUMBERS, {}, parameters.NO_TEXTS, own=True)
    values = [value for *_, found in made for value in found]
    assert {type(value).__name__ for value in values} == {"int", "float", "date"}
    for *_, found in made:
        own = [value for value in found if value not in (0.5, 2.0, 4.0)]  # of divisions
        assert len(set(map(repr, own))) == len(own)
    steps = [step for segment, *_ in made for step in segment.steps]
    assert {type(step) for step in steps} == {Keep, Compute}
    assert {type(segment.sink) for segment, *_ in made} == {Build, Group, Order, Result}
    assert sum("case" in repr(step) for step in steps) >= 3
    texts = parameters.cases("texts", 40, parameters.ONLY_TEXTS, {}, ("true", "case"), own=True)
    kinds = Counter(value[0] for *_, found in texts for value in found if isinstance(value, list))
    assert {"in", "like", *plans.COMPARISONS} <= set(kinds)


def test_drawn_loops_have_what_the_task_allows():
    seen: Counter = Counter()
    for probes in (("inner",), ("inner", "semi"), ("anti", "inner")):
        for segment, _, given, count, _ in loops.cases(f"{probes}", 40, probes=probes):
            seen["empty table"] += any(not len(keys) for keys, *_ in given[4])
            seen["duplicates"] += any(len(set(k.tolist())) < len(k) for k, *_ in given[4])
            seen["residual"] += any(
                isinstance(step, Probe) and step.residual is not None for step in segment.steps
            )
            seen["more rows than the source"] += count > given[0]
    for segment, *_ in loops.cases("groups", 40, grouped=True, without=loops.PLAIN):
        seen[f"groups by {len(segment.sink.group_by)}"] += 1
        seen.update(function for function, *_ in segment.sink.aggregates)
    for _, _, given, count, _ in loops.cases("room", 20, short=True, without=loops.PLAIN):
        assert given[1] < count and all(len(array) > given[1] for array in given[5])
    assert min(seen.values()) >= 3 and len(seen) == 12, seen


def test_what_a_loop_must_write_is_what_the_evaluator_says():
    """The walk through a segment's steps, beside the evaluator of plans."""
    rng, done = np.random.default_rng(3), 0
    while done < 25:
        plan = drawn.drawn_plan(rng, without=(*loops.NO_LOOP, "like"))
        tables = drawn.drawn_tables(rng, nulls=False)
        (segment,) = cutting.cut_by_hand(plan)
        inputs = {name: runtime.column(c) for name, c in zip(drawn.R, tables["r"].columns)}
        types = {name: each.kind for name, each in inputs.items()}
        shape, values = parameters.taken_out(segment, types)
        texts = {name: each.dictionary for name, each in inputs.items()}
        bound = tuple(runtime.bind(value, texts) for value in values)
        arrays = tuple(each.values for each in inputs.values())
        given = (len(tables["r"]), 0, arrays, bound, (), ())
        found = walking.through(shape, types, given)
        expected = evaluate.run(plan, drawn.read(tables))
        assert [row["x"] for row in found] == expected["x"].to_pylist()
        assert [texts["t"][row["z"]].as_py() for row in found] == expected["z"].to_pylist()
        done += bool(found)


def test_shapes_are_renamed_altogether():
    for segment, types, other, others in shapes.pairs():
        assert not {*types} & {*others} and list(types.values()) == list(others.values())
        assert type(segment.source) is not type(other.source)
        names = set(types) - {"t", "x", "y", "p"}  # letters that other words have too
        assert not [name for name in names if f"'{name}'" in repr(other)]


def test_histories_have_hits_evictions_and_failures():
    alone = caches.histories("alone", 15, False, (1, 4), failing=True)
    events = Counter(event[0] for _, log in alone for event in log)
    assert events["raised"] >= 20 and events["compile"] >= 100
    both = caches.histories("both", 12, True, (1, 4))
    events = Counter(event[0] for _, log in both for event in log)
    assert min(events[kind] for kind in ("get", "put", "compile", "answer")) >= 20
    versions = {
        each for case, _ in caches.histories("fleet", 10, True, (20, 21)) for each in case[1]
    }
    assert versions == {None, "1", "2", ""}


def test_the_loop_that_is_compiled_has_all_kinds_of_steps():
    ((segment, types, given, count, out),) = odd_loops.to_compile()
    assert {type(step) for step in segment.steps} == {Keep, Probe, Compute}
    text = solved("code_generation")["generate"](segment, types)
    wrote = tuple(array.copy() for array in given[-1])
    assert in_python(text)(*given[:-1], wrote) == count
    assert [array.tolist() for array in wrote] == out and sum(out[1]) > 2
