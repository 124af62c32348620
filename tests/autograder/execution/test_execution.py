"""The two processes of a submission: what passes between them, what the sandbox keeps away, the
same verdicts as in one."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import sys
import threading
import types
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import NamedTuple

import nbformat
import numpy as np
import psutil
import pyarrow as pa
import pytest
from nbgrader.utils import is_grade

from autograder.checking import skeleton_with_tests
from autograder.execution import (
    student_end,
    student_process,
    submission,
    timed_calls,
    usage,
    wire,
)
from autograder.execution.bridge import StudentError, Verb, error_like
from autograder.execution.codec import NotData, Reader, Writer, qualified
from autograder.execution.remote_object import RemoteObject
from autograder.execution.runner import Runner, Settings
from autograder.execution.slots import Slots
from autograder.execution.student_end import StudentEnd
from autograder.execution.submission import MOST_A_CELL, Submission
from autograder.execution.tester_end import TesterEnd
from autograder.execution.tester_main import global_names
from autograder.quality import sampling
from autograder.quality.attack_corpus import reference
from autograder.reports.table import of_notebook
from conftest import RIGHT_RLE, needs_sandbox, sample_seed, set_cell
from warehouse.checks.outcomes import Wrong
from warehouse.compression.records import RunLength
from warehouse.federated_query.federation import SourceGone


def passed(value: object) -> object:
    writer = Writer(lambda thing: ["object"])
    tree = writer.tree(value)
    return Reader([bytearray(buffer) for buffer in writer.buffers], lambda tree: "an object").value(
        tree
    )


@pytest.mark.parametrize(
    "value",
    [
        None, True, -(2**63), 2**64, 10**40, 0.1, -0.0, float("inf"), "naïve \ud800", b"\0", [1, [2]], (1, "a"), {"a": {1: 2}},
        {1, 2}, frozenset({3}), Decimal("1.50"), Fraction(-2**80, 3), slice(1, None, 2), range(3),
    ],
)  # fmt: skip
def test_plain_data_pass_as_they_are(value):
    got = passed(value)
    assert got == value and type(got) is type(value)


@pytest.mark.parametrize("dtype", ["int64", "uint8", "float32", "bool", "<U5", "datetime64[D]"])
def test_arrays_pass_with_dtype_and_shape(dtype):
    array = np.zeros((2, 3), dtype)
    got = passed(array)
    assert got.dtype == array.dtype and got.shape == array.shape and (got == array).all()


def test_an_error_reaches_the_student_as_its_class_or_a_kind_of_it():
    end = StudentEnd(None, {}, str)
    gone = "warehouse.federated_query.federation:SourceGone"
    plain = end.error_from([gone, "builtins:Exception"], "no answer", "")
    kind = end.error_from(["solutions.x:CutOff", gone, "builtins:Exception"], "no answer", "")
    assert type(plain) is SourceGone and type(kind).__name__ == "CutOff"
    assert type(kind).__mro__[1] is SourceGone and str(kind) == str(plain) == "no answer"


def test_records_are_the_courses_own():
    got = passed(RunLength(np.array([1]), np.array([2])))
    assert type(got) is RunLength


def test_a_record_that_the_other_side_does_not_know_has_its_fields():
    class Limit(NamedTuple):
        input: str
        count: int

    got = passed(Limit("scan", 3))
    assert type(got).__name__ == "Limit" and type(got) is not Limit and got._fields == Limit._fields
    assert got.input == "scan" and got == ("scan", 3)
    assert got.count(3) == 1  # what every tuple has stays a tuple's


def test_arrow_passes_as_it_lies_in_memory():
    table = pa.table(
        {"a": pa.array(range(1000)), "t": pa.array([str(i) for i in range(1000)])}
    ).slice(10, 5)
    got = passed(table)
    assert got.equals(table)
    assert got["a"].chunk(0).get_total_buffer_size() == table["a"].chunk(0).get_total_buffer_size()


class AlwaysEqual(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


@pytest.mark.parametrize(
    "value",
    [
        AlwaysEqual(3),
        type("Text", (str,), {})("x"),
        np.ma.array([1]),
        object(),
        type("RunLength", (), {})(),
    ],
)
def test_what_is_not_exactly_data_passes_as_a_reference(value):
    assert passed(value) == "an object"


@pytest.mark.parametrize(
    "tree",
    [
        ["array", "<i8", [10**9], 0, False],
        ["array", "O", [1], 0, False],
        ["int", "f" * 5000],
        ["fraction", "0x1", "0x0"],
        ["record", "RunLength"],
        ["list", ["what"]],
    ],
)
def test_malformed_data_are_refused(tree):
    def unknown(tree):
        raise NotData("unknown")

    with pytest.raises(NotData):
        Reader([bytearray(8)], unknown).value(tree)


@pytest.fixture
def ends():
    """A test's end, and a student's that a thread serves."""
    names: dict = {}
    exec(
        "def double(a): return a * 2\n"
        "def fill(a): a[:] = 7\n"
        "def each(chain): return [item for item in reversed(chain)]\n"
        "def stub(): raise NotImplementedError('not started')\n"
        "def refuse(): raise KeyError('x')\n"
        "def missing(): raise FileNotFoundError('no such block')\n"
        "def opaque(): return object()\n"
        "async def asked(): return 1\n"
        "def one_by_one(): yield 1\n"
        "def call(f): return f(20) + 1\n"
        "def peek(thing): return thing._secret\n"
        'def inner(): return "the notebook\'s own"\n'
        "def part(): return inner()\n",
        names,
    )

    def new_student() -> socket.socket:
        mine, theirs = socket.socketpair()
        student = StudentEnd(theirs, names, lambda error: "in line 1")

        def serve() -> None:
            with contextlib.suppress(wire.Closed):
                while True:
                    student.loop_once()

        threading.Thread(target=serve, daemon=True).start()
        return mine

    end = TesterEnd(new_student)
    yield end
    end.drop()


def applied(function, value):
    return function(value)


def test_a_driver_gets_the_function_of_the_process_that_is_there_now(ends):
    found = ends.names(["refuse", "double"])
    ends.drop()  # as when a call ended the process
    ends.names(["each"])  # in the new one other things have the old numbers
    assert ends.ship(applied, (found["double"], 4)) == 8


def test_a_function_is_called_across(ends):
    double = ends.names(["double"])["double"]
    assert double(21) == 42
    assert (double(np.arange(3)) == [0, 2, 4]).all()


def test_many_calls_go_across_together_up_to_the_first_that_fails(ends):
    double, refuse = ends.names(["double", "refuse"]).values()
    assert ends.each(double, [(1,), ("a",)]) == [(2, None), ("aa", None)]
    (_, error), *rest = ends.each(refuse, [(), ()])
    assert isinstance(error, KeyError) and not rest


@pytest.mark.parametrize("bytes_", [100, wire.SHARED_FROM, 3 << 20])
def test_buffers_pass_through_the_socket_and_through_sealed_memory(bytes_):
    mine, theirs = socket.socketpair()
    sent = [np.arange(bytes_, dtype=np.uint8).tobytes(), b"", b"end", b""]
    thread = threading.Thread(target=wire.send, args=(mine, ["x", 1], sent))
    thread.start()
    header, got = wire.receive(theirs)
    thread.join()
    assert header == ["x", 1] and list(map(bytes, got)) == sent
    got[0][0] = 9  # the receiver's own
    if got.untouched:
        assert bytes(got.untouched[0]) == sent[0]
        with pytest.raises(TypeError):
            got.untouched[0][0] = 9


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="this system has no memory files")
@pytest.mark.parametrize(
    "seals", [0, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW] if hasattr(fcntl, "F_SEAL_GROW") else [0]
)
def test_memory_that_could_change_later_is_refused(seals):
    mine, theirs = socket.socketpair()
    file = os.memfd_create("x", os.MFD_ALLOW_SEALING)
    os.write(file, bytes(64))
    fcntl.fcntl(file, fcntl.F_ADD_SEALS, seals)
    mine.sendall(wire._SIZES.pack(2, 1, 10, True) + wire._LENGTH.pack(64) + b"[]")
    socket.send_fds(mine, [b"."], [file])
    with pytest.raises(wire.Malformed, match="not sealed"):
        wire.receive(theirs)


def test_changes_in_place_come_back(ends):
    large = np.zeros(1 << 18, np.int64)  # in shared memory
    ends.names(["fill"])["fill"](large)
    assert (large == 7).all()

    array = np.zeros(3, np.int64)
    ends.names(["fill"])["fill"](array)
    assert (array == 7).all()


def test_an_argument_that_is_changed_while_it_is_handed_over_is_refused(ends, monkeypatch):
    kept = student_end._SERVED[Verb.KEEP]

    def emptied(self, values):
        values[0][...] = 0
        return kept(self, values)

    monkeypatch.setitem(student_end._SERVED, Verb.KEEP, emptied)
    judges = np.ones(5, np.int64)
    with pytest.raises(StudentError, match="came back changed"):
        ends.request([Verb.KEEP], (judges,))
    assert judges.tolist() == [1] * 5


def test_handing_over_takes_no_more_off_the_time_than_passing_takes(ends, monkeypatch):
    # seconds: the run begun, the handing over begun, answered, taken in, the run at its end
    clock = iter([0.0, 0.0, 3.0, 3.0, 3.0])
    busy = iter([0.0, 0.01])  # this side's processor: begun, on its way
    monkeypatch.setattr(timed_calls.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(timed_calls.time, "thread_time", lambda: next(busy))
    with ends.timed.run(once=False):
        ends.timed._left_there(np.zeros(1_000_000, np.int64))
    assert 0.01 < ends.timed._passing < 0.03


def stream_of(array: pa.Array, compression: str | None) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(sink, pa.schema([("x", array.type)]), options=options) as stream:
        stream.write_batch(pa.record_batch([array], names=["x"]))
    return sink.getvalue()


@pytest.mark.parametrize(
    "array",
    [pa.array([0] * 1000), pa.array(["a", "b"] * 500).dictionary_encode(), pa.array([[1]] * 9)],
    ids=["numbers", "dictionary", "lists"],
)
@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
def test_a_compressed_stream_is_not_unpacked(array, compression):
    schema = pa.schema([("x", array.type)]).serialize()
    reader = Reader([schema, stream_of(array, compression)], lambda tree: None)
    column = ["column", False, 0, [["ipc", 1]]]
    if compression is None:
        assert reader.value(column).equals(array)
    else:
        with pytest.raises(NotData, match="compressed"):
            reader.value(column)


@pytest.mark.parametrize(
    ("ran", "waited", "late"),
    [
        (0.001, 0.0, 0.004),  # somebody was at work, nobody knows who
        (0.001, 0.005, 0.0),
        (0.006, 0.005, 0.004),  # it waited for the student's process, which was at work
        (0.001, 1.0, 0.0),
        (0.0, 0.0, 0.0),  # where the system does not say
    ],
)
def test_work_is_put_off_where_the_students_process_was_at_work(ends, ran, waited, late):
    """A timed run of 1 ms, and a fetch of 5 where 1 is due."""
    ends.timed.waits = SimpleNamespace(ran=lambda: ran)
    ends.timed._ran_before, ends.timed._at_work = 0.0, 0.001
    assert ends.timed._late(0.005, waited, 0.001) == pytest.approx(late)


def test_exceptions_keep_their_names(ends):
    found = ends.names(["stub", "refuse"])
    with pytest.raises(NotImplementedError):
        found["stub"]()
    with pytest.raises(KeyError) as caught:
        found["refuse"]()
    assert isinstance(caught.value, StudentError) and caught.value.where_text == "in line 1"


def test_an_error_of_the_system_that_the_students_code_raises_is_no_death(ends):
    found = ends.names(["missing", "call", "double"])

    def late(value):
        raise TimeoutError("the store does not answer")

    for function, args, kind in (
        (found["missing"], (), FileNotFoundError),
        (found["call"], (late,), TimeoutError),
    ):
        with pytest.raises(kind) as caught:
            function(*args)
        assert isinstance(caught.value, StudentError)
    assert ends.generation == 1 and found["double"](4) == 8  # still the same process


@pytest.mark.parametrize(
    "names",
    [
        ["Wrong", "AssertionError", "Exception"],
        ["DataError", "CourseError", "Exception"],
        ["\0", "Exception"],
        [],
    ],
)
def test_a_students_exception_is_never_one_that_the_checks_speak_with(names):
    error = error_like(names, "text")
    assert isinstance(error, StudentError) and not isinstance(error, Wrong)


def test_classes_of_two_labs_with_one_name_stay_two(monkeypatch):
    """Two labs have a ``Query`` each, two an ``Edge``; two exceptions may come to share a name."""
    from warehouse.federated_query import federation
    from warehouse.managed_storage import objects
    from warehouse.snapshot_isolation import records
    from warehouse.table_optimization import joingraph, workload

    query = workload.week(1)[0]
    assert type(passed(query)) is workload.Query and passed(query) == query
    assert passed(query).joins == query.joins
    assert workload.Query is not federation.Query and joingraph.Edge is not records.Edge
    anew = type("AlreadyExists", (Exception,), {"__module__": records.__name__})
    monkeypatch.setattr(records, "AlreadyExists", anew, raising=False)
    for mine, other in ((objects.AlreadyExists, anew), (anew, objects.AlreadyExists)):
        error = error_like([qualified(cls) for cls in mine.__mro__], "came first")
        assert isinstance(error, mine) and not isinstance(error, other)


def test_a_record_that_a_notebook_defines_anew_is_the_courses_where_there_is_one_of_its_name():
    mine = type("RunLength", (tuple,), {"_fields": RunLength._fields, "__module__": "__main__"})
    made = passed(tuple.__new__(mine, (np.zeros(1), np.ones(1, np.int64))))
    assert type(made) is RunLength


def test_an_object_of_the_students_says_nothing(ends):
    thing = ends.names(["opaque"])["opaque"]()
    assert isinstance(thing, RemoteObject)
    looks = (bool, len, list, lambda t: t == 1, lambda t: 0 + t.lengths, lambda t: t.size > 1)
    for look in looks:
        with pytest.raises(Wrong, match="data was asked for"):
            look(thing)


@pytest.mark.parametrize(("name", "words"), [("asked", "async def"), ("one_by_one", "yield")])
def test_what_makes_no_data_of_a_result_is_said(ends, name, words):
    with pytest.raises(Wrong, match=words):
        len(ends.names([name])[name]().lengths)


def test_callbacks_and_objects_of_the_tests(ends):
    found = ends.names(["call", "each", "peek"])
    assert found["call"](lambda x: x * 2) == 41

    class Chain(list):
        _secret = "expected"

    assert found["each"](Chain([1, 2, 3])) == [3, 2, 1]
    with pytest.raises(AttributeError):
        found["peek"](Chain())


def test_parts_lent_within_parts_lent_come_and_go_in_order(ends):
    """A scan timed with zone maps beside itself without: the inner part is given back, and the
    outer one is there again."""
    part = ends.names(["part"])["part"]
    ends.lend({"inner": lambda: "outer"})
    ends.lend({"inner": lambda: "inner"})
    assert part() == "inner"
    ends.give_back()
    assert part() == "outer"
    ends.give_back()
    assert part() == "the notebook's own"


def test_global_names_are_found_in_inner_functions():
    assert {"visible", "np"} <= global_names(
        "def f():\n    def g():\n        return visible(np.zeros(1))\n    return g"
    )


PROBE = """
import os, socket, resource, pathlib
found = {
    "uid": os.getuid(), "root": sorted(os.listdir("/")), "environment": sorted(os.environ),
    "processes": [p for p in os.listdir("/proc") if p.isdigit()],
    "capabilities": [line.split()[1] for line in open("/proc/self/status") if line.startswith("Cap")],
}
for name, path in (("solutions", "SOLUTIONS"), ("gradebook", "GRADEBOOK"), ("passwords", "/etc/shadow")):
    found[name] = os.path.exists(path)
