"""The structure of a lab's notebook: which cells an exercise has, what they are called, what they are
worth, what they may import. ``faults`` is the one place that judges it; release, check, answers and the
tests ask here.

Only what can be seen without running a cell is looked at. Whether the checks are any good is what
the answers corpus is for.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from keyword import iskeyword

import nbformat
from nbformat import NotebookNode

from autograder.paths import ROOT, UsageError, answers, labs, require_lab, source_notebook
from autograder.quality.cell_ids import by_grade_id, is_word

#: The mark of an obligation in a task's text (``autograder.quality.obligations``), which a release
#: takes out.
OBLIGATION = r"[ \t]*<!--\s*must:\s*(?P<name>[a-z][a-z0-9_]*)\s*-->"

#: How many exercises a finished lab has, at least and at most, and what all of them are worth.
EXERCISES, POINTS = (5, 8), 100
#: The tag of the first cell of a lab of an hour, and how many exercises that has.
SHORT, FEW_EXERCISES = "short", (3, 4)
#: The tag of the first cell of a lab in the making: what it still lacks is a remark, not a fault.
DRAFT = "draft"
#: The parts of an exercise in their order: what is appended to its name.
PARTS = ("-task", "", "-examples", "-checks", "-view")
#: What must stand in a task.
TASK = ("**Why.**", "**By hand.**", "<summary>Hint</summary>")
HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")


def read(lab: str) -> NotebookNode:
    """The source notebook of a lab. Raises UsageError for a name that is no lab, and for a file that
    is no notebook."""
    path = source_notebook(require_lab(lab))
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise UsageError(f"{path.relative_to(ROOT)} is no notebook: {error}") from error


def require_whole(lab: str) -> list[str]:
    """The remarks on a lab's source notebook. Raises UsageError, which lists them, where it has
    faults."""
    notebook = read(lab)
    found = faults(notebook, lab)
    if len(found) == 1:
        raise UsageError(f"solutions/{lab}: {found[0]}")
    if found:
        lines = "\n  ".join(found)
        raise UsageError(f"solutions/{lab} has {len(found)} faults:\n  {lines}")
    return remarks(notebook, lab)


def faults(notebook: NotebookNode, lab: str) -> list[str]:
    """Every fault of a lab's source notebook, each a sentence with the fix; an empty list is a pass."""
    found = [*_of_the_name(lab), *_of_ids(notebook, lab), *_of_outputs(notebook, lab)]
    cells = by_grade_id(notebook)
    names = exercises(notebook)
    found += _of_setup(notebook)
    for number, name in enumerate(names, 1):
        found += _of_exercise(notebook, cells, name, number, lab)
    found += _of_imports(notebook, lab)
    return found if is_draft(notebook) else found + unfinished(notebook)


def remarks(notebook: NotebookNode, lab: str) -> list[str]:
    """What a lab in the making still lacks, in sentences; nothing for a lab that is not marked as one."""
    if not is_draft(notebook):
        return []
    lacks = unfinished(notebook) or [
        f"nothing is missing: take the tag {DRAFT!r} off the first cell"
    ]
    return [f"{lab} is a draft: {sentence}" for sentence in lacks]


def is_draft(notebook: NotebookNode) -> bool:
    """Whether the first cell says that the lab is in the making."""
    return DRAFT in _tags(notebook)


def _tags(notebook: NotebookNode) -> list[str]:
    """Those of the first cell, which say what the whole lab is."""
    return notebook.cells[0].metadata.get("tags", []) if notebook.cells else []


def exercises(notebook: NotebookNode) -> list[str]:
    """The names of a notebook's exercises in its order, whole or not: what solution, examples or checks
    are called after."""
    names = {}
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("solution") or nbgrader.get("grade"):
            names[re.sub("-(examples|checks)$", "", nbgrader.get("grade_id", ""))] = None
    return list(names)


def points(notebook: NotebookNode) -> float:
    """What all graded cells of a notebook are worth."""
    return sum(cell.metadata.get("nbgrader", {}).get("points") or 0 for cell in notebook.cells)


def _of_the_name(lab: str) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", lab) or iskeyword(lab):
        yield (
            f"{lab!r} cannot be a lab's name, which is a package's too: rename it to small letters,"
            " digits and underscores"
        )


def _of_ids(notebook: NotebookNode, lab: str) -> Iterator[str]:
    for name, count in Counter(
        cell.metadata.nbgrader.get("grade_id")
        for cell in notebook.cells
        if cell.metadata.get("nbgrader")
    ).items():
        if not name or count > 1:
            what = f"{count} cells have" if count > 1 else "a cell has"
            yield f"{what} the grade_id {name!r}: give each one of its own"
    odd = [
        cell["id"]
        for cell in notebook.cells
        if cell["id"] != cell.metadata.get("nbgrader", {}).get("grade_id", cell["id"])
        or not is_word(cell["id"])
    ]
    if odd:
        some = ", ".join(odd[:3]) + (f" and {len(odd) - 3} more" if odd[3:] else "")
        yield (
            f"cells whose id is not what nbgrader calls them, or no word ({some}):"
            f" run 'python -m autograder ids {lab}'"
        )
    twice = [name for name, n in Counter(cell["id"] for cell in notebook.cells).items() if n > 1]
    if twice:
        yield f"several cells have the id {twice[0]}: rename all but one"


