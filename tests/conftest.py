"""What several test files share: a course folder of their own to grade in, submissions made from
text, and the choice of tests: those of one lab, and the part of a corpus that is looked at."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nbformat
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from autograder import paths
from autograder.course import build_book
from autograder.execution import sandbox
from autograder.execution.runner import NO_SANDBOX
from autograder.grading.classes import release
from autograder.grading.places import Places
from autograder.quality import sampling
from warehouse import data

#: Why this machine has no sandbox, empty where it has one. Without, submissions of the tests' own
#: run outside of it.
WITHOUT_SANDBOX = sandbox.why_not()
if WITHOUT_SANDBOX:
    os.environ[NO_SANDBOX] = "yes"
needs_sandbox = pytest.mark.skipif(bool(WITHOUT_SANDBOX), reason=WITHOUT_SANDBOX or "there is one")


#: Files in the order in which they are begun, those that take longest first: one of them left for the
#: end would have the others wait. Between the file that builds the book and the others that need it
#: lie some that do not, or these would wait beside it. (``--durations=20`` says what a run took.)
LONGEST = (
    "test_book",
    "test_attacks",
    "test_hub",
    "test_grading",
    "test_new_lab",
    "test_execution",
    "test_answers",
    "test_labs",
    "test_cluster",
    "test_executors",
    "test_commands",
    "test_looks",
    "test_bundle",
    "test_pages",
    "test_watch",
    "test_capstone",
    "test_capstone_checks",
    "test_resume",
    "test_groups",
    "test_sql_box",
    "test_figures",
    "test_print",
    "test_interference",
    "test_mutants",
)
#: Files of long tests that share nothing: each of these tests goes to whoever is free. A file of others
#: stays with one process, which makes what they share once.
APART = ("test_attacks", "test_commands", "test_execution", "test_interference", "test_mutants")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--lab", default="", help="only the tests of this lab")


def pytest_configure(config: pytest.Config) -> None:
    lab = config.getoption("--lab")
    if lab and lab not in paths.labs():
        raise pytest.UsageError(f"there is no lab {lab!r}; the labs are: {', '.join(paths.labs())}")
    config.addinivalue_line("markers", "lab(name): a test of one lab, for --lab")
    # before any other process of the run begins: none may have another date
    os.environ.setdefault(sampling.VARIABLE, sampling.EACH if lab else date.today().isoformat())
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        # some tests look at what is written meanwhile, or run as a user who may not write here
        for scale in (0.01, 0.1):
            data.generate(scale)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(
        f"the sample of answers and attacks was that of {sampling.VARIABLE}={sample_seed()}"
    )


def sample_seed() -> str:
    return os.environ[sampling.VARIABLE]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    lab = config.getoption("--lab")
    if lab:
        others = [item for item in items if not is_of(item, lab)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if is_of(item, lab)]
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


class ByFile(LoadFileScheduling):
    """xdist's ``loadfile``, in which the tests of some files are handed out one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return nodeid if Path(file).stem in APART else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def is_of(item: pytest.Item, lab: str) -> bool:
    """Whether a test is of a lab: by the folder it lies in, by its mark, or because the lab, or its
    chapter, is what it is given."""
    marked = item.get_closest_marker("lab")
    # the course itself may lie in a folder of a lab's name
    folders = item.path.relative_to(item.config.rootpath).parts[:-1]
    if marked or lab in folders:
        return lab in (marked.args if marked else folders)
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    names = [value.stem if isinstance(value, Path) else value for value in given]
    return any(isinstance(name, str) and name == lab for name in names)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the book's pages, built once in a run, warnings are errors: files of tests run side
    by side, and the first that needs the pages builds them for all."""
    of_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # this worker's own folder lies in the run's
        of_run = of_run.parent
    built = of_run / "book-is-built"
    with (paths.BOOK / "_config.yml").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not built.exists():
            build_book()
            built.touch()
    return paths.BOOK / "_build" / "html"


def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The name of a folder below the course's root, because nbgrader wants all its directories there."""
    name = f".test-{tmp_path_factory.mktemp('course').name}-{os.getpid()}"
    return paths.ROOT / "autograder" / "submitted" / name


@pytest.fixture(scope="session")
def empty_class(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A course's folder in which a lab is released and nobody has handed in: the first that every
    ``gradebook`` needs, and half a second's work."""
    root = _folder(tmp_path_factory)
    places = Places.below(root)
    places.submitted.mkdir(parents=True)
    released_into = str((root / "released").relative_to(paths.ROOT))
    release("compression", places, release_directory=released_into)
    yield root
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def gradebook(empty_class: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Grading in a temporary folder: submissions, results and gradebook of its own, the course's
    labs and solutions."""
    root = _folder(tmp_path_factory)
    shutil.copytree(empty_class, root)
    yield root
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def places(gradebook: Path) -> Places:
    """Where the folders of ``gradebook`` are, as grading wants to know it."""
    return Places.below(gradebook)


def hand_in(
    root: Path,
    student: str,
    notebook: nbformat.NotebookNode | str,
    lab: str = "compression",
    name: str = "",
) -> Path:
    """Put a notebook, or any text in its place, where a student's submission lies; returns the
    file."""
    folder = root / "submitted" / student / lab
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{lab}.ipynb")
    path.write_text(notebook if isinstance(notebook, str) else nbformat.writes(notebook))
    return path


def released(lab: str = "compression") -> nbformat.NotebookNode:
    return nbformat.read(paths.released_notebook(lab), as_version=4)


def set_cell(nb: nbformat.NotebookNode, cell_id: str, source: str) -> nbformat.NotebookNode:
    """Replace the source of the cell with this id."""
    next(cell for cell in nb.cells if cell["id"] == cell_id).source = source
    return nb


#: A right answer to exercise 1, short: what tests that look at the grader's behaviour use.
RIGHT_RLE = """
def rle_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind in "fmM" else a
    starts = np.flatnonzero(np.concatenate(([True], bits[1:] != bits[:-1]))) if len(a) else np.empty(0, np.int64)
    return RunLength(a[starts], np.diff(starts, append=len(a)))


def rle_decode(r):
    return np.repeat(r.values, r.lengths)
"""