for path in ("/x", "/usr/x", "LABS/x", "/etc/x"):
    try:
        open(path, "w"); found[path] = "written"
    except OSError as error:
        found[path] = type(error).__name__
try:
    socket.create_connection(("127.0.0.1", PORT), timeout=2); found["network"] = "connected"
except OSError as error:
    found["network"] = type(error).__name__
children = 0
try:
    for _ in range(200):
        if not os.fork():
            import time; time.sleep(60); os._exit(0)
        children += 1
except OSError:
    pass
found["children"] = children
print(repr(found))
"""


@needs_sandbox
def test_the_sandbox(tmp_path):
    from autograder.paths import AUTOGRADER, LABS, SOLUTIONS

    listening = socket.create_server(("127.0.0.1", 0))
    probe = PROBE.replace("SOLUTIONS", str(SOLUTIONS)).replace(
        "GRADEBOOK", str(AUTOGRADER / "nbgrader_config.py")
    )
    probe = probe.replace("LABS", str(LABS)).replace("PORT", str(listening.getsockname()[1]))
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(probe)])
    with Runner("compression", Settings(cell_seconds=20)) as runner:
        runner.run(nb)
    listening.close()
    found = eval(nb.cells[0].outputs[0].text)
    assert found["uid"] != 0
    assert {int(bits, 16) for bits in found["capabilities"]} == {0}
    assert not (found["solutions"] or found["gradebook"] or found["passwords"])
    assert not {key: value for key, value in found.items() if value == "written"}
    assert found["network"] != "connected"
    assert found["processes"] == ["1"]
    assert found["children"] < 64
    assert "COURSE_SEED" not in found["environment"]


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0, reason="only root has users to give to submissions"
)
def test_graders_side_by_side_share_no_users():
    first, second = Slots(), Slots()
    taken = [first.take(), second.take(), first.take()]
    assert len(set(taken)) == 3
    first.give_back(taken[0])
    assert first.take() == taken[0]
    first.close()
    third = Slots()
    assert third.take() == taken[0]  # a grader that is over holds none
    second.close()
    third.close()


def test_an_interpreter_that_has_loaded_what_a_lab_imports_has_one_thread():
    """A process with more must not be forked. This lab imports most."""
    with Runner("federated_query") as runner:
        runner._prime(skeleton_with_tests("federated_query"))
        assert [
            psutil.Process(one.process.pid).num_threads() for one in runner._interpreters.values()
        ] == [1, 1]


def test_a_message_that_drips_in_is_not_waited_for(monkeypatch):
    mine, theirs = socket.socketpair()
    mine.settimeout(10)
    theirs.sendall(b"abc")
    clock = iter([0.0, 11.0])
    monkeypatch.setattr(wire.time, "monotonic", lambda: next(clock))
    with pytest.raises(wire.Malformed, match="3 of 17 bytes came in time"):
        wire.receive(mine)


def rle_and_bit_packing(rle: str) -> nbformat.NotebookNode:
    nb = skeleton_with_tests("compression")
    set_cell(nb, "rle", rle)
    set_cell(nb, "bit_packing", reference("compression")["bit_packing"])
    cells = [cell["id"] for cell in nb.cells]
    nb.cells = nb.cells[: cells.index("bit_packing-checks") + 1]
    return nb


@pytest.mark.parametrize(
    ("rle", "processes"),
    [
        (
            "import os\ndef rle_encode(a):\n    os._exit(1)\ndef rle_decode(r):\n    os._exit(1)",
            MOST_A_CELL + 5,  # the examples end it twice, and one is for what cells show
        ),
        (
            "def rle_encode(a):\n    return a\ndef rle_decode(r):\n    return r\nwhile True:\n    pass",
            2,
        ),
    ],
    ids=["ends at every call", "does not come to its end"],
)
def test_one_exercise_does_not_use_up_what_the_others_need(monkeypatch, rle, processes):
    started: list[int] = []
    new_student = Submission.new_student
    monkeypatch.setattr(
        Submission, "new_student", lambda self: started.append(1) or new_student(self)
    )
    nb = rle_and_bit_packing(rle)
    with Runner("compression", Settings(cell_seconds=2)) as runner:
        row = of_notebook(runner.run(nb))
    assert row.points["bit_packing"] == row.most["bit_packing"]
    assert row.points["rle"] == 0
    assert len(started) <= processes


EXITS = "def {}(*given):\n    import os\n    os._exit(1)"
EXITS_ON_SLICES = f"""{EXITS.format("aggregated")}