def _of_outputs(notebook: NotebookNode, lab: str) -> Iterator[str]:
    stored = [
        cell["id"]
        for cell in notebook.cells
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)
    ]
    if stored:
        yield (
            f"outputs are stored in {len(stored)} cells (the first is {stored[0]}): run"
            f" 'jupyter nbconvert --clear-output --inplace solutions/{lab}/{lab}.ipynb'"
        )


def _of_setup(notebook: NotebookNode) -> Iterator[str]:
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    nbgrader = first.metadata.get("nbgrader", {}) if first else {}
    if nbgrader.get("grade_id") != "setup" or not nbgrader.get("locked") or nbgrader.get("grade"):
        yield "the first code cell must be 'setup', locked and not graded: imports only"


def _of_exercise(
    notebook: NotebookNode, cells: dict[str, NotebookNode], name: str, number: int, lab: str
) -> Iterator[str]:
    places = {cell.metadata.get("nbgrader", {}).get("grade_id", cell["id"]): at
              for at, cell in enumerate(notebook.cells)}  # fmt: skip
    missing = [name + part for part in PARTS if name + part not in places]
    if missing:
        if missing[0].endswith(("-task", "-view")):
            fix = f"write it, or 'python -m autograder ids {lab}' where it only lacks its id"
        else:
            fix = "its nbgrader metadata may have been lost: compare another exercise's"
        yield f"exercise {name} lacks {', '.join(missing)}: {fix}"
        return
    if sorted(PARTS, key=lambda part: places[name + part]) != list(PARTS):
        order = ", ".join(name + part for part in PARTS)
        yield f"exercise {name}: put its cells into the order {order}"
    task, view = notebook.cells[places[f"{name}-task"]], notebook.cells[places[f"{name}-view"]]
    solution, examples, checks = cells[name], cells[f"{name}-examples"], cells[f"{name}-checks"]
    for mark in re.findall(r"<!--\s*must\b[^>]*>", task.source):
        if not re.fullmatch(OBLIGATION, mark):
            yield (
                f"{name}-task has the mark {mark}, which no release would take out: write"
                " <!-- must: name -->, the name in small letters, digits and underscores"
            )
    lacking = [part for part in TASK if part not in task.source]
    if lacking or task.cell_type != "markdown":
        yield f"{name}-task lacks {', '.join(lacking) or 'its text: it is no Markdown cell'}"
    if "skip-execution" not in view.metadata.get("tags", []) or view.metadata.get("nbgrader"):
        yield f"{name}-view must be a cell that nbgrader does not know, with the tag skip-execution"
    yield from _of_kinds(name, solution, examples, checks)
    yield from _of_solution(name, solution)
    yield from _of_points(name, number, checks)
    for cell in (examples, checks):
        yield from _of_keys(cell, name, lab)
    if not (answers(lab) / name).is_dir():
        yield (
            f"exercise {name} has no answers that test its checks: make solutions/{lab}/answers/{name}"
            " with wrong and right ones"
        )


def _of_kinds(
    name: str, solution: NotebookNode, examples: NotebookNode, checks: NotebookNode
) -> Iterator[str]:
    def marks(cell: NotebookNode) -> tuple[bool, ...]:
        return tuple(
            bool(cell.metadata.nbgrader.get(key)) for key in ("solution", "grade", "locked")
        )

    if marks(solution) != (True, False, False):
        yield f"{name} must be a solution cell of nbgrader's, neither graded nor locked"
    for cell, what in ((examples, "examples"), (checks, "checks")):
        if marks(cell) != (False, True, True):
            yield f"{name}-{what} must be graded and locked in its nbgrader metadata"
    if examples.metadata.nbgrader.get("points"):
        yield f"{name}-examples is worth {examples.metadata.nbgrader.points} points: examples have 0"
    found = [checks.source.count(mark) for mark in HIDDEN]
    if found != [1, 1]:
        yield (
            f"{name}-checks holds the marks {' and '.join(HIDDEN)} {found[0]} and {found[1]} times:"
            " put its code between one of each"
        )


