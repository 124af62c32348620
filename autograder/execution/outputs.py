"""The outputs of a cell: collected within limits, and made safe for nbgrader to read points from."""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_grade

MOST_OUTPUTS = 1000  # of one cell


def no_verdict(cell: NotebookNode) -> None:
    """A result shown in the student's process is nothing that nbgrader may read as points: it becomes a mere display."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.output_type = "display_data"
            output.pop("execution_count", None)


def seal(cell: NotebookNode) -> None:
    """Make nbgrader's reading of a graded cell safe: warnings cost nothing, silence earns nothing."""
    if not is_grade(cell) or cell.cell_type != "code":
        return
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            output.name = "stdout"
    finished = any(output.output_type == "execute_result" for output in cell.outputs)
    failed = any(output.output_type == "error" for output in cell.outputs)
    if cell.metadata.nbgrader.get("points", 0) > 0 and not finished and not failed:
        cell.outputs.append(error_output("NotFinished", "the graded checks of this exercise did not come to an end"))


class Outputs:
    """Collects the outputs of a cell, up to so many bytes."""

    def __init__(self, cell: NotebookNode, largest: int):
        self.cell, self.largest, self.bytes = cell, largest, 0
        cell.outputs = []

    def __call__(self, output: dict) -> None:
        text = json.dumps(output, ensure_ascii=False)
        self.bytes += len(text)
        output = json.loads(text.encode("utf-8", "replace"))  # half characters, which no file can hold
        outputs, kind = self.cell.outputs, output.get("output_type")
        if output.get("clear"):
            outputs.clear()
        elif self.bytes > self.largest and kind in ("stream", "display_data"):
            note = f"\n[output beyond {self.largest:,} bytes was dropped]\n"
            if not any(note in str(o.get("text", "")) for o in outputs):
                outputs.append(nbformat.v4.new_output("stream", name="stdout", text=note))
        elif (
            kind == "stream" and outputs and outputs[-1].get("name") == output.get("name") and isinstance(output.get("text"), str)
        ):
            outputs[-1].text += output["text"]
        elif len(outputs) < MOST_OUTPUTS:
            try:
                made = nbformat.v4.new_output(**output)
                nbformat.validate(made, ref="output", version=4)
            except (nbformat.ValidationError, TypeError, KeyError, AttributeError, ValueError, AssertionError) as error:
                made = nbformat.v4.new_output(
                    "stream", name="stdout", text=f"[an output that no notebook can hold: {type(error).__name__}]\n"
                )
            outputs.append(made)


def error_output(name: str, value: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=[f"{name}: {value}"])
