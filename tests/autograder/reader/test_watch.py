"""``course watch``: a save is answered, whatever was saved, and nothing of the reader's is touched."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jupytext
import nbformat
import pexpect
import pytest
from rich.console import Console

from autograder import paths
from autograder.reader.attempts import Attempts
from autograder.reader.screen import Screen
from autograder.reader.watching import Watch, serve
from conftest import RIGHT_RLE, released, set_cell

PATIENCE = 60  # seconds for what takes one or two on a quiet machine
NO_COUNT = RIGHT_RLE.replace("append=len(a)", "append=len(a) + 1")
ENDLESS = RIGHT_RLE.replace("    bits =", "    while True:\n        pass\n    bits =")
COURSE = Path(sys.executable).parent / "course"


def save(folder: Path, cell: str, source: str) -> Path:
    path = folder / "compression.ipynb"
    nb = nbformat.read(path, as_version=4) if path.exists() else released()
    nbformat.write(set_cell(nb, cell, source), path)
    return path


@pytest.fixture(scope="module")
def attempts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reader")
    nbformat.write(released(), folder / "compression.ipynb")
    with Attempts("compression", folder) as made:
        yield made


@pytest.fixture
def watched(attempts):
    """Run steps beside a watch: each a function to call, and a condition on the watch and on whether its
    run has ended, to wait for. Returns the watch and all that it showed."""
    save(attempts.folder, "rle", _stub("rle"))
    attempts.script.unlink(missing_ok=True)

    def run(*steps: tuple[Callable, Callable]) -> tuple[Watch, str]:
        return asyncio.run(_steps(attempts, steps))

    return run


def _stub(cell: str) -> str:
    return next(it for it in released().cells if it["id"] == cell).source


async def _steps(attempts: Attempts, steps: tuple) -> tuple[Watch, str]:
    told: asyncio.Queue = asyncio.Queue()
    console = Console(record=True, width=200, file=io.StringIO())
    watch = Watch(
        attempts, Screen(console, keys=False), lambda watch, ended: told.put_nowait(ended)
    )
    serving = asyncio.create_task(serve(watch, keys=False))
    try:
        for do, until in ((lambda: None, lambda watch, ended: ended), *steps):
            do()
            ended = None
            while ended is None or not until(watch, ended):
                next_one = asyncio.ensure_future(told.get())
                either = {next_one, serving}  # a watch that ends tells nothing any more
                await asyncio.wait(either, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
                if serving.done():
                    next_one.cancel()
                    break
                assert next_one.done(), "the watch told nothing"
                ended = next_one.result()
    finally:
        watch.over.set()
        await serving
    return watch, console.export_text()


def test_the_first_check_that_fails_is_shown_as_check_shows_it(attempts, watched):
    watch, shown = watched(
        (lambda: save(attempts.folder, "rle", NO_COUNT), lambda w, ended: ended),
    )
    it = watch.standings["rle"]
    assert it.state == "wrong" and it.failure["outcome"] == "wrong" and not it.graded
    for words in (
        "(example)",
        "given:",
        "expected:",
        "got:",
        "read:",
        "chapter 'compression', section 'Run-length encoding'",
    ):
        assert words in shown
    assert "shown after" in shown and "1. Run-length encoding" in shown


def test_a_graded_check_is_shown_with_its_sentence_of_the_task(attempts, watched):
    wrong = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")
    watch, shown = watched((lambda: save(attempts.folder, "rle", wrong), lambda w, ended: ended))
    it = watch.standings["rle"]
    assert (it.points, it.graded, it.failure["name"]) == (9, True, "empty")
    assert "(graded check)" in shown and "task:" in shown and "9 of 10 points" in shown
    assert it.hints, "the misconception's hint lies behind the key"
    watch.on_key("h")
    assert it.hints[0][:20] in watch.screen.console.export_text()


def test_only_what_changed_is_run_and_a_stub_is_not_started(attempts, watched):
    ran: list[list[str]] = []
    whole, attempts.run = (
        attempts.run,
        lambda work, todo, tell: ran.append(todo) or whole(work, todo, tell),
    )
    try:
        watch, _ = watched(
            (lambda: save(attempts.folder, "rle", RIGHT_RLE), lambda w, ended: ended),
            (
                lambda: save(attempts.folder, "delta", "def delta_encode(a):\n    return 1"),
                lambda w, ended: ended and w.standings["delta"].state,
            ),
            (
                lambda: save(attempts.folder, "delta", _stub("delta")),
                lambda w, ended: w.standings["delta"].state == "not started",
            ),
        )
    finally:
        del attempts.run
    assert ran == [["rle"], ["delta"]]
    assert watch.standings["rle"].passed and watch.standings["delta"].points == 0


def test_an_endless_loop_stops_at_its_limit_and_a_save_ends_it_at_once(attempts, watched):
    def stopped(watch: Watch, ended: bool) -> bool:
        it = watch.standings["rle"]
        return bool(it.failure) and it.failure["outcome"] == "over a limit"

    watch, _ = watched(
        (lambda: save(attempts.folder, "rle", ENDLESS), stopped),
        # its graded checks are still going on
        (
            lambda: save(attempts.folder, "rle", RIGHT_RLE),
            lambda w, ended: ended and w.standings["rle"].state,
        ),
    )
    assert watch.standings["rle"].passed


def test_a_loop_outside_of_any_function_stops_too(attempts, watched, monkeypatch):
    monkeypatch.setattr("autograder.reader.own_runner.OWN_SECONDS", 1.0)
    with Attempts("compression", attempts.folder) as quick:
        save(quick.folder, "rle", f"{RIGHT_RLE}\nwhile True:\n    pass\n")
        watch, shown = asyncio.run(_steps(quick, ()))
    assert "ran longer than 1 s" in shown
    assert watch.standings["rle"].passed, "what was defined before the loop is graded"


def test_half_a_file_is_said_and_waited_for(attempts, watched):
    path = attempts.notebook
    text = path.read_text()
    watch, shown = watched(
        (lambda: path.write_text(text[:1000]), lambda w, ended: "at the moment" in w.words),
        (lambda: save_text(path, text, RIGHT_RLE), lambda w, ended: w.standings["rle"].passed),
    )
    assert "compression.ipynb is not a notebook at the moment" in shown


def save_text(path: Path, text: str, answer: str) -> None:
    path.write_text(text)
    save(path.parent, "rle", answer)


def test_a_paired_script_is_taken_and_brought_home(attempts, watched):
    nb = nbformat.read(attempts.notebook, as_version=4)
    nb.metadata["jupytext"] = {"formats": "ipynb,py:percent"}
    nbformat.write(nb, attempts.notebook)

    def write() -> None:
        jupytext.write(set_cell(nb, "rle", RIGHT_RLE), attempts.script, fmt="py:percent")

    watch, shown = watched((write, lambda w, ended: ended and w.standings["rle"].passed))
    assert "compression.py, shown after" in shown
    cells = nbformat.read(attempts.notebook, as_version=4).cells
    assert RIGHT_RLE.strip() in [cell.source.strip() for cell in cells], "what is handed in"


def test_a_fault_of_the_watchs_own_ends_it_and_is_raised(attempts, watched, monkeypatch):
    def fail(*ignored: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(attempts, "run", fail)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        watched((lambda: save(attempts.folder, "rle", RIGHT_RLE), lambda w, ended: w.over.is_set()))


def test_what_cannot_be_kept_is_said_beside_the_result(attempts):
    save(attempts.folder, "rle", RIGHT_RLE)
    watch = Watch(attempts, Screen(Console(record=True, width=200, file=io.StringIO())))
    watch.finished = lambda row: f"{row.score:g} points not kept"

    async def once() -> None:
        watch.begin()
        await watch.running

    asyncio.run(once())
    assert "; 10 points not kept" in watch.screen.console.export_text()


@pytest.mark.parametrize("by", ["key", "signal"])
def test_ctrl_c_in_the_midst_of_a_loop_ends_it_and_leaves_the_notebook(tmp_path, by):
    path = save(tmp_path / "", "rle", ENDLESS)
    before = path.read_bytes()
    typed = pexpect.spawn(
        str(COURSE), ["watch", str(path)], encoding="utf-8", timeout=PATIENCE, dimensions=(40, 120)
    )
    typed.expect("running: 0 of")
    typed.send("l")
    typed.expect("Bit packing.*0 of 15.*not started")
    typed.sendcontrol("c") if by == "key" else os.kill(typed.pid, signal.SIGINT)
    typed.expect("0 of 100 points; your notebook is as you saved it")
    typed.expect(pexpect.EOF)
    typed.close()
    assert typed.exitstatus == 0
    assert path.read_bytes() == before


def test_without_a_terminal_each_result_is_a_text_and_no_keys_are_read(tmp_path):
    path = save(tmp_path, "rle", RIGHT_RLE)
    process = subprocess.Popen(
        [COURSE, "watch", path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    lines = iter(process.stdout.readline, "")
    shown = "".join([next(lines) for _ in range(6)])
    process.send_signal(signal.SIGINT)
    assert "✓ rle 10/10" in shown and "every check passes" in shown and "h hint" not in shown
    assert "10 of 100 points" in "".join(lines)
    assert process.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("words", "completed"), [("course wat", "watch"), ("course grade zo", "zone_maps")]
)
def test_shells_complete_commands_and_labs(words, completed):
    asked = {"_COURSE_COMPLETE": "complete_bash", "COMP_WORDS": words}
    count = str(len(words.split()) - 1)
    done = subprocess.run(
        [COURSE], env=os.environ | asked | {"COMP_CWORD": count}, capture_output=True, text=True
    )
    assert done.stdout.split() == [completed]


def test_the_help_is_grouped_by_who_asks():
    said = subprocess.run([COURSE, "--help"], capture_output=True, text=True).stdout
    heads = ["You read the book and do its labs", "You teach a class", "You write labs"]
    places = [said.index(head) for head in heads]
    assert places == sorted(places) and places[0] < said.index("watch") < places[1]
    assert said.index("│ check") < places[1] < said.index("│ grade")


def test_a_notebook_that_is_not_there_is_one_line_and_exit_code_2(tmp_path):
    (tmp_path / "compression").mkdir()
    done = subprocess.run(
        [COURSE, "watch", tmp_path / "compression"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "compression.ipynb is not there" in done.stderr and len(done.stderr.splitlines()) == 1
    assert paths.released_notebook("compression").exists()