def _of_solution(name: str, solution: NotebookNode) -> Iterator[str]:
    """Every function of the signature must have a region of its own, or the release would lose or
    show it."""
    lines = solution.source.splitlines()
    begins = [at for at, line in enumerate(lines, 1) if line.strip() == SOLUTION[0]]
    ends = [at for at, line in enumerate(lines, 1) if line.strip() == SOLUTION[1]]
    if len(begins) != len(ends) or any(b > e for b, e in zip(begins, ends)):
        yield f"{name}: every {SOLUTION[0]} needs its {SOLUTION[1]}"
        return
    try:
        body = ast.parse(solution.source).body
    except SyntaxError as error:
        yield f"{name} is not Python: {error.msg}, line {error.lineno}"
        return
    asked = [
        node
        for node in body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not any(begin < node.lineno < end for begin, end in zip(begins, ends))
    ]
    if not asked:
        yield f"{name} shows no signature: a function or class must stand outside of {SOLUTION[0]}"
    for node in asked:
        if not any(node.lineno < begin <= node.end_lineno for begin in begins):
            yield (
                f"{name}: {node.name} would be released as it is: put its body between"
                f" {SOLUTION[0]} and {SOLUTION[1]}"
            )


def _of_points(name: str, number: int, checks: NotebookNode) -> Iterator[str]:
    worth = checks.metadata.nbgrader.get("points") or 0
    if worth <= 0:
        yield f"{name}-checks is worth no points: set them in its nbgrader metadata"
    said = re.match(r"# Exercise (\d+), graded checks \(([\d.]+) points\)", checks.source)
    if not said or int(said[1]) != number or float(said[2]) != worth:
        yield (
            f"{name}-checks must begin with '# Exercise {number}, graded checks ({worth:g} points)',"
            " the number and the points of its metadata"
        )
    seen = _points_of_checks(checks.source)
    if seen is not None and seen != worth:
        yield f"{name}-checks: its checks are worth {seen:g} points, its metadata say {worth:g}"


def _points_of_checks(source: str) -> float | None:
    """The sum of what a cell's checks are worth; None where that cannot be seen without running it
    (checks made in a loop or by a helper)."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # named by _of_imports
        return None
    total, seen = 0.0, False
    for node in ast.walk(tree):
        if isinstance(node, (ast.For, ast.While)) and any(map(_is_check, ast.walk(node))):
            return None
        if not isinstance(node, ast.Call):
            continue
        if any(isinstance(given, ast.Name) and given.id == "exercise" for given in node.args):
            return None
        if _is_check(node):
            value = next((key.value for key in node.keywords if key.arg == "points"), None)
            if not isinstance(value, ast.Constant):
                return None
            total, seen = total + value.value, True
    return round(total, 6) if seen else None


def _is_check(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("check", "property", "laws")
        and isinstance(node.func.value, ast.Name)
    )


def _of_keys(cell: NotebookNode, name: str, lab: str) -> Iterator[str]:
    """``Exercise("name", "lab", ...)`` is typed by hand, and its results are looked up by both."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Exercise":
            keys = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant)]
            if keys and keys != [name, lab][: len(keys)]:
                yield f"{cell.metadata.nbgrader.grade_id}: say Exercise({name!r}, {lab!r}, ...), not {keys}"


def _of_imports(notebook: NotebookNode, lab: str) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        name = cell.metadata.get("nbgrader", {}).get("grade_id", cell["id"])
        try:
            found = set(modules(cell.source))
        except SyntaxError as error:
            if not cell.metadata.get("nbgrader", {}).get("solution"):  # which are named above
                yield f"{name} is not Python: {error.msg}, line {error.lineno}"
            continue
        helpers = f"solutions.{lab}.checks"
        for module in sorted(found):
            top = module.split(".")[0]
            if top == "warehouse" and lab_of(module) not in (None, lab):
                yield f"{name} imports {module}: what two labs need goes to the top of warehouse"
            elif top == "autograder":
                yield f"{name} imports {module}: a notebook knows nothing of the grader"
            elif top == "solutions" and (
                not name.endswith("-checks")
                or not f"{module}.".startswith((f"{helpers}.", f"solutions.{lab}."))
            ):
                yield (
                    f"{name} imports {module}: hidden helpers lie in {helpers}, and graded cells"
                    " (-checks) alone import them"
                )


def modules(source: str) -> Iterator[str]:
    """Modules of the course's packages that a source imports; ``from warehouse import data`` is
    ``warehouse.data``."""
    tops = ("warehouse", "autograder", "solutions")
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            whole = node.module in tops
            names = [f"{node.module}.{a.name}" for a in node.names] if whole else [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name for name in names if name.split(".")[0] in tops)


def lab_of(module: str) -> str | None:
    """The lab whose sub-package a module is in; None for what all labs share."""
    return next((part for part in module.split(".")[1:2] if part in labs()), None)


def unfinished(notebook: NotebookNode) -> list[str]:
    """What keeps a lab from being whole that is otherwise without fault."""
    count, worth = len(exercises(notebook)), points(notebook)
    least, most = FEW_EXERCISES if SHORT in _tags(notebook) else EXERCISES
    found = []
    if not least <= count <= most:
        found.append(
            f"it has {count} exercise{'s' * (count != 1)}, {least} to {most} make a lab"
            f" (tag the first cell {DRAFT!r} while it is in the making)"
        )
    if worth != POINTS:
        found.append(f"its exercises are worth {worth:g} points in all, not {POINTS}")
    return found
