"""What test processes keep for each other: data, in a folder that is nobody else's, and that no run
leaves behind."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import nbformat
import numpy as np
import pyarrow as pa
import pytest

from autograder import paths
from autograder.checking import skeleton_with_tests
from autograder.execution.kept import NotKeptError, PrivateFolder, Store
from autograder.execution.runner import GraderFaultError, Runner, Settings
from autograder.quality import ordinary_user
from autograder.quality.attack_corpus import WRONG_RLE
from conftest import RIGHT_RLE, WITHOUT_SANDBOX, needs_sandbox, set_cell
from warehouse.compression.records import RunLength

SANDBOXED = [
    pytest.param(True, marks=needs_sandbox, id="sandbox"),
    pytest.param(False, id="without sandbox"),
]


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, pa.Table):
        return one.equals(other)
    if isinstance(one, (list, tuple)):
        return type(one) is type(other) and len(one) == len(other) and all(map(same, one, other))
    return one == other and type(one) is type(other)


@pytest.mark.parametrize(
    "value",
    [
        None, [1, True, 1.0, -0.0, "\ud800", 2**70], {"": 1, "b": [None]}, {1: {"": 2}}, [{"d": Decimal("1.50")}, {"t": (1,)}],
        {"a": (1, [2.5, b"x"])}, np.arange(5, dtype=np.uint8), np.array(["a", "bb"]), np.float32(0.1),
        pa.table({"n": [1, None]}), RunLength(np.array([1]), np.array([2])),
        [pa.table({"t": ["x"]}), np.array([np.nan, -0.0])], [b"", b"abc"],
    ],
)  # fmt: skip
def test_what_is_kept_comes_back_as_it_was(value, tmp_path):
    store = Store(tmp_path)
    assert store.find("a", 1) == ()
    store.add(value, "a", 1)
    (found,) = store.find("a", 1)
    assert same(value, found)


def test_what_is_frozen_is_what_it_was_then_and_may_be_changed_when_it_is_back(tmp_path):
    numbers = np.arange(3)
    frozen = Store(tmp_path).frozen({"a": numbers})
    numbers[0] = 9
    thawed = Store(tmp_path).thawed(frozen)["a"]
    assert thawed.tolist() == [0, 1, 2]
    thawed[:] = 7


def test_what_was_kept_first_stays(tmp_path):
    Store(tmp_path).add("first", "key")
    Store(tmp_path).add("second", "key")
    assert Store(tmp_path).find("key") == ("first",)


@pytest.mark.parametrize(
    "value", [object(), [print], {1: type("Text", (str,), {})("x")}, np.ma.array([1])]
)
def test_what_is_no_data_is_not_kept(value, tmp_path):
    with pytest.raises(NotKeptError, match="only data"):
        Store(tmp_path).add(value, "key")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 8,
        pickle.dumps([1, 2]),
        b"\0" * 16,
        b"\0" * 7 + b"\x02" + b"\0" * 8 + b"[",
        b"\0" * 7 + b"\x01" + b"\xff" * 8 + b"1",
    ],
)
def test_what_is_in_no_form_of_ours_is_refused(data, tmp_path):
    with pytest.raises(NotKeptError):
        Store(tmp_path).thawed(data)


# --- The folder -------------------------------------------------------------------------------------------------------


def class_notebook(rle: str) -> nbformat.NotebookNode:
    return set_cell(nbformat.from_dict(skeleton_with_tests("compression")), "rle", rle)


def rle_points(nb: nbformat.NotebookNode) -> float:
    cell = next(cell for cell in nb.cells if cell.id == "rle-checks")
    return float(cell.outputs[-1].data["text/plain"])


TRY = """
import json, os, sys
got = []
for path in sys.argv[1:]:
    for attempt in (os.listdir, os.stat, lambda path: open(path).close(), lambda path: open(path + "/x", "w").close()):
        try:
            attempt(path)
        except OSError as error:
            got.append(type(error).__name__)
        else:
            got.append("done")
