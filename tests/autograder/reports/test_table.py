"""The class table: whatever the width of the terminal, every figure and every remark can be
read."""

from __future__ import annotations

import io
import re

import nbformat
import pytest
from rich.console import Console

from autograder.reports.table import Row, of_notebook, show

EXERCISES = ["rle", "bit_packing", "frame_of_reference", "delta", "dictionary", "mostly", "table"]


def row(student: str, first: int, remarks: list[str]) -> Row:
    points = {name: float(first + at) for at, name in enumerate(EXERCISES)}
    return Row(
        student, points, dict.fromkeys(EXERCISES, 90.0), dict.fromkeys(EXERCISES, "wrong"), remarks
    )


ROWS = [
    row("ada", 10, []),
    row("a-student-of-a-longer-name", 40, ["rle: ValueError: no [bold]rows[/bold]"]),
    Row("nobody", remarks=["NOT GRADED (the grader's fault, grade again): half an installation"]),
]


def printed(width: int, **named) -> list[str]:
    file = io.StringIO()
    show(ROWS, Console(file=file, width=width, color_system=None), **named)
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [60, 80, 100, 150, 200])
def test_it_fits_and_leaves_nothing_out(width):
    lines = printed(width)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    for student in ROWS[:2]:
        for points in student.points.values():
            assert re.search(rf"\b{points:g}\b", text), f"{student.student} lacks {points:g}"
    for name in EXERCISES:
        assert all(word in text for word in name.split("_")), name
    for remark in ("[bold]rows[/bold]", "half", "installation"):
        assert remark in text


def test_a_wide_terminal_has_names_above_and_remarks_beside():
    assert any("rle" in line and "dictionary" in line and "│" not in line for line in printed(200))
    assert any("a-student-of-a-longer-name │" in line and "rows" in line for line in printed(200))
    assert any(line.startswith("a-student-of-a-longer-name: rle:") for line in printed(80))


def test_it_says_where_the_final_scores_are():
    text = " ".join(printed(80, lab="compression"))
    assert "without lateness" in text and "'python -m autograder report compression'" in text


def test_an_error_without_words_has_no_empty_ones():
    cell = nbformat.v4.new_code_cell("input()", id="mine")
    cell.outputs = [nbformat.v4.new_output("error", ename="KeyboardInterrupt", evalue="")]
    row = of_notebook(nbformat.v4.new_notebook(cells=[cell]))
    assert row.remarks == ["cell mine: KeyboardInterrupt"]
