"""The pieces that test cells are written with: every ending is told apart, and messages say what a
student needs."""

from __future__ import annotations

import linecache
import os
import subprocess
import sys
import time
import weakref

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import strategies as st

from autograder.execution.kept import Store
from warehouse.checks import (
    ChecksFailed,
    Exercise,
    Outcome,
    Wrong,
    arrays,
    at_most,
    fields,
    host,
    keep,
    limits,
    no_slower_than,
    raises,
    report,
    run,
    run_each,
    same,
    same_array,
    same_table,
    seed,
)
from warehouse.checks import exercise as exercise_module
from warehouse.checks.exercise import GraderFault
from warehouse.checks.limits import MOST_WAITED, time_limit
from warehouse.checks.outcomes import MIME, OverLimit, Raised
from warehouse.compression.records import RunLength
from warehouse.data import DataError


def results_of(*functions, **exercise_settings):
    exercise = Exercise("demo", "compression", section="Run-length encoding", **exercise_settings)
    for function in functions:
        exercise.check(f"title of {function.__name__}", points=2)(function)
    return exercise, exercise.run()


def outcome(function) -> tuple[Outcome, object]:
    result = results_of(function)[1][0]
    return result.outcome, result


def test_each_ending_is_told_apart():
    def stub(a):
        raise NotImplementedError

    def broken(a):
        return a[10]

    endings = {
        Outcome.PASSED: lambda: None,
        Outcome.NOT_STARTED: lambda: run(stub, np.arange(3)),
        Outcome.WRONG: lambda: same(1, 2),
        Outcome.ERROR: lambda: run(broken, np.arange(3)),
        Outcome.GRADER: lambda: {}["no such key"],
    }
    for expected, function in endings.items():
        assert outcome(function)[0] is expected


def endless():
    while True:
        pass


def test_an_endless_loop_is_stopped_and_costs_no_other_check_its_time():
    exercise = Exercise("demo", "compression", section="x")
    exercise.check("first", 1, seconds=0.3)(endless)
    exercise.check("second", 1, seconds=0.6)(lambda: endless())
    exercise.check("third", 1)(lambda: None)
    first, second, third = exercise.run()
    assert "within 0.3 s: an endless loop" in first.message
    assert "within 0.6 s: an endless loop" in second.message
    assert third.outcome is Outcome.PASSED


def test_a_cell_that_has_taken_too_long_says_why_its_last_checks_get_less(monkeypatch):
    # far less than the first check takes, however long it waits for a processor, which is not counted
    monkeypatch.setattr(exercise_module, "CELL_SECONDS", 0.01)
    exercise = Exercise("demo", "compression", section="x")
    exercise.check("first", 1, seconds=0.3)(endless)
    exercise.check("second", 1, seconds=60)(lambda: endless())
    _, second = exercise.run()
    assert "within 1 s, of 60 s that it has" in second.message
    assert "the checks before took more than 0.01 s (endless ran over" in second.message


def long_query():
    """As DuckDB does: a signal's exception ends the query, and comes out in the library's words."""
    try:
        endless()
    except BaseException:
        raise RuntimeError("Query interrupted") from None


def test_a_limit_that_falls_inside_a_library_is_a_limit():
    def theirs():
        run(long_query)

    def translated():
        try:
            long_query()
        except RuntimeError as interrupted:
            raise Wrong("the query cannot be answered") from interrupted

    exercise = Exercise("demo", "zone_maps", "A section")
    for function in (long_query, theirs, translated):
        exercise.check(function.__name__, 1, seconds=0.2)(function)
    exercise.property("generated", 1, seconds=0.2, number=st.integers())(
        lambda number: run(long_query)
    )
    assert [result.outcome for result in exercise.run()] == [Outcome.OVER_LIMIT] * 4


