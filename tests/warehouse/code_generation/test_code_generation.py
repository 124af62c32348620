"""What the code_generation lab lends: its compiler, its kernels, its runtime, its views."""

from __future__ import annotations

import datetime

import numpy as np
import pyarrow as pa
import pytest

from judging import said, stub
from tests.solved import solved
from warehouse import data, plans
from warehouse.code_generation import runtime, views
from warehouse.code_generation.compiler import Compiler, in_python, types_of
from warehouse.code_generation.kernels import Kernels
from warehouse.plans import Aggregate, Scan

LOOP = """def segment(rows, room, columns, parameters, tables, out):
    for i in range(rows):
        out[0][i] = columns[0][i] + parameters[0]
    return rows
"""


def test_types_are_told_of_numbers_arrays_and_tuples():
    fixed = np.arange(3)
    fixed.flags.writeable = False
    given = (1, np.float64(2.5), True, fixed, (np.zeros(2), np.zeros(1, bool)))
    assert types_of(given) == ("int64", "float64", "bool", "const int64[]", ("float64[]", "bool[]"))
    with pytest.raises(TypeError, match="dict"):
        types_of({})


def test_a_loop_is_compiled_for_its_types_and_no_others():
    compiler, out = Compiler(), (np.zeros(3, np.int64),)
    given = (3, 3, (np.arange(3),), (np.int64(10),), (), out)
    segment = compiler(LOOP, types_of(given))
    assert segment(*given) == 3 and out[0].tolist() == [10, 11, 12]
    with pytest.raises(TypeError):
        segment(3, 3, (np.arange(3.0),), (10,), (), out)
    assert compiler.compilations == 1


def test_a_source_without_a_segment_is_refused():
    with pytest.raises(ValueError, match="segment"):
        in_python("x = 1")
    with pytest.raises(SyntaxError):
        in_python("def segment(:")


def test_kernels_count_calls_and_values():
    kernels, rows = Kernels(), pa.table({"a": [1, 2, 3]})
    assert kernels(rows, ["+", ["column", "a"], ["literal", 1]]).to_pylist() == [2, 3, 4]
    kernels(rows.slice(2), ["column", "a"])
    assert (kernels.calls, kernels.values) == (2, 4)


def test_columns_become_arrays_that_cannot_be_written():
    texts = runtime.column(pa.chunked_array([["b", "a"], ["b"]]))
    assert (texts.kind, texts.values.tolist(), texts.dictionary.to_pylist()) == (
        "text",
        [0, 1, 0],
        ["b", "a"],
    )
    days = runtime.column(pa.array([datetime.date(1970, 1, 3)]))
    assert (days.kind, days.values.tolist()) == ("date", [2])
    for each in (texts, days):
        with pytest.raises(ValueError, match="read-only"):
            each.values[0] = 1
    with pytest.raises(ValueError, match="nulls"):
        runtime.column(pa.array([1, None]))
    with pytest.raises(ValueError, match="decimal"):
        runtime.column(pa.array([1]).cast(pa.decimal128(19, 0)))


def test_a_predicate_of_texts_is_answered_once_a_text():
    many = pa.chunked_array([["x", "y"] * 500])
    column = runtime.column(many)
    found = runtime.bind(["like", ["column", "t"], "x%"], {"t": column.dictionary})
    assert found.tolist() == [True, False]


def test_values_are_bound_as_loops_take_them():
    assert runtime.bind(datetime.date(1970, 2, 1), {}) == 31
    assert runtime.bind([1, 2.5], {}).dtype == np.float64
    assert runtime.bind(True, {}) is True
    with pytest.raises(ValueError, match="None"):
        runtime.bind(None, {})


def parts(get) -> runtime.Parts:
    names = ("segments", "streams", "parameterise", "generate")
    return runtime.Parts(*(solved("code_generation")[name] for name in names), get)


def test_fifty_variants_of_query_6_are_one_source_and_one_compilation():
    rows = plans.stored(data.table("lineitem", 0.01))
    compiler, sources = Compiler(), set()
    cache = solved("code_generation")["SegmentCache"](100, compiler)

    def get(text, types):
        sources.add(text)
        return cache.get(text, types)

    plan = plans.tpch(6).plan
    first = None
    for at in range(50):
        changed = _with_other_numbers(plan, at)
        runtime.run(changed, lambda table, columns: rows.select(columns), parts(get))
        first = first or len(sources)
    assert len(sources) == first == compiler.compilations == cache.compiled


def _with_other_numbers(value: object, at: int) -> object:
    if (
        isinstance(value, list)
        and value[:1] == ["literal"]
        and type(value[1]) is int
        and value[1] > 100
    ):
        return ["literal", value[1] + at]
    if isinstance(value, list):
        return [_with_other_numbers(part, at) for part in value]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_with_other_numbers(part, at) for part in value))
    return value


def test_a_sum_of_no_rows_is_refused():
    plan = Aggregate(Scan("r", ["a"], ["a"], None), [], ["s"], [("sum", "a", False, 0)])
    none = pa.table({"a": pa.array([], pa.int64())})
    with pytest.raises(ValueError, match="s is null"):
        runtime.run(plan, lambda table, columns: none, parts(lambda text, _: in_python(text)))


def test_a_stub_is_shown_as_not_started():
    for view in (
        views.rows_pulled(stub),
        views.batches(stub),
        views.cut(stub, stub),
        views.parameters(stub, stub),
        views.source_of(stub, stub, stub),
        views.stream_of_queries(stub),
    ):
        assert "Not started yet" in said(view)


def test_views_show_the_readers_own_parts():
    names = solved("code_generation")
    assert "60,175" in said(views.rows_pulled(names["interpret"]))
    assert "65,536" in said(views.batches(names["run_batches"]))
    assert "local and fleet" in said(views.stream_of_queries(names["SegmentCache"]))
    cut = views.cut(names["segments"], names["streams"])
    for number in (6, 21):
        cut.children[0].value = number
        segments = names["segments"](plans.tpch(number).plan)
        assert said(cut).count("<tr") == len(segments) + 1


@pytest.mark.parametrize("number", views.QUERIES)
def test_views_show_what_is_taken_out_and_written(number):
    names = solved("code_generation")
    taken = views.parameters(names["segments"], names["parameterise"])
    taken.children[0].value = number
    assert "lookup" in said(taken) or "parameter" in said(taken)
    written = views.source_of(names["segments"], names["parameterise"], names["generate"])
    written.children[0].value = number
    # what comes after the aggregate of so few rows may have none to read
    segments = len(names["segments"](plans.tpch(number).plan))
    assert segments - 2 <= said(written).count("def segment(") <= segments


def test_a_wrong_answer_does_not_break_a_view():
    for view in (
        views.rows_pulled(lambda plan, source: None),
        views.batches(lambda *_: None),
        views.cut(lambda plan: None, lambda cut: None),
        views.parameters(lambda plan: None, lambda *_: None),
        views.source_of(lambda plan: None, lambda *_: None, lambda *_: None),
        views.stream_of_queries(lambda *_: None),
    ):
        assert "cannot be shown" in said(view)
