"""Who got what, for a person: read back from the autograded notebooks, printed as one table."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import nbformat
from nbgrader.utils import determine_grade, is_grade
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.grading import repair
from autograder.grading.classes import Graded
from autograder.grading.places import Places
from autograder.grading.preprocessors import checks_in
from warehouse.checks.report import state

IN_A_LOG = 150  # columns, where no terminal says how many it has
WHICH = (
    "points of the checks: without lateness, and without what was given by hand; the final score "
    "is in 'python -m autograder report {lab}' and in what 'nbgrader export' writes"
)
LEAST_REMARKS = 30  # columns for remarks beside the points; with fewer they go below


@dataclass
class Row:
    """One student's line. ``points`` by exercise; ``states`` holds the word for each exercise;
    ``remarks`` are sentences."""

    student: str
    points: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        return sum(self.points.values())


def of_notebook(nb: nbformat.NotebookNode, student: str = "") -> Row:
    """The points that nbgrader's own reading gives an executed notebook, and how each exercise
    ended."""
    row = Row(student)
    for cell in nb.cells:
        if (
            cell.cell_type != "code"
            or not is_grade(cell)
            or not cell.metadata.nbgrader.get("points")
        ):
            continue
        exercise = cell.metadata.nbgrader["grade_id"].removesuffix("-checks")
        row.points[exercise], row.most[exercise] = determine_grade(cell)
        data = checks_in(cell)
        if data:
            row.states[exercise] = state(data)
        else:
            error = next((o for o in cell.outputs if o.output_type == "error"), None)
            row.states[exercise] = {"OverLimit": "over a limit"}.get(
                error.ename if error else "", "error"
            )
            row.remarks.append(f"{exercise}: {error.evalue if error else 'no result'}")
    row.remarks += nb.metadata.get(repair.NOTES, [])
    row.remarks += _cell_faults(nb)
    return row


def _cell_faults(nb: nbformat.NotebookNode) -> list[str]:
    """Sentences on cells of the student's that did not run: what a student would otherwise have to
    find out."""
    found = []
    for cell in nb.cells:
        if cell.cell_type == "code" and not is_grade(cell):
            found += [
                f"cell {cell.get('id')}: {o.ename}{': ' if o.evalue.strip() else ''}{o.evalue}"
                for o in cell.get("outputs", [])
                if o.output_type == "error"
                and o.ename not in ("NotImplementedError", "ChecksFailed")
            ]
    return found


def class_table(lab: str, outcomes: list[Graded], places: Places) -> list[Row]:
    """A row for every submission, in the order graded; where there is no grade the reason stands in
    the remarks."""
    rows = []
    for outcome in outcomes:
        path = places.autograded_notebook(outcome.student, lab)
        if outcome.fault or not path.exists():
            rows.append(
                Row(
                    outcome.student,
                    remarks=[
                        f"NOT GRADED (the grader's fault, grade again): {outcome.fault}",
                        *outcome.notes,
                    ],
                )
            )
        else:
            row = of_notebook(nbformat.read(path, as_version=4), outcome.student)
            if outcome.no_page:
                row.remarks.insert(0, f"NO PAGE (the grade stands, grade again): {outcome.no_page}")
            if outcome.short_page:
                row.remarks.insert(0, f"page without own cells: {outcome.short_page}")
            rows.append(row)
    return rows


def show(rows: list[Row], console: Console | None = None, lab: str = "") -> None:
    """Print the rows as wide as the terminal; exercises are columns, a dot marks one that is not
    started. Where names and remarks do not fit, columns are numbered, and remarks follow below.
    ``lab``: says where its final scores are, which these points are not."""
    console = console or Console(width=None if sys.stdout.isatty() else IN_A_LOG)
    names = next((list(row.points) for row in rows if row.points), [])
    heads = [name.replace("_", " ") for name in names]
    longest = [max(map(len, head.split())) for head in heads]
    student = max((len(row.student) for row in rows), default=0)
    # a column of n characters takes n + 3, and the table ends in one more
    needed = sum(width + 3 for width in [student, len("of 100"), *longest, LEAST_REMARKS]) + 1
    if needed <= console.width:
        console.print(_table(rows, names, heads, longest, with_remarks=True))
    else:
        numbers = [str(number) for number in range(1, len(heads) + 1)]
        console.print(
            ", ".join(f"{number} {head}" for number, head in zip(numbers, heads)), highlight=False
        )
        console.print(_table(rows, names, numbers, [1] * len(heads), with_remarks=False))
        for row in rows:
            if words := _remarks(row):
                console.print(f"{escape(row.student)}: {escape(words)}", highlight=False)
    if lab and names:
        console.print(WHICH.format(lab=lab), highlight=False)


def _table(
    rows: list[Row], names: list[str], heads: list[str], widths: list[int], with_remarks: bool
) -> Table:
    most = next((row.most for row in rows if row.most), {})
    table = Table(title=None, header_style="bold", expand=False)
    # where even numbers do not fit, a student's name is broken and no figure is lost
    table.add_column("student", no_wrap=with_remarks, overflow="fold")
    table.add_column(f"score\nof {sum(most.values()):g}", justify="right", no_wrap=True)
    for name, head, width in zip(names, heads, widths):
        title = f"{head}\n{most[name]:g}"
        table.add_column(title, justify="right", no_wrap=not with_remarks, min_width=width)
    if with_remarks:
        table.add_column("remarks", ratio=1, min_width=LEAST_REMARKS)
    for row in rows:
        cells = [
            "·" if row.states.get(name) == "not started" else f"{row.points[name]:g}"
            for name in names
            if name in row.points
        ]
        cells += [""] * (len(names) - len(cells))
        score = f"{row.score:g}" if row.points else "-"
        remarks = [escape(_remarks(row))] if with_remarks else []
        table.add_row(escape(row.student), score, *cells, *remarks)
    return table


def _remarks(row: Row) -> str:
    endings = sorted({s for s in row.states.values() if s in ("error", "over a limit")})
    started = any(s != "not started" for s in row.states.values())
    words = ([] if started or not row.points else ["not started"]) + endings + row.remarks
    return _short("; ".join(dict.fromkeys(words)))


def _short(text: str, longest: int = 150) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
