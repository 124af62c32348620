"""The skeleton of a new lab and of a new exercise: every file that a lab is made of, with an example in
it that works, for an author to replace.

The files are rendered from templates/. Notebook cells are kept there in jupytext's percent format,
as an author edits them. Nothing is overwritten: where a file is there already, nothing is written.
"""

from __future__ import annotations

import ast
import json
import keyword
import re
from pathlib import Path

import jinja2
import jupytext
import nbformat
from nbformat import NotebookNode

from autograder import paths
from autograder.authoring import lessons
from autograder.paths import UsageError, require_lab, source_notebook
from autograder.quality import cell_ids, structure

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    trim_blocks=True,
)
HOURS = "2 to 3"
HELPER = "blocks_by_counting"  # the example's oracle in the lab's checks.py
LEAST = 5  # points that the example's four checks can be worth
#: What a new lab consists of: where each file goes, and the template that it is made from.
LAB_FILES = {
    "solutions/{lab}/checks.py": "lab/checks.py.j2",
    "warehouse/{lab}/__init__.py": "lab/init.py.j2",
    "warehouse/{lab}/records.py": "lab/records.py.j2",
    "warehouse/{lab}/standins.py": "lab/standins.py.j2",
    "warehouse/{lab}/views.py": "lab/views.py.j2",
    "tests/warehouse/{lab}/test_{lab}.py": "lab/test.py.j2",
    "book/figures/{lab}.js": "lab/figure.js.j2",
    "book/{theme}/{lab}.md": "lab/chapter.md.j2",
}
#: The same for the answers of a new exercise.
ANSWERS = {
    "changes.toml": "exercise/changes.toml.j2",
    "wrong_one_more.py": "exercise/wrong_one_more.py.j2",
    "right_divmod.py": "exercise/right_divmod.py.j2",
    "right_first_rows.py": "exercise/right_first_rows.py.j2",
}
#: Names that the example's own cells use.
TAKEN = {"examples", "graded_checks", "exercise", "rows", "checks", "run", "same", "raises", "st",
         "by_hand", "no_rows", "small_tables", "random_tables", "beyond_floats", "refusals",
         "drawing", "sizes"}  # fmt: skip


