"""What a lab's notebook and its chapter say of an exercise: its title, its hint, the sentences that
its checks look at, and where its section is to be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
from docutils.nodes import make_id

from autograder.paths import BOOK, source_notebook
from autograder.quality.obligations import checks_of, sentences
from autograder.quality.structure import OBLIGATION

SECTION = re.compile(r'section="([^"]+)"')


@dataclass(frozen=True)
class Task:
    """``section``: of the chapter, where a check sends the reader; ``demands``: by check the sentences of
    the task that it looks at."""

    exercise: str
    title: str
    hint: str
    points: float
    section: str
    demands: dict[str, list[str]]


def of(lab: str) -> dict[str, Task]:
    """The exercises of a lab by name, in its order."""
    cells = {cell["id"]: cell for cell in nbformat.read(source_notebook(lab), as_version=4).cells}
    found = {}
    for cell_id, cell in cells.items():
        if not cell_id.endswith("-checks"):
            continue
        name = cell_id.removesuffix("-checks")
        text = cells[f"{name}-task"].source
        said = dict(sentences(text))
        found[name] = Task(
            name,
            text.splitlines()[0].lstrip("# "),
            _hint(re.sub(OBLIGATION, "", text)),
            cell.metadata.nbgrader["points"],
            SECTION.search(cell.source)[1],
            {
                check: [said[each] for each in said if each in names]
                for check, names in checks_of(cell.source).items()
            },
        )
    return found


def _hint(text: str) -> str:
    folded = re.search(r"<summary>Hint</summary>(.*?)</details>", text, flags=re.DOTALL)
    return folded[1].strip() if folded else ""


def address(lab: str, section: str) -> str:
    """Where a browser finds a section of the lab's chapter; empty where the book is not built."""
    built = next((BOOK / "_build" / "html").glob(f"*/{lab}.html"), None)
    return f"{built.as_uri()}#{make_id(section)}" if built else ""


def chapter(lab: str) -> Path:
    """The chapter's source."""
    return next(BOOK.glob(f"*/{lab}.md"))