def test_a_failure_that_was_found_before_the_limit_is_told():
    exercise = Exercise("demo", "zone_maps", "A section")
    calls = []

    def fails_and_then_loops(number):
        calls.append(number)
        if len(calls) > 1:
            endless()
        raise Wrong("found")

    exercise.property("generated", 1, seconds=0.2, number=st.integers())(fails_and_then_loops)
    result = exercise.run()[0]
    assert (result.outcome, result.message) == (Outcome.WRONG, "found")


def test_a_name_that_the_notebook_lacks_is_the_students_error():
    kind, result = outcome(lambda: run(no_such_function, 1))  # noqa: F821
    assert kind is Outcome.ERROR
    assert "no_such_function" in result.message


def test_missing_data_is_the_graders_fault_and_gives_no_score():
    def check():
        raise DataError("no data")

    exercise, results = results_of(check)
    assert results[0].outcome is Outcome.GRADER
    with pytest.raises(GraderFault, match="no data"):
        exercise.score()


@pytest.mark.parametrize(
    "refused",
    [KeyError, lambda name: KeyError(f"no {name}"), lambda name: KeyError(f"no {name!r}")],
)
@pytest.mark.parametrize("name", ["day", "it's", "a\\b", "a\nb", "\"'\0"])
def test_a_message_names_something_as_str_or_as_repr_writes_it(name, refused):
    def refuses(asked):
        raise refused(asked)

    raises(KeyError, refuses, name, naming=name)
    with pytest.raises(Wrong, match="must refuse"):
        raises(KeyError, refuses, name, naming=name + "?")


def test_a_property_reports_the_smallest_input_that_fails():
    exercise = Exercise("demo", "compression", section="x")

    def drops_nines(a):
        return a[a != 9]

    @exercise.property("comes back", points=1, a=arrays(st.integers(0, 20)))
    def comes_back(a):
        same_array(run(drops_nines, a), a)

    (result,) = exercise.run()
    assert result.outcome is Outcome.WRONG
    assert result.given == "drops_nines([9] (int64))"


def test_a_property_that_fails_lets_go_of_its_examples():
    """Of what the grader sees, each may be a mapping of shared memory: hundreds of them use up a
    process's open files."""
    seen = weakref.WeakSet()

    class Column:
        pass

    exercise = Exercise("x", "lab", section="s")

    @exercise.property(
        "fails and is shrunk", examples=200, values=arrays(st.integers(0, 1000), min_size=1)
    )
    def shrinks(values):
        column = Column()
        seen.add(column)
        counted.append(len(seen))
        if values.max() > 300:
            raise Wrong("too large")

    counted: list[int] = []
    exercise.run()
    assert len(counted) > 20 and max(counted) < 10


def test_a_property_grows_from_the_course_seed(monkeypatch):
    def inputs():
        seen = []
        exercise = Exercise("demo", "compression", section="x")
        exercise.property("seen", examples=20, number=st.integers())(
            lambda number: seen.append(number)
        )
        exercise.run()
        return seen

    public = inputs()
    assert public == inputs()
    monkeypatch.setenv("COURSE_SEED", "autumn")
    assert public != inputs()
    assert seed("a") != seed("b")


