"""From whatever a student handed in to a notebook of the released structure.

Structure is repaired, not punished: the answers are taken out by cell id, else by the names they
define, and put into the clean notebook; everything the student added besides stays where it stood.
Each repair leaves a note in words.
"""

from __future__ import annotations

import ast
import json
import re
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import nbformat
from nbformat import NotebookNode

from autograder.grading import finding, pictures

NOTES = "course_notes"  # notebook metadata: what was repaired, as a list of sentences
#: Ids of cells that tell no lab from another.
IN_EVERY_LAB = {"title", "setup", "end"}
#: Cell magics behind which Python stands.
RUNS_PYTHON = {"capture", "memit", "prun", "time", "timeit"}
#: Cell magics behind which no definition stays, in Jupyter neither.
KEEPS_NOTHING = {
    *("bash", "cmd", "html", "javascript", "js", "latex", "markdown", "perl"),
    *("pypy", "python", "python2", "python3", "ruby", "script", "sh", "svg", "SVG", "HTML"),
    *("system", "sx", "timeit", "writefile", "file"),
}


class Words(NamedTuple):
    """What is said of a cell, and of several: an editor that takes all marks away does it to most."""

    one: str
    several: str

    def of(self, cells: list[str]) -> str:
        if len(cells) == 1:
            return self.one.format(cells[0])
        left = len(cells) - MOST_NAMED
        names = ", ".join(cells[:MOST_NAMED]) + (f" and {left} more" if left > 0 else "")
        return self.several.format(len(cells), names)


class OfCell(NamedTuple):
    """A note on one cell, in words that serve for several."""

    words: Words
    cell: str


MOST_NAMED = 3
MISSING = Words(
    "the cell {} was missing; it was put back",
    "{} cells of the course's were missing; they were put back: {}",
)
CHANGED = Words(
    "the cell {} was changed; the course's own was put back",
    "{} cells of the course's were changed; its own were put back: {}",
)
UNMARKED = Words(
    "the answer cell {} had lost its mark; it was found by the names it defines",
    "{} answer cells had lost their marks; they were found by the names they define: {}",
)
NOT_STARTED = Words(
    "the answer cell {} was missing; it counts as not started",
    "{} answer cells were missing; they count as not started: {}",
)
NO_CODE = Words(
    "the answer cell {} was not a code cell any more; its text was read as code",
    "{} answer cells were not code cells any more; their text was read as code: {}",
)


