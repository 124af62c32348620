"""The attack corpus: submissions that try to cheat, to spy, to do harm or merely to be hard to
grade.

An attack is a file attacks/<kind>/<name>.py. Its docstring says what it tries and what must
happen::

    Returns an object that says it equals everything.

    must: the object is not taken for an array, and no check passes
    earns: 0
    exercises: rle

``earns``: the most points that the exercises attacked may get together; ``keeps``: the least (0
unless stated), for honest work in a damaged file. ``exercises``: those attacked, separated by
spaces. ``lab``: compression unless stated. ``others``: "stubs", or "reference" where the other
exercises hold the reference solution and must earn all their points.

The file then defines ``CELLS``, the source of answer cells by exercise, or ``build(folder,
notebook)``, which writes the files of the submission, or both.

What must hold after every attack besides: the submission has a grade, not a grader's fault; the
next submission is graded as if it were alone; ``CANARY`` is in no output; no file outside the
submission holds ``MARK``, is changed or gone; no process is left.

Nothing is run here. Run an attack in the sandbox only: some of them kill, fork and fill what they
can reach.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.paths import AUTOGRADER, UsageError, released_notebook, require_lab, source_notebook

ATTACKS = AUTOGRADER / "quality" / "attacks"
KINDS = ("forge", "steal", "harm", "exhaust", "structure", "escape")

#: A text that the test harness plants where no submission may look: gradebook, solutions, a
#: neighbour's notebook and feedback.
CANARY = "canary-7c1e5d90b2"
#: What attacks write into files, process titles, pages and databases that they should not reach.
MARK = "planted-by-an-attack"
#: The student whose submission some attacks try to read, change or delete. They touch no other
#: student's.
NEIGHBOUR = "neighbour"

#: A right answer to exercise 1 of the compression lab, for attacks that do something besides: all
#: its 10 points.
RIGHT_RLE = """
def rle_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind in "fmM" else a
    starts = np.flatnonzero(np.concatenate(([True], bits[1:] != bits[:-1]))) if len(a) else np.empty(0, np.int64)
    return RunLength(a[starts], np.diff(starts, append=len(a)))


def rle_decode(r):
    return np.repeat(r.values, r.lengths)
"""
#: An answer that is worth nothing: whoever gets points with it got them in another way.
WRONG_RLE = """
def rle_encode(a):
    return 0


def rle_decode(r):
    return 0
"""
#: A right answer in Python loops: all points but the 2 of the speed check.
SLOW_RLE = """
def rle_encode(a):
    bits = (a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a).tolist()
    starts = [i for i in range(len(bits)) if i == 0 or bits[i] != bits[i - 1]]
    lengths = [end - start for start, end in zip(starts, starts[1:] + [len(bits)])]
    return RunLength(a[np.array(starts, np.int64)], np.array(lengths, np.int64))


def rle_decode(r):
    out = []
    for at, length in enumerate(r.lengths.tolist()):
        out += [at] * length
    return r.values[np.array(out, np.int64)]
"""

Build = Callable[[Path, NotebookNode], None]


@dataclass(frozen=True)
class Attack:
    """One attack. ``build`` is None where filling ``cells`` is all there is to do."""

    name: str
    kind: str
    tries: str
    must: str
    lab: str
    exercises: tuple[str, ...]
    earns: float
    keeps: float
    others: str
    cells: dict[str, str] = field(repr=False, hash=False)
    build: Build | None = field(repr=False)


def attacks(kind: str | None = None) -> list[Attack]:
    """Every attack, or those of one kind. Raises UsageError for a file that does not say what it
    must."""
    folders = [kind] if kind else KINDS
    return [load(path) for folder in folders for path in sorted((ATTACKS / folder).glob("*.py"))]


def load(path: Path) -> Attack:
    """The attack in one file. Raises UsageError where it does not say what it must."""
    code = path.read_text()
    tries, *lines = (ast.get_docstring(ast.parse(code)) or "").splitlines() or [""]
    stated: dict[str, str] = {}
    key = None
    for line in lines:
        head, colon, rest = line.partition(":")
        if colon and head in ("must", "earns", "keeps", "exercises", "lab", "others"):
            key = head
            stated[key] = rest.strip()
        elif key and line.strip():
            stated[key] += " " + line.strip()
    missing = [name for name in ("must", "earns", "exercises") if not stated.get(name)]
    if missing or not tries:
        raise UsageError(
            f"{path}: the docstring must state {', '.join(missing) or 'what the attack tries'}"
        )
    if stated.get("others", "stubs") not in ("stubs", "reference"):
        raise UsageError(f"{path}: others must be stubs or reference, not {stated['others']}")
    names: dict = {"__name__": f"attack_{path.stem}", "__file__": str(path)}
    exec(compile(code, str(path), "exec"), names)
    if not names.get("CELLS") and not names.get("build"):
        raise UsageError(f"{path}: an attack defines CELLS or build")
    return Attack(
        path.stem,
        path.parent.name,
        tries,
        stated["must"],
        require_lab(stated.get("lab", "compression")),
        tuple(stated["exercises"].split()),
        float(stated["earns"]),
        float(stated.get("keeps", 0)),
        stated.get("others", "stubs"),
        names.get("CELLS", {}),
        names.get("build"),
    )


def write_submission(attack: Attack, folder: Path) -> None:
    """Write what the attacker hands in into ``folder``, as autograder/submitted/STUDENT/LAB would
    hold it. Runs no attack."""
    folder.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(released_notebook(attack.lab), as_version=4)
    if attack.others == "reference":
        for exercise, source in reference(attack.lab).items():
            if exercise not in attack.exercises:
                put(notebook, exercise, source)
    for exercise, source in attack.cells.items():
        put(notebook, exercise, source)
    if attack.build:
        attack.build(folder, notebook)
    else:
        save(notebook, folder, f"{attack.lab}.ipynb")


@cache
def reference(lab: str) -> dict[str, str]:
    """The reference solution of a lab by exercise, without nbgrader's marks."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    answers = {
        cell["id"]: cell.source
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    return {
        exercise: re.sub(r"[ \t]*### (BEGIN|END) SOLUTION\n?", "", source)
        for exercise, source in answers.items()
    }


# --- For ``build`` functions ------------------------------------------------------------------------------------------


def cell(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell["id"] == cell_id)


def put(notebook: NotebookNode, cell_id: str, source: str) -> None:
    """Replace a cell's source."""
    cell(notebook, cell_id).source = source


def add(notebook: NotebookNode, after: str, source: str, **fields: object) -> NotebookNode:
    """Add a code cell behind another; ``fields`` replace its keys."""
    made = nbformat.v4.new_code_cell(source)
    made.update(nbformat.from_dict(fields))
    notebook.cells.insert(notebook.cells.index(cell(notebook, after)) + 1, made)
    return made


def save(notebook: NotebookNode, folder: Path, name: str = "compression.ipynb") -> Path:
    """Write the notebook into the submission's folder, as it is: it need not be a valid one."""
    path = folder / name
    path.write_text(nbformat.v4.writes(notebook), encoding="utf-8", errors="surrogatepass")
    return path