def test_a_property_draws_the_same_whatever_else_is_imported(tmp_path):
    (tmp_path / "full_of_numbers.py").write_text("NUMBERS = [123456789, 987654321, 5550123]\n" * 50)
    code = """
from hypothesis import strategies as st
from warehouse.checks import Exercise
seen = []
exercise = Exercise("demo", "compression", section="x")
exercise.property("seen", examples=60, number=st.integers())(lambda number: seen.append(number))
exercise.run()
print(seen)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    drawn = {
        subprocess.run(
            [sys.executable, "-c", first + code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for first in ("", "import full_of_numbers\n")
    }
    assert len(drawn) == 1 and "[]" not in drawn


@pytest.mark.parametrize("while_drawing", [True, False])
def test_a_limit_that_falls_while_a_failure_is_shrunk_leaves_the_failure(while_drawing):
    exercise, failures = Exercise("demo", "compression", section="Run-length encoding"), []

    def limit_falls_at(here: bool) -> None:
        if here and len(failures) == 3:
            limits.alarm.rang = True
            raise OverLimit

    def drawn(number: int) -> int:
        limit_falls_at(while_drawing)
        return number

    number = st.integers(0, 10**6)
    pairs = st.lists(st.tuples(number.map(drawn), number), min_size=2, max_size=4)

    @exercise.property("small numbers", points=2, examples=50, pairs=pairs)
    def small(pairs):
        limit_falls_at(not while_drawing)
        if sum(map(sum, pairs)) > 3:
            failures.append(pairs)
            raise Wrong("too large", "3 or less", str(pairs), f"small({pairs})")

    (result,) = exercise.run()
    assert len(failures) == 3 and result.outcome is Outcome.WRONG, result.message
    assert result.given == f"small({failures[-1]})"


def test_calls_that_go_together_are_judged_one_by_one():
    def half(a):
        if a == 3:
            raise ValueError("three")
        return a // 2

    got = run_each(half, [(2,), (4,), (3,), (6,)])
    assert [next(got), next(got)] == [((2,), 1), ((4,), 2)]
    with pytest.raises(Raised, match="three") as raised:
        next(got)
    assert raised.value.given == "half(3)"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("len = 5\ndef f(a): return len(a)", "len (int)"),
        ("from numpy import sum as max\ndef f(a): return max(a, [[]])", "max (numpy's)"),
        ("def f(a, list=3): return list(a)", "list (int)"),
        ("def f(a): return len(5)", None),
        ("def f(a): return a.len(5)", None),
        ("def f(a, of=3): return of(a)", None),
    ],
)
def test_a_name_of_pythons_that_means_something_else_is_said(line, said):
    code = compile(line, "<cell 1>", "exec")
    linecache.cache["<cell 1>"] = (len(line), None, line.splitlines(keepends=True), "<cell 1>")
    notebook = {"__name__": "__main__"}
    exec(code, notebook)
    try:
        with pytest.raises(Exception) as caught:
            notebook["f"]([1])
        where = Raised(caught.value, "f([1])").where
    finally:
        del linecache.cache["<cell 1>"]
    assert "of f's cell: def f(a" in where
    if said is None:
        assert "something else" not in where
    else:
        assert f"something else in this notebook: {said}" in where


def test_timed_runs_get_inputs_of_their_own():
    seen, turns = {}, []

    def remembers(turn):
        turns.append(turn)
        if turn not in seen:
            time.sleep(0.002)
            seen[turn] = turn
        return seen[turn]

    with pytest.raises(Wrong, match="too slow"):
        no_slower_than(
            remembers, lambda turn: None, 0.5, "remembers", rounds=2, inputs=lambda turn: turn
        )
    assert len(turns) == len(set(turns))
    with pytest.raises(Wrong, match="not right"):
        no_slower_than(lambda turn: 0, lambda turn: time.sleep(0.002), 0.5, "nothing", rounds=2, inputs=lambda turn: turn,
                       right=lambda turn, got: same(got, turn))  # fmt: skip


def test_a_score_is_a_number_to_nbgrader_and_data_to_the_report():
    exercise, _ = results_of(lambda: None, lambda: same(1, 2))
    bundle = exercise.score()._repr_mimebundle_()
    assert bundle["text/plain"] == "2"
    assert [c["earned"] for c in bundle[MIME]["checks"]] == [2, 0]
    assert "Run-length encoding" in bundle["text/html"]


def test_examples_raise_without_a_traceback_and_say_not_started():
    def stub(a):
        raise NotImplementedError

    exercise = Exercise("demo", "compression", section="x")
    exercise.check("one")(lambda: run(stub, 1))
    with pytest.raises(ChecksFailed, match="Not started yet"):
        exercise.examples()


def test_examples_that_pass_say_what_is_graded_besides(capsys):
    exercise = Exercise("demo", "compression", section="x", graded="empty columns")
    exercise.check("one")(lambda: None)
    exercise.examples()
    assert "Graded beyond them: empty columns" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("got", "expected", "words"),
    [
        ([1, 2], np.array([1, 2]), "must be a numpy array"),
        (None, np.array([1]), "must be a numpy array"),
        (np.array([1.0]), np.array([1]), "dtype"),
        (np.array([1, 2]), np.array([1]), "shape"),
        (np.array([1, 3]), np.array([1, 2]), r"1 of 2 places, first at \[1\]"),
        (np.array([-0.0]), np.array([0.0]), "differs"),
    ],
)
def test_same_array_tells_what_is_wrong(got, expected, words):
    with pytest.raises(Wrong, match=words):
        same_array(got, expected)


def test_same_array_compares_floats_by_bits():
    same_array(np.array([np.nan, -0.0]), np.array([np.nan, -0.0]))


def test_an_object_that_claims_to_be_equal_to_everything_is_refused():
    class Chameleon(np.ndarray):
        def __eq__(self, other):
            return np.ones(3, bool)

    with pytest.raises(Wrong):
        same_array(np.arange(3).view(Chameleon), np.zeros(3, int))
    with pytest.raises(Wrong):
        same(True, 1)


def test_fields_wants_the_record_asked_for():
    with pytest.raises(Wrong, match="RunLength was asked for"):
        fields((1, 2), RunLength)
    with pytest.raises(Wrong):
        fields(None, RunLength)


def test_run_notices_an_argument_that_was_changed():
    def sorts(a):
        a.sort()
        return a

    with pytest.raises(Wrong, match="changed its argument 1 in place"):
        run(sorts, np.array([2, 1]))


def test_raises_wants_the_right_exception_with_the_right_words():
    def refuses(a):
        raise ValueError("column 'x' is bad")

    raises(ValueError, refuses, 1, naming="'x'")
    with pytest.raises(Wrong):
        raises(TypeError, refuses, 1)
    with pytest.raises(Wrong):
        raises(ValueError, refuses, 1, naming="'y'")
    with pytest.raises(Wrong, match="must refuse"):
        raises(ValueError, lambda a: a, 1)


def test_same_array_compares_dates_by_bits():
    days = np.array(["2026-01-02", "NaT"], "datetime64[D]")
    same_array(days.copy(), days)
    with pytest.raises(Wrong, match="differs in 1 of 2 places"):
        same_array(days[[0, 0]], days)


def test_same_table_looks_at_both_columns_of_one_name():
    def table(second):
        return pa.table([pa.array([1, 2]), pa.array(second)], ["n", "n"])

    same_table(table([3, 4]), table([3, 4]))
    with pytest.raises(Wrong, match="column n differs, first in row 1"):
        same_table(table([3, 5]), table([3, 4]))


def test_same_table_shows_moments_that_python_cannot_hold():
    moments = [pa.table({"at": pa.array([at], pa.timestamp("ns"))}) for at in (1, 2)]
    with pytest.raises(Wrong) as caught:
        same_table(*moments)
    assert caught.value.got.startswith("1 (")
    far = [pa.table({"at": pa.array([2**62 + at], pa.timestamp("s"))}) for at in (1, 2)]
    with pytest.raises(Wrong, match="first in row 0"):
        same_table(*far)


def test_same_table_names_the_column_and_the_row():
    table = pa.table({"a": [1, 2, 3], "b": pa.array([float("nan"), None, 1.0])})
    same_table(table, table)
    with pytest.raises(Wrong, match="column b differs, first in row 2"):
        same_table(table.set_column(1, "b", pa.array([float("nan"), None, 2.0])), table)
    with pytest.raises(Wrong, match="an Arrow table"):
        same_table({"a": 1}, table)


def test_bars():
    at_most(1.0, 1.0, "size")
    with pytest.raises(Wrong, match="above the bar"):
        at_most(1.1, 1.0, "size")
    with pytest.raises(Wrong):
        at_most(float("nan"), 1.0, "size")


def test_speed_is_a_ratio():
    def slow():
        time.sleep(0.1)

    def fast():
        time.sleep(0.001)

    assert no_slower_than(fast, slow, 0.5, "fast", rounds=1) > 1
    with pytest.raises(Wrong, match="too slow"):
        no_slower_than(slow, fast, 0.5, "slow", rounds=3)


def test_a_report_reads_well_and_escapes():
    exercise, _ = results_of(lambda: same("<b>", "<i>"))
    data = exercise.score()._repr_mimebundle_()[MIME]
    assert "&lt;b&gt;" in report.html(data)
    assert "<b>'" not in report.html(data)
    text = report.text(data)
    for word in ("wrong", "expected", "got", "section 'Run-length encoding'"):
        assert word in text


def test_a_librarys_own_not_implemented_is_an_error_and_not_a_stub():
    class ArrowNotImplemented(NotImplementedError):
        pass

    def asks_too_much(a):
        raise ArrowNotImplemented("no such kernel")

    assert outcome(lambda: run(asks_too_much, 1))[0] is Outcome.ERROR


def test_raises_takes_a_subclass_of_what_was_asked():
    def refuses(a):
        raise UnicodeDecodeError("utf-8", b"x", 0, 1, "bad")

    raises(ValueError, refuses, 1)


def test_a_stub_is_seen_at_once_in_a_property():
    calls_made = []

    def stub(a):
        calls_made.append(a)
        raise NotImplementedError

    exercise = Exercise("demo", "compression", section="x")
    exercise.property("p", a=st.integers())(lambda a: run(stub, a))
    (only,) = exercise.run()
    assert only.outcome is Outcome.NOT_STARTED
    assert len(calls_made) == 1


def test_what_a_stub_was_asked_is_not_kept_for_the_next(tmp_path, monkeypatch):
    """A grader keeps the inputs of a property. A stub ends the search at the first, on which a
    wrong answer may be right."""
    monkeypatch.setattr(keep, "store", Store(tmp_path))

    def ending_of(answer) -> Outcome:
        exercise = Exercise("demo", "compression", section="Run-length encoding")

        @exercise.property("the sum", points=1, a=arrays(st.integers(0, 9)))
        def total(a):
            same(run(answer, a), int(a.sum()))

        return exercise.run()[0].outcome

    def stub(a):
        raise NotImplementedError

    order = [stub, lambda a: 0, lambda a: int(a.sum()), lambda a: 0, stub]
    expected = [
        Outcome.NOT_STARTED,
        Outcome.WRONG,
        Outcome.PASSED,
        Outcome.WRONG,
        Outcome.NOT_STARTED,
    ]
    assert [ending_of(answer) for answer in order] == expected
    assert list(tmp_path.iterdir())  # something is kept, once an answer has seen it all


def test_what_a_timed_call_raises_over_there_is_the_students_error():
    """It is not called through ``run``; in the grader it comes from the student's process and says
    so."""

    class StudentDied(Exception):
        where_text = ", in line 3 of f's cell: exit()"

    exercise = Exercise("x", "lab", section="s")

    @exercise.check("fast")
    def fast():
        raise StudentDied("the Python process ended in this call")

    @exercise.check("fast too")
    def stub():
        raise NotImplementedError("not started")

    ended, not_started = exercise.run()
    assert ended.outcome is Outcome.ERROR and ended.message.endswith(
        "in line 3 of f's cell: exit()"
    )
    assert not_started.outcome is Outcome.NOT_STARTED


ALIKE = [
    (np.int64(3), 3),
    ([np.int32(1), 2], [1, 2]),
    ({"b": 1, "a": [None]}, {"a": [None], "b": 1}),
    ({np.int64(7): np.float64(0.5)}, {7: 0.5}),
    ((1, "x", b"y"), (1, "x", b"y")),
    (float("nan"), float("nan")),
    ({1, np.int64(2)}, {1, 2}),
    (RunLength(np.arange(2), np.arange(2)), RunLength(np.arange(2), np.arange(2))),
    ([{"t": pa.table({"x": [1]})}], [{"t": pa.table({"x": [1]})}]),
    (np.bool_(True), True),
]

DIFFERENT = [
    (1, True, ""),
    (1.0, 1, ""),
    (-0.0, 0.0, ""),
    ("1", 1, ""),
    ([1, 2], (1, 2), ""),
    ([1, 2, 4], [1, 2, 3], ", first at [2]"),
    ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, ", first at ['a'][1]['b']"),
    ({"a": 1}, {"b": 1}, ""),
    ({True: 1}, {1: 1}, ""),
    ({1, 2}, {1, 3}, ""),
    ((np.arange(2), np.arange(2)), RunLength(np.arange(2), np.arange(2)), ""),
    (
        RunLength(np.arange(2), np.ones(2)),
        RunLength(np.arange(2), np.zeros(2)),
        ", first at .lengths",
    ),
    (None, [], ""),
    ([pa.table({"x": [1]})], [pa.table({"x": [2]})], ", first at [0]"),
]


@pytest.mark.parametrize("got, expected", ALIKE)
def test_plain_data_that_are_the_same(got, expected):
    same(got, expected)


@pytest.mark.parametrize("got, expected, where", DIFFERENT)
def test_plain_data_that_differ_say_where(got, expected, where):
    with pytest.raises(Wrong) as caught:
        same(got, expected, "the plan")
    assert caught.value.message == f"the plan is not right{where}"


def test_the_order_of_keys_counts_where_it_is_asked_for():
    same({"b": 1, "a": 2}, {"a": 2, "b": 1})
    with pytest.raises(Wrong):
        same({"b": 1, "a": 2}, {"a": 2, "b": 1}, ordered=True)


class SaysItIsEqual(str):
    def __eq__(self, other):
        raise AssertionError("a student's object was asked")

    __hash__ = str.__hash__
    __bool__ = __len__ = __iter__ = __eq__


@pytest.mark.parametrize("expected", ["a", ["a"], {"a": 1}, {"a"}, ("a",)])
def test_no_object_of_a_students_is_asked(expected):
    odd = SaysItIsEqual("a")
    made = {str: odd, list: [odd], dict: {odd: 1}, set: {odd}, tuple: (odd,)}[type(expected)]
    with pytest.raises(Wrong):
        same(made, expected)


def test_an_expectation_that_is_no_plain_data_is_the_tests_own_fault():
    with pytest.raises(TypeError, match="no plain data"):
        same([1], [object()])


def test_what_is_expected_and_what_came_never_look_alike():
    long = list(range(500))
    for got, expected in (
        ([*long[:250], -1, *long[251:]], long),
        (["a" * 1000 + "b"], ["a" * 1000 + "c"]),
        ("a" * 500 + "b" + "a" * 500, "a" * 1001),
        ([np.float64(1.0)], [1]),
        (SaysItIsEqual("a"), "a"),
    ):
        with pytest.raises(Wrong) as caught:
            same(got, expected)
        assert caught.value.expected != caught.value.got


class Busy(host.Host):
    """A machine on which so many seconds of every second go to waiting for a processor."""

    def __init__(self, share: float):
        self.share = share

    def waited(self) -> float:
        return self.share * time.monotonic()


def works(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_what_was_waited_for_a_processor_is_not_counted():
    with host.hosted_by(Busy(0.75)), time_limit(0.2):
        works(0.5)
    with host.hosted_by(Busy(0.0)), pytest.raises(OverLimit), time_limit(0.2):
        works(0.5)


def test_a_limit_holds_however_busy_the_machine_is_said_to_be():
    with host.hosted_by(Busy(1.0)), pytest.raises(OverLimit), time_limit(0.1):
        works(0.1 * (MOST_WAITED + 4))


def test_a_check_that_runs_out_of_memory_is_over_a_limit_and_no_fault_of_the_graders():
    exercise = Exercise("x", "compression", section="s")

    @exercise.check("a column of nothing that says it is long", points=1)
    def long():
        raise MemoryError("malloc of size 99 failed")

    (result,) = exercise.run()
    assert result.outcome is Outcome.OVER_LIMIT and "memory" in result.message