print(json.dumps(got))
"""


@pytest.mark.parametrize("sandboxed", SANDBOXED)
def test_nobody_else_looks_into_the_folder_or_writes_there(sandboxed):
    with Runner("compression", Settings(sandboxed=sandboxed)) as runner:
        files, home = runner._private.files, runner._private.home
        looks = f"import os\nprint(os.path.exists({str(files)!r}), os.listdir('/tmp'))"
        nb = class_notebook(RIGHT_RLE)
        nb.cells.append(nbformat.v4.new_code_cell(looks))
        runner.run(nb)
        assert rle_points(nb) == 10
        kept = [str(path) for path in files.iterdir()]
        assert kept
        if sandboxed:  # the student's own process
            assert (
                nb.cells[-1].outputs[0].text.startswith("False")
                and files.parent.name not in nb.cells[-1].outputs[0].text
            )
        assert files.parent.stat().st_mode & 0o777 == 0o700
        assert files.parent.stat().st_uid == os.geteuid()
        if os.geteuid() == 0:
            stranger = ordinary_user.run(
                "-c", TRY, str(files), str(home), *kept, capture_output=True, text=True, check=True
            )
            assert set(json.loads(stranger.stdout)) == {"PermissionError"}
    assert not files.parent.exists()


class Payload:
    """Unpickled, it leaves a trace beside the file that it came from."""

    def __init__(self, trace: Path):
        self.trace = trace

    def __reduce__(self) -> tuple:
        return os.mkdir, (str(self.trace),)


@pytest.mark.parametrize("sandboxed", SANDBOXED)
def test_a_pickle_in_place_of_what_was_kept_is_not_loaded(sandboxed):
    with Runner("compression", Settings(sandboxed=sandboxed)) as runner:
        assert rle_points(runner.run(class_notebook(RIGHT_RLE))) == 10
        files = runner._private.files
        planted = [path for path in files.iterdir() if path.suffix != ".arrow"]
        assert planted
        for path in planted:
            path.write_bytes(pickle.dumps(Payload(files / "trace")))
        # no verdict, rather than one from what is not ours
        with pytest.raises(GraderFaultError, match="not in its form"):
            runner.run(class_notebook(WRONG_RLE))
        assert not (files / "trace").exists()


HOLD = """
import sys
from autograder.execution.kept import PrivateFolder
folder = PrivateFolder()
(folder.files / "something").write_text("kept")
print(folder.files.parent, flush=True)
sys.stdin.read()
"""


def holder(where: Path) -> tuple[subprocess.Popen, Path]:
    """A process with a private folder, until its input ends; and the folder."""
    environment = os.environ | {
        "TMPDIR": str(where),
        "PYTHONPATH": os.pathsep.join([str(paths.ROOT), str(paths.LABS)]),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    return process, Path(process.stdout.readline().strip())


def test_the_folder_of_a_killed_run_is_removed_by_the_next_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (killed, left), (living, in_use) = holder(tmp_path), holder(tmp_path)
    killed.kill()
    killed.communicate()
    anothers = tmp_path / "course-private-of-another"
    anothers.mkdir()
    if os.geteuid() == 0:
        os.chown(anothers, ordinary_user.UID, ordinary_user.UID)
    link = tmp_path / "course-private-link"
    link.symlink_to(paths.ROOT)
    assert (left / "files" / "something").exists()
    with PrivateFolder() as folder:
        mine = folder.files.parent
        assert mine.exists() and (in_use / "files" / "something").exists()
        assert not left.exists()
        assert anothers.exists() == (os.geteuid() == 0)
        assert link.is_symlink()
    assert not mine.exists()
    living.communicate("")
    assert not in_use.exists()


def test_a_folder_that_is_taken_for_abandoned_before_it_is_locked_is_made_anew(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    from autograder.execution import kept

    locked, made = kept._locked, []

    def late(path: str) -> int | None:
        made.append(path)
        if len(made) == 1:
            os.rmdir(path)
        return locked(path)

    monkeypatch.setattr(kept, "_locked", late)
    with PrivateFolder() as folder:
        assert [str(folder.files.parent)] == made[1:]


@pytest.mark.skipif(bool(WITHOUT_SANDBOX), reason=WITHOUT_SANDBOX or "there is one")
def test_an_interpreter_reads_no_settings_that_lie_in_tmp():
    """Its home is private; the /tmp that a submission has for a home is the sandbox's own."""
    ask = "import os\nprint(os.environ['HOME'], os.path.expanduser('~'), __import__('tempfile').gettempdir())"
    with Runner("compression") as runner:
        environment = (
            Path(f"/proc/{runner._interpreters['student'].process.pid}/environ")
            .read_bytes()
            .split(b"\0")
        )
        assert f"HOME={runner._private.home}".encode() in environment
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(ask)])
        runner.run(nb)
    assert nb.cells[0].outputs[0].text.split() == ["/tmp"] * 3
