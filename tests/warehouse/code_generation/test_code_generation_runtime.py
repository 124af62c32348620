"""The code_generation lab's runtime beside the evaluator, and what its compiler and kernels do at their ends."""

from __future__ import annotations

import datetime

import numba
import numpy as np
import pyarrow as pa
import pytest

from tests.solved import solved
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import Compiler, in_python, types_of
from warehouse.code_generation.kernels import Kernels
from warehouse.plans import Aggregate, Filter, Join, Project, Scan, Sort, evaluate

TABLES = {
    "r": pa.table(
        {
            "a": [2, 1, 2, 3, 1],
            "t": ["y", "x", "y", "z", "x"],
            "f": [0.5, -1.5, 2.0, 0.0, 8.0],
            "d": [datetime.date(1960 + year, 3, 1) for year in (9, 10, 11, 0, 40)],
        }
    ),
    "s": pa.table({"b": [2, 1, 2, 2, 5], "w": ["q", "p", "q", "o", "n"]}),
}
R = Scan("r", ["a", "t", "f", "d"], ["a", "t", "f", "d"], None)
S = Scan("s", ["b", "w"], ["b", "w"], None)
NEVER = ["<", ["column", "a"], ["literal", 0]]


def source(table: str, columns: list[str]) -> pa.Table:
    return TABLES[table].select(columns)


def run(plan) -> list[dict]:
    names = ("segments", "streams", "parameterise", "generate")
    parts = (solved("code_generation")[name] for name in names)
    given = runtime.Parts(*parts, lambda text, _: in_python(text))
    return runtime.run(plan, source, given).to_pylist()


def in_order(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: str(row))


@pytest.mark.parametrize("kind", ["inner", "semi", "anti"])
def test_a_probe_meets_whom_the_evaluators_join_meets(kind):
    plan = Join(kind, R, S, ["a"], ["b"], ["<>", ["column", "w"], ["literal", "o"]])
    expected = evaluate.run(plan, source).to_pylist()
    assert expected and in_order(run(plan)) == in_order(expected)


def test_more_rows_than_the_source_has_find_room():
    plan = Join("inner", R, S, ["a"], ["b"], None)
    rows = run(plan)
    assert len(rows) > len(TABLES["r"])
    assert in_order(rows) == in_order(evaluate.run(plan, source).to_pylist())


def test_aggregates_are_those_of_the_evaluator():
    wanted = [(f, c, False, 0) for f in ("sum", "min", "max", "avg") for c in ("a", "f")]
    wanted.append(("count", None, False, 0))
    names = [f"v{at}" for at in range(len(wanted))]
    for groups in ([], ["t"]):
        plan = Aggregate(R, groups, names, wanted)
        assert in_order(run(plan)) == in_order(evaluate.run(plan, source).to_pylist())


def test_an_average_is_taken_down_by_its_scale():
    plan = Aggregate(R, [], ["m"], [("avg", "a", False, 2)])
    assert run(plan) == evaluate.run(plan, source).to_pylist()


def test_groups_of_two_texts_come_apart_again():
    joined = Join("inner", R, S, ["a"], ["b"], None)
    plan = Aggregate(joined, ["w", "t"], ["n"], [("count", None, False, 0)])
    expected = evaluate.run(plan, source).to_pylist()
    assert len(expected) > 2 and in_order(run(plan)) == in_order(expected)


def test_of_no_rows_there_is_a_count_and_no_group():
    counted = [("count", None, False, 0)]
    assert run(Aggregate(Filter(R, NEVER), [], ["n"], counted)) == [{"n": 0}]
    assert run(Aggregate(Filter(R, NEVER), ["t"], ["n"], counted)) == []


@pytest.mark.parametrize("limit", [None, 3])
def test_sorts_put_texts_by_their_letters_and_stop_at_the_limit(limit):
    plan = Sort(R, [("t", True, False), ("d", False, False)], limit)
    rows = run(plan)
    assert rows == evaluate.run(plan, source).to_pylist()
    assert len(rows) == (limit or len(TABLES["r"]))


def test_columns_that_are_renamed_keep_texts_and_days():
    plan = Project(R, ["x", "y"], [["column", "t"], ["column", "d"]])
    again = Filter(plan, ["like", ["column", "x"], "y%"])
    assert run(again) == evaluate.run(again, source).to_pylist() != []


def test_no_rows_have_the_types_of_some():
    names = ("segments", "streams", "parameterise", "generate")
    parts = (solved("code_generation")[name] for name in names)
    given = runtime.Parts(*parts, lambda text, _: in_python(text))
    found = runtime.run(Filter(R, NEVER), source, given)
    assert len(found) == 0 and found.schema.equals(TABLES["r"].schema)


@pytest.mark.parametrize(
    "expression, kind",
    [
        (["+", ["column", "f"], ["column", "f"]], "float"),
        (["-", ["column", "a"], ["literal", 1]], "int"),
        (["/", ["column", "f"], ["literal", 2.0]], "float"),
        (["float", ["column", "a"]], "float"),
        (["case", [[["literal", True], ["column", "d"]]], ["column", "d"]], "date"),
        (["literal", True], "bool"),
        (["<", ["column", "a"], ["literal", 1]], "bool"),
    ],
)
def test_the_kind_of_an_expression_is_that_of_its_values(expression, kind):
    kinds = {name: runtime.column(TABLES["r"][name]).kind for name in R.names}
    assert runtime.kind_of(expression, kinds) == kind
    assert runtime.column(evaluate.value(expression, TABLES["r"])).kind == kind


def test_days_before_1970_and_lists_of_days_are_bound_as_columns_hold_them():
    days = [datetime.date(1969, 12, 31), datetime.date(1970, 1, 2)]
    assert runtime.bind(days, {}).tolist() == runtime.column(pa.array(days)).values.tolist()


def test_what_is_bound_cannot_be_written():
    assert not runtime.bind([1, 2], {}).flags.writeable
    texts = runtime.bind(["=", ["column", "t"], ["literal", "x"]], {"t": pa.array(["x"])})
    assert not texts.flags.writeable


def test_a_loop_that_does_not_suit_its_types_is_no_loop():
    source = "def segment(rows, columns):\n    return columns[0] + rows\n"
    with pytest.raises(numba.TypingError):
        Compiler()(source, types_of((3, ())))


def test_each_compilation_is_counted_those_that_fail_too():
    compiler = Compiler()
    with pytest.raises(SyntaxError):
        compiler("def segment(:", ())
    compiler("def segment(rows):\n    return rows + 1\n", ("int64",))
    assert compiler.compilations == 2


def test_an_array_that_must_not_be_written_is_written_by_no_loop():
    fixed = np.arange(2)
    fixed.flags.writeable = False
    with pytest.raises(numba.TypingError):
        Compiler()("def segment(column):\n    column[0] = 1\n", types_of((fixed,)))


def test_a_table_of_two_dimensions_is_no_argument():
    with pytest.raises(TypeError, match="ndarray"):
        types_of(np.zeros((2, 2)))


def test_kernels_take_batches_of_no_rows_and_refuse_what_is_no_expression():
    kernels = Kernels()
    doubled = ["*", ["column", "a"], ["literal", 2]]
    none = kernels(TABLES["r"].slice(0, 0), doubled)
    assert (len(none), none.type, kernels.calls, kernels.values) == (0, pa.int64(), 1, 0)
    with pytest.raises(ValueError, match="power"):
        kernels(TABLES["r"], ["power", ["column", "a"]])


def test_a_literal_is_as_long_as_the_batch():
    assert Kernels()(TABLES["r"], ["literal", 7]).to_pylist() == [7] * len(TABLES["r"])