def new_lab(lab: str, after: str, title: str = "") -> list[str]:
    """Write a lab without exercises: its notebook, package, chapter, figure and tests, and its line in
    the table of contents behind the chapter of ``after``, a lab or a chapter without one. Returns what
    was written, in words.

    Raises UsageError, with nothing written, for a name that is taken or cannot be a package's, and for
    an ``after`` that is no page, or several.
    """
    _require_name(lab, "lab")
    if lab in paths.labs():
        raise UsageError(f"there is a lab {lab!r} already: choose another name")
    pages = {page.rsplit("/", 1)[-1] for page in lessons.contents()}
    page = _page(after)
    theme = page.rpartition("/")[0]
    title = title or lab.replace("_", " ").capitalize()
    given = {"lab": lab, "title": title, "hours": HOURS, "theme": theme}
    files = {
        paths.ROOT / place.format(**given): _rendered(template, **given)
        for place, template in LAB_FILES.items()
    }
    notebook = nbformat.v4.new_notebook(
        cells=_cells("lab/cells.py.j2", **given),
        metadata={
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
    )
    cell_ids.set_ids(notebook)
    files[source_notebook(lab)] = _written(notebook)
    toc, contents = _contents_with(page, f"{theme}/{lab}")
    if lab in pages or (paths.WAREHOUSE / f"{lab}.py").exists():
        raise UsageError(f"the name {lab!r} is taken, by a page or a module: choose another")
    said = _write(files)
    toc.write_text(contents)
    return [*said, f"book/_toc.yml: {theme}/{lab} after {page}"]


def _page(name: str) -> str:
    """The page of the book that ends in ``name``."""
    found = [page for page in lessons.contents() if f"/{page}".endswith(f"/{name}")]
    if not found:
        require_lab(name)  # which lists them
    if len(found) != 1:
        raise UsageError(f"{name!r} is the name of several pages: say {', '.join(found)}")
    return found[0]


def new_exercise(lab: str, name: str, points: int = 10) -> list[str]:
    """Write an exercise that works, at the end of a lab's notebook, and the answers that test its
    checks. Returns what was written, in words.

    Raises UsageError, with nothing written, for a name that is taken, for a lab whose notebook has
    faults, and where there are no points left.
    """
    require_exercise(name, points)
    notebook = structure.read(lab)
    lacks = structure.unfinished(notebook)
    found = [fault for fault in structure.faults(notebook, lab) if fault not in lacks]
    if found:
        raise UsageError(f"solutions/{lab} has faults, mend them first: {found[0]}")
    names = structure.exercises(notebook)
    if any(cell["id"].partition("-")[0] == name for cell in notebook.cells):
        raise UsageError(f"{lab} has cells called {name!r} already: choose another name")
    if name in _names_of(notebook):
        raise UsageError(f"{lab}'s notebook uses the name {name!r} already: choose another")
    left = structure.POINTS - structure.points(notebook)
    if points > left:
        raise UsageError(
            f"{lab}'s exercises are worth {structure.points(notebook):g} points, {left:g} are left of"
            f" {structure.POINTS}: say --points {left:g}, or take some from others"
        )
    helpers = source_notebook(lab).with_name("checks.py")
    given = {
        "lab": lab,
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "number": len(names) + 1,
        "points": points,
        "share": max(1, points // 5),
        "section": json.dumps(_section(lab), ensure_ascii=False),
        "own_view": "def counted(" in (paths.WAREHOUSE / lab / "views.py").read_text(),
        "helper": HELPER,
    }
    folder = paths.answers(lab) / name
    said = _write(
        {folder / file: _rendered(template, **given) for file, template in ANSWERS.items()}
    )
    before = helpers.read_text() if helpers.exists() else _rendered("lab/checks.py.j2", **given)
    if f"def {HELPER}(" not in before:
        helpers.write_text(before + _rendered("exercise/helper.py.j2", **given))
        said.append(f"solutions/{lab}/checks.py: {HELPER}")
    at = len(notebook.cells)
    if notebook.cells[-1].cell_type == "markdown" and notebook.cells[-1]["id"] == "end":
        at -= 1
    notebook.cells[at:at] = _cells("exercise/cells.py.j2", **given)
    cell_ids.set_ids(notebook)
    source_notebook(lab).write_text(_written(notebook), encoding="utf-8")
    cells = ", ".join(name + part for part in structure.PARTS)
    return [*said, f"solutions/{lab}/{lab}.ipynb: {cells}"]


def write_ids(lab: str) -> dict[str, str]:
    """Give the cells of a lab's source their ids; returns the new ones by the old ones."""
    notebook = structure.read(lab)
    changed = cell_ids.set_ids(notebook)
    if changed:
        source_notebook(lab).write_text(_written(notebook), encoding="utf-8")
    return changed


def require_exercise(name: str, points: int) -> None:
    """Raise UsageError for a name that no exercise can have, and for points that its checks cannot
    share."""
    _require_name(name, "exercise")
    if name in TAKEN:
        raise UsageError(f"the example's own cells use the name {name!r}: choose another")
    if not LEAST <= points <= structure.POINTS:
        raise UsageError(f"an exercise is worth {LEAST} to {structure.POINTS} points, not {points}")


def _require_name(name: str, what: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise UsageError(
            f"{name!r} cannot be the name of {'an' if what[0] in 'aeiou' else 'a'} {what}: small"
            " letters, digits and underscores, as in table_optimization"
        )


def _names_of(notebook: NotebookNode) -> set[str]:
    """Every name that a cell of the notebook uses."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            found |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            found |= {n.asname or n.name for n in ast.walk(tree) if isinstance(n, ast.alias)}
            found |= {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    return found


def _section(lab: str) -> str:
    """The first section of the lab's chapter: where a check sends the reader, until the author names
    another."""
    page = next(page for page in lessons.contents() if page.endswith(f"/{lab}"))
    heading = re.search(r"^## (.+?)\s*$", lessons.chapter(page).read_text(), flags=re.MULTILINE)
    if not heading:
        raise UsageError(
            f"book/{page}.md has no section that a check could name: write one, '## ...'"
        )
    return heading[1]


def _contents_with(page: str, new: str) -> tuple[Path, str]:
    """The table of contents with one line more, behind that of ``page``; its comments and order stay."""
    toc = paths.BOOK / "_toc.yml"
    lines = toc.read_text().splitlines(keepends=True)
    (at,) = (n for n, line in enumerate(lines) if line.strip() == f"- file: {page}")
    lines.insert(at + 1, lines[at].replace(page, new))
    return toc, "".join(lines)


def _cells(template: str, **given: object) -> list[NotebookNode]:
    return jupytext.reads(_rendered(template, **given), fmt="py:percent").cells


def _rendered(template: str, **given: object) -> str:
    return TEMPLATES.get_template(template).render(marks=_marks, **given)


def _marks(name: str, kind: str, points: int = 0) -> str:
    """nbgrader's metadata of a cell, as the percent format writes them."""
    found: dict[str, object] = {
        "grade": kind == "graded",
        "grade_id": name,
        "locked": kind != "solution",
        "schema_version": 3,
        "solution": kind == "solution",
        "task": False,
    }
    if kind == "graded":
        found["points"] = points
    return f"nbgrader={json.dumps(found)}"


def _written(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook) + "\n"


def _write(files: dict[Path, str]) -> list[str]:
    """Write new files; returns their names. Raises UsageError, with nothing written, where one is
    there."""
    there = [path for path in files if path.exists()]
    if there:
        names = ", ".join(str(path.relative_to(paths.ROOT)) for path in there)
        raise UsageError(f"nothing was written, because there is already: {names}")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [str(path.relative_to(paths.ROOT)) for path in files]