def grade_id(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def is_answer(cell: NotebookNode) -> bool:
    """Whether this cell of the released notebook is one that the student fills in."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_locked(cell: NotebookNode) -> bool:
    nbgrader = cell.metadata.get("nbgrader", {})
    return bool(nbgrader.get("locked") or (nbgrader.get("grade") and not nbgrader.get("solution")))


def answers_worked_on(cells: list, skeleton: NotebookNode) -> int:
    """How many answer cells of the skeleton hold something else than their stub."""
    return len(answered(rebuild(clean(cells), skeleton)[0], skeleton))


def answered(rebuilt: NotebookNode, skeleton: NotebookNode) -> set[str]:
    """The ids of the answer cells of a rebuilt notebook that hold something else than their stub."""
    stubs = {cell["id"]: cell.source.strip() for cell in skeleton.cells if is_answer(cell)}
    return {
        cell["id"]
        for cell in rebuilt.cells
        if cell.get("id") in stubs and cell.source.strip() not in ("", stubs[cell["id"]])
    }


def clean(cells: list) -> list[NotebookNode]:
    """Valid cells without outputs from whatever stands in a notebook's list of them."""
    return [cell for cell in map(_clean_cell, cells) if cell is not None]


def _clean_cell(cell: object) -> NotebookNode | None:
    """A valid cell without outputs from whatever stands in the file, or None."""
    if not isinstance(cell, dict):
        return None
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    # half characters, which JSON can hold and a file cannot
    source = source.encode("utf-8", "replace").decode()
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    kind = cell.get("cell_type") if cell.get("cell_type") in ("code", "raw") else "markdown"
    clean = nbformat.from_dict({"cell_type": kind, "id": "", "metadata": {}, "source": source})
    if kind == "code":
        clean.update(execution_count=None, outputs=[])
    elif kind == "markdown":
        pictures.attach(clean, cell.get("attachments"))
    if isinstance(cell.get("id"), str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"]):
        clean["id"] = cell["id"]
    nbgrader = (
        cell.get("metadata", {}).get("nbgrader") if isinstance(cell.get("metadata"), dict) else None
    )
    if isinstance(nbgrader, dict) and isinstance(nbgrader.get("grade_id"), str):
        clean.metadata["nbgrader"] = {"grade_id": nbgrader["grade_id"]}
    return clean


def rebuild(cells: list[NotebookNode], skeleton: NotebookNode) -> tuple[NotebookNode, list[str]]:
    """The skeleton with the student's answers in it, and a note for every repair.

    ``skeleton`` is the released notebook, or the source notebook without its solutions. Cells that
    the student added follow the cell they followed in the submission; locked cells are always the
    skeleton's.
    """
    nb = nbformat.from_dict(json.loads(json.dumps(skeleton)))
    known = {key: cell for cell in nb.cells for key in (grade_id(cell), cell.get("id")) if key}
    answers: dict[str, list[NotebookNode]] = {}
    extras: dict[str | None, list[NotebookNode]] = {}
    seen: set[str] = set()
    notes: list[str | OfCell] = []
    anchor = None
    for cell in cells:
        home = known.get(grade_id(cell)) or known.get(cell.get("id"))
        if home is None:
            extras.setdefault(anchor, []).append(cell)
            continue
        anchor = home["id"]
        if is_answer(home):
            answers.setdefault(anchor, []).append(cell)
        elif anchor in seen and not is_locked(home):
            extras.setdefault(anchor, []).append(cell)
        else:
            if (
                is_locked(home)
                and cell.source.strip() != home.source.strip()
                and "HIDDEN TESTS" not in home.source
            ):
                notes.append(OfCell(CHANGED, anchor))
            elif (
                home.cell_type == cell.cell_type == "code"
                and cell.source.strip() != home.source.strip()
                and not is_locked(home)
            ):
                home.source = cell.source
                # a view that grading skips; with the student's own code in it, it runs
                home.metadata.pop("tags", None)
        seen.add(anchor)
    foreign = not answers and seen <= IN_EVERY_LAB and not _defines_any(cells, nb)
    # names that a cell defines which is the answer to another exercise
    taken = {
        name: home["id"]
        for home in nb.cells
        for cell in _written(answers.get(home["id"], []), home)
        for name in bound_names(cell.source)
    }
    earlier: dict[str, list[NotebookNode]] = {}  # pieces of an answer that run before its cell
    for home in nb.cells:  # all answers first: one that lost its mark is still among the extras
        if is_answer(home):
            notes += _fill(home, answers.get(home["id"], []), extras, earlier, taken)
        elif is_locked(home) and home["id"] not in seen:
            notes.append(OfCell(MISSING, home["id"]))
    rebuilt = list(extras.get(None, []))
    for home in nb.cells:
        rebuilt += [*earlier.get(home["id"], []), home, *extras.get(home["id"], [])]
    for cell in [cell for added in (*extras.values(), *earlier.values()) for cell in added]:
        cell.metadata.pop("nbgrader", None)
    nb.cells = _with_unique_ids(rebuilt)
    if foreign and cells:  # one sentence, and not one for each cell that is missing
        notes = ["this is another notebook: it has no cell of this lab, and no answer to it"]
    return nb, _said(notes)


def _said(notes: list[str | OfCell]) -> list[str]:
    """In words, each once; what is noted of several cells in one sentence, in the place of the first."""
    cells: dict[str | Words, list[str]] = {}
    for note in notes:
        words, cell = (note.words, note.cell) if isinstance(note, OfCell) else (note, "")
        named = cells.setdefault(words, [])
        if cell not in named:
            named.append(cell)
    return [words if isinstance(words, str) else words.of(named) for words, named in cells.items()]


def _defines_any(cells: list[NotebookNode], skeleton: NotebookNode) -> bool:
    wanted = {
        name for cell in skeleton.cells if is_answer(cell) for name in defined_names(cell.source)
    }
    return any(cell.cell_type == "code" and wanted & bound_names(cell.source) for cell in cells)


def _written(mine: list[NotebookNode], home: NotebookNode) -> list[NotebookNode]:
    """Those of a student's cells that hold something else than the stub."""
    return [cell for cell in mine if cell.source.strip() not in ("", home.source.strip())]


def _fill(
    home: NotebookNode, mine: list[NotebookNode], extras: dict, earlier: dict, taken: dict
) -> list[str | OfCell]:
    """Put the student's answer into its cell; returns the notes.

    ``earlier``: gets the pieces that run before it. ``taken``: names that are defined in a cell
    which is in another exercise's place.
    """
    name, notes = home["id"], []
    wanted = defined_names(home.source)
    written = _written(mine, home)
    code = [cell for cell in written if cell.cell_type == "code"]
    if code and wanted <= _bound_in(code):  # what is text beside it is an attempt that was kept
        written = code
    if any(cell.cell_type != "code" for cell in written or mine):
        notes.append(OfCell(NO_CODE, name))
    if not written:
        elsewhere = [
            cell
            for cells in extras.values()
            for cell in cells
            if cell.cell_type == "code" and wanted & bound_names(cell.source)
        ]
        for cells in extras.values():
            cells[:] = [cell for cell in cells if not any(cell is found for found in elsewhere)]
        for cell in elsewhere:
            taken |= dict.fromkeys(bound_names(cell.source), name)
        homes = {taken[each] for each in wanted if each in taken}
        if elsewhere and mine:
            notes.append(f"the answer cell {name} held its stub; another cell has the answer")
        elif elsewhere:
            notes.append(OfCell(UNMARKED, name))
        elif homes:
            home.source = f"# answered in the cell {', '.join(sorted(homes))}"
            return [*notes, f"the answer to {name} stands in the cell {', '.join(sorted(homes))}"]
        elif not mine:
            return [OfCell(NOT_STARTED, name)]
        written = elsewhere or mine[:1]
    whole = [at for at, cell in enumerate(written) if wanted <= bound_names(cell.source)]
    if len(written) > 1 and whole:
        notes.append(
            f"the answer cell {name} was there {len(written)} times; all of them ran, in their "
            "order, and the last one counts"
        )
        # each in a cell of its own: one that fails ends itself alone, as in Jupyter
        at = whole[-1]
        extras[name] = [*written[at + 1 :], *extras.get(name, [])]
        earlier[name] = [nbformat.from_dict(cell | {"id": ""}) for cell in written[:at]]
        written = [written[at]]
    elif len(written) > 1:
        notes.append(
            f"the answer cell {name} was there {len(written)} times; its pieces were put "
            "together, the last one counts"
        )
    home.source = _joined([_code(cell) for cell in written])
    return [*notes, *_traps(name, home.source)]


def _traps(name: str, source: str) -> list[str]:
    """What keeps an answer from being defined, and is hard to see from the error that follows."""
    found = []
    if re.search(r"^<{7} ", source, re.MULTILINE) and re.search(r"^>{7} ", source, re.MULTILINE):
        found.append(
            f"git's marks of a merge (<<<<<<<, >>>>>>>) are in the answer cell {name}: keep one of "
            "the two versions between them"
        )
    magic = re.match(r"\s*%%(\w+)", source)
    if magic and magic[1] in KEEPS_NOTHING:
        found.append(
            f"the answer cell {name} begins with %%{magic[1]}, behind which nothing that the cell "
            "defines is kept: leave that line out"
        )
    return found


def _code(cell: NotebookNode) -> str:
    """What is code in a cell that is to be: of text, what stands between its marks, if it has any."""
    fenced = re.findall(r"^```\w*\n(.*?)^```\s*?$", cell.source, re.DOTALL | re.MULTILINE)
    return "\n".join(fenced) if fenced and cell.cell_type != "code" else cell.source


def _joined(pieces: list[str]) -> str:
    """One cell's source of several's: what may stand only at the beginning of one, stands at the
    beginning of all, or is left out."""
    if len(pieces) == 1:
        return pieces[0]
    first, futures, bodies = "", [], []
    for piece in pieces:
        magic = re.match(r"\s*%%(\w+)[^\n]*\n?", piece)
        if magic and magic[1] not in RUNS_PYTHON:
            piece = "".join(f"# {line}\n" for line in piece.splitlines())
        elif magic:
            first, piece = first or magic[0].strip() + "\n", piece[magic.end() :]
        futures += re.findall(r"^from __future__ import .*\n?", piece, re.MULTILINE)
        bodies.append(re.sub(r"^from __future__ import .*\n?", "", piece, flags=re.MULTILINE))
    return first + "".join(f"{line.strip()}\n" for line in futures) + "\n\n".join(bodies)


def defined_names(source: str) -> frozenset[str]:
    """The functions and classes that a cell defines at its top level; empty where it does not
    parse."""
    return _names(source)[0]


def bound_names(source: str) -> frozenset[str]:
    """These, and what the cell assigns there: an answer may be a lambda, or made of a helper."""
    return frozenset.union(*_names(source))


def _bound_in(cells: list[NotebookNode]) -> frozenset[str]:
    return frozenset().union(*(bound_names(cell.source) for cell in cells))


@lru_cache(maxsize=256)  # each cell is looked at for every answer that is not in its place
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    try:
        body = ast.parse(source).body
    # also what is nested too deep for the parser, and null bytes
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(), frozenset()
    definitions = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
    defined = {node.name for node in body if isinstance(node, definitions)}
    assigned = {
        target.id
        for node in body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    return frozenset(defined), frozenset(assigned)


def _with_unique_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Cells added by copying carry their original's id; nbformat wants every id once."""
    used: set[str] = set()
    for number, cell in enumerate(cells):
        if not cell.get("id") or cell["id"] in used:
            cell["id"] = f"added-{number}"
        used.add(cell["id"])
    return cells


def _written_down(modules: dict[str, str]) -> list[dict]:
    """Cells that put modules and packages where the notebook's imports find them."""
    folders = sorted({str(PurePosixPath(path).parent) for path in modules} - {"."})
    made = [f"import os\n\nfor folder in {folders}:\n    os.makedirs(folder, exist_ok=True)"]
    written = [f"%%writefile {path}.py\n{source}" for path, source in modules.items()]
    sources = [*(made if folders else []), *written]
    return [{"cell_type": "code", "source": source} for source in sources]


def repaired(folder: Path, lab: str, skeleton: NotebookNode) -> NotebookNode:
    """The submission in ``folder`` as a notebook of the skeleton's structure, its notes in the
    metadata.

    Always returns a notebook: where nothing can be read it is the skeleton, which scores 0, and the
    note says why.
    """
    found, notes = finding.find(folder, lab, lambda cells: answers_worked_on(cells, skeleton))
    if found is None:
        nb, more = nbformat.from_dict(json.loads(json.dumps(skeleton))), []
    else:
        nb, more = rebuild(clean([*_written_down(found.modules), *found.cells]), skeleton)
    nb.metadata[NOTES] = notes + more
    return nb