def two_phase_aggregate(cluster, table, group_by, aggregates):
    return cluster.fetch([cluster.run(part.slice, aggregated, part) for part in cluster.parts(table.name)])[0]"""


#: Other exercises that once cost a right answer to ``redistribute_skewed`` its points: one a day.
OTHERS = {
    "one that copies": {"detach": "def detach(table):\n    return table.combine_chunks()"},
    "one that ends its process": {"distribute": EXITS.format("distribute")},
    "one that ends its slices": {"two_phase_aggregate": EXITS_ON_SLICES},
}


@pytest.mark.parametrize("others", sampling.some(OTHERS, 1, sample_seed()))
def test_a_right_exercise_keeps_its_points_whatever_the_others_are(others):
    """All other exercises are stubs but the one that is given. (Nested parts in zone_maps once cost one
    its points too: ``test_parts_lent_within_parts_lent_come_and_go_in_order``.)"""
    lab, exercise, others = "distribution", "redistribute_skewed", OTHERS[others]
    nb = skeleton_with_tests(lab)
    for name, code in {exercise: reference(lab)[exercise], **others}.items():
        set_cell(nb, name, code)
    tested = [f"{name}-checks" for name in (exercise, *others)]
    nb.cells = [
        cell
        for cell in nb.cells
        if cell.cell_type == "code" and (cell.id in tested or not is_grade(cell))
    ]
    with Runner(lab, Settings()) as runner:
        runner.run(nb)
    row = of_notebook(nb)
    assert row.points[exercise] == row.most[exercise]


@pytest.mark.parametrize("sleeps", ["time.sleep(600)", "!ls\n%time time.sleep(600)"])
def test_what_an_interrupted_cell_had_defined_is_there_in_every_process_after_it(sleeps):
    """An experiment that takes minutes, left below an answer: the answer counts, though later the
    process ends. (%time swallows the interrupt.)"""
    nb = skeleton_with_tests("compression")
    after = "" if "%time" in sleeps else "\nrle_encode = None"
    set_cell(nb, "rle", f"{RIGHT_RLE}\n\nimport time\n{sleeps}{after}")
    kill = nbformat.v4.new_code_cell("import os\nos._exit(1)", id="kill")
    nb.cells = (
        [cell for cell in nb.cells if cell.id in ("setup", "rle")]
        + [kill]
        + [c for c in nb.cells if c.id == "rle-checks"]
    )
    with Runner("compression", Settings(cell_seconds=1)) as runner:
        row = of_notebook(runner.run(nb))
    assert row.points["rle"] == 10


def test_behind_its_deadline_no_cell_runs_and_none_runs_again(monkeypatch):
    """Each that was interrupted there ended its process, and the next ran all the others again."""
    monkeypatch.setattr(submission, "MOST_WAITED", 0)  # a busy machine would put the deadline off
    late = ["import time\ntime.sleep(60)", *["print('ran')"] * 30]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in late])
    with Runner("compression", Settings(submission_seconds=0.1)) as runner:
        runner.run(nb)
    said = [[output.get("evalue", output.get("text")) for output in c.outputs] for c in nb.cells]
    assert said[1:] == [["the submission ran longer than 0.1 s"]] * 30


def test_a_setup_whose_process_is_gone_once_is_run_again(monkeypatch):
    """Whatever ended it: without it nothing is defined, and all points would be lost."""
    nb = skeleton_with_tests("compression")
    set_cell(nb, "rle", RIGHT_RLE)
    nb.cells = [cell for cell in nb.cells if cell.id in ("setup", "rle", "rle-checks")]
    run, ended = student_process.StudentProcess.run, []

    def once(self, source, *rest):
        if source == nb.cells[0].source and not ended:
            ended.append(self.child.kill())
        return run(self, source, *rest)

    monkeypatch.setattr(student_process.StudentProcess, "run", once)
    with Runner("compression", Settings()) as runner:
        row = of_notebook(runner.run(nb))
    assert ended and row.points["rle"] == 10 and not nb.cells[0].outputs


def test_memory_that_is_read_wrong_once_ends_nothing(monkeypatch):
    read = iter([9 << 30, 1 << 20])
    monkeypatch.setattr(usage, "used", lambda *asked: next(read, 1 << 20))
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('here')")])
    with Runner("compression", Settings()) as runner:
        runner.run(nb)
    assert [output.get("text") for output in nb.cells[0].outputs] == ["here\n"]
    assert next(read, None) is None


def test_what_cells_showed_before_the_first_test_stays_where_there_is_no_time_to_show_it_again(
    monkeypatch,
):
    end_all = Submission._end_all

    def late(self):
        end_all(self)
        self._over = True

    monkeypatch.setattr(Submission, "_end_all", late)
    nb = skeleton_with_tests("compression")
    set_cell(nb, "rle", f"{RIGHT_RLE}\nprint('before')")
    behind = nbformat.v4.new_code_cell("print('behind')", id="behind")
    nb.cells = [cell for cell in nb.cells if cell.id in ("setup", "rle", "rle-checks")] + [behind]
    with Runner("compression") as runner:
        runner.run(nb)
    said = {c.id: [out.get("evalue", out.get("text")) for out in c.outputs] for c in nb.cells}
    assert said["rle"] == ["before\n"]
    assert said["behind"] == ["not shown: the submission ran longer than 300 s"]


def test_the_way_is_measured_anew_after_each_race():
    """One that was taken too long, in a busy moment, is taken off every run of one race alone."""
    end = types.SimpleNamespace(replied_at=0.0, generation=0)
    answer = RemoteObject(end, 1, "array", "", "held")
    end.request = lambda asked: None
    end.request_weighed = lambda asked, most: (1, 8)
    calls = timed_calls.TimedCalls(end, usage.Waits())
    calls._trip, calls._last_result = 0.0004, answer
    assert calls.result(looked_at=True)[0] == 1
    assert calls.trip() < 0.0004
