"""The outputs of a cell: collected within limits, and made safe for nbgrader to read points
from."""

from __future__ import annotations

import base64
import json

import nbformat
from nbformat import NotebookNode

from autograder.execution.cells import is_grade, is_graded
from warehouse.checks.outcomes import MIME

MOST_OUTPUTS = 1000  # of one cell
MOST_OF_AN_ERROR = 5000  # characters of its message, where a cell has put out more than it may
DEEPEST = 30  # levels of JSON in an output
LARGEST_PICTURE = 10_000  # pixels, as it is shown
TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")
JSON = "application/json"


def no_verdict(cell: NotebookNode) -> None:
    """A result shown in the student's process is nothing that nbgrader may read as points: it
    becomes a mere display."""
    for output in cell.outputs:
        if output.output_type == "execute_result":
            output.output_type = "display_data"
            output.pop("execution_count", None)


def seal(cell: NotebookNode) -> None:
    """Make nbgrader's reading of a graded cell safe: warnings cost nothing, silence earns
    nothing."""
    if not is_grade(cell) or cell.cell_type != "code":
        return
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            output.name = "stdout"
    finished = any(output.output_type == "execute_result" for output in cell.outputs)
    failed = any(output.output_type == "error" for output in cell.outputs)
    if cell.metadata.nbgrader.get("points", 0) > 0 and not finished and not failed:
        cell.outputs.append(
            error_output("NotFinished", "the graded checks of this exercise did not come to an end")
        )


class Fault(Exception):
    """An output that no notebook should hold; says why."""


def valid(output: object) -> NotebookNode:
    """``output`` as a notebook may hold it, whoever sent it: known kinds of data, each of its type,
    and plain metadata.

    Kinds that are not known (scripts, a widget without its state) are left out where there is
    another. What has none left, or a fault, becomes a line of text that says so.
    """
    try:
        return _MAKERS[output["output_type"]](output)
    except (Fault, TypeError, KeyError, AttributeError, ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, Fault) else type(error).__name__
        return _text(f"[an output that a notebook cannot hold: {why[:200]}]\n")


def _text(text: str) -> NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def _str(value: object, of: str) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    if not isinstance(value, str):
        raise Fault(f"{of} is no text")
    return value.encode("utf-8", "replace").decode()  # half characters, which no file can hold


def _base64(value: object, of: str) -> str:
    text = "".join(_str(value, of).split())
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        raise Fault(f"{of} is not base64") from None
    return text


def _json(value: object, of: str) -> object:
    if _too_deep(value, DEEPEST):
        raise Fault(f"{of} is nested too deep")
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except ValueError:
        raise Fault(f"{of} holds a number that JSON has not") from None
    return json.loads(text.encode("utf-8", "replace"))


def _too_deep(value: object, left: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not left or any(_too_deep(part, left - 1) for part in inner)


_KINDS = (
    dict.fromkeys(TEXTS, _str) | dict.fromkeys(IMAGES, _base64) | dict.fromkeys((JSON, MIME), _json)
)


def _data(output: dict) -> dict:
    if not isinstance(output["data"], dict):
        raise Fault("its data are no dict")
    data = {
        kind: check(output["data"][kind], kind)
        for kind, check in _KINDS.items()
        if kind in output["data"]
    }
    if output["data"] and not data:
        raise Fault(f"no kind of its data is shown: {', '.join(sorted(map(str, output['data'])))}")
    return data


def _metadata(metadata: object) -> dict:
    """What a page goes by when it shows a picture; anything else would be the sender's own."""
    if not isinstance(metadata, dict):
        raise Fault("its metadata are no dict")
    plain = _of_picture(metadata)
    for kind in IMAGES:
        if isinstance(metadata.get(kind), dict):
            plain[kind] = _of_picture(metadata[kind])
    return plain


def _of_picture(metadata: dict) -> dict:
    sizes = {
        key: metadata[key] for key in ("width", "height") if type(metadata.get(key)) in (int, float)
    }
    sizes = {key: size for key, size in sizes.items() if 0 < size <= LARGEST_PICTURE}
    words = (
        {"needs_background": metadata["needs_background"]}
        if metadata.get("needs_background") in ("light", "dark")
        else {}
    )
    flags = {"unconfined": True} if metadata.get("unconfined") is True else {}
    return sizes | words | flags


def _display(output: dict) -> NotebookNode:
    return nbformat.v4.new_output(
        "display_data", data=_data(output), metadata=_metadata(output.get("metadata", {}))
    )


def _result(output: dict) -> NotebookNode:
    count = output.get("execution_count")
    if type(count) not in (int, type(None)) or (count or 0) < 0:
        raise Fault("its execution count is no number")
    shown = _display(output)
    return nbformat.v4.new_output(
        "execute_result", data=shown.data, metadata=shown.metadata, execution_count=count
    )


def _stream(output: dict) -> NotebookNode:
    if output["name"] not in ("stdout", "stderr"):
        raise Fault("it is a stream of an unknown name")
    return nbformat.v4.new_output(
        "stream", name=output["name"], text=_str(output["text"], "its text")
    )


def _error(output: dict) -> NotebookNode:
    lines = output["traceback"]
    if not isinstance(lines, list):
        raise Fault("its traceback is no list")
    return nbformat.v4.new_output(
        "error",
        ename=_str(output["ename"], "its name"),
        evalue=_str(output["evalue"], "its message"),
        traceback=[_str(line, "a line of its traceback") for line in lines],
    )


_MAKERS = {"display_data": _display, "execute_result": _result, "stream": _stream, "error": _error}


class Outputs:
    """Collects the outputs of a cell, up to so many bytes.

    ``displays``: outputs by display id, of the cells before this one; a cell may update what they
    show.
    """

    def __init__(
        self,
        cell: NotebookNode,
        largest: int,
        displays: dict[str, list[NotebookNode]] | None = None,
    ):
        self.cell, self.largest, self.bytes = cell, largest, 0
        self.displays = {} if displays is None else displays
        self.clear_next = False
        cell.outputs = []

    def __call__(self, output: dict) -> None:
        if output.get("clear"):
            self.clear_next = bool(output.get("wait"))
            if not self.clear_next:
                self._clear()
            return
        if self.clear_next:
            self._clear()
            self.clear_next = False
        made = valid(output)
        if output.get("update"):
            self._update(output.get("display_id"), made)
            return
        if self._has_room(made, _size(made)):
            self._append(made)
            if made.output_type == "display_data" and isinstance(output.get("display_id"), str):
                self.displays.setdefault(output["display_id"], []).append(made)

    def _clear(self) -> None:
        self.cell.outputs.clear()
        self.bytes = 0

    def _has_room(self, made: NotebookNode, size: int) -> bool:
        """Whether an output of so many bytes still goes into the cell. An error does, cut; a graded
        cell's result does: it is the test process's."""
        self.bytes += size
        if (
            self.bytes <= self.largest
            or is_graded(self.cell)
            and made.output_type == "execute_result"
        ):
            return True
        if made.output_type == "error":
            made.evalue = made.evalue[:MOST_OF_AN_ERROR]
            made.traceback = [f"{made.ename[:100]}: {made.evalue}"]
            return True
        note = f"\n[output beyond {self.largest:,} bytes was dropped]\n"
        if not any(note in str(o.get("text", "")) for o in self.cell.outputs):
            self.cell.outputs.append(_text(note))
        return False

    def _append(self, made: NotebookNode) -> None:
        outputs = self.cell.outputs
        last = outputs[-1] if outputs else None
        if (
            made.output_type == "stream"
            and last
            and last.output_type == "stream"
            and last.name == made.name
        ):
            last.text += made.text
        elif len(outputs) < MOST_OUTPUTS:
            outputs.append(made)

    def _update(self, shown_as: object, made: NotebookNode) -> None:
        """Put ``made`` where the display of this id is shown. As in Jupyter, one that is not shown
        has no effect."""
        shown = self.displays.get(shown_as, []) if isinstance(shown_as, str) else []
        if not shown or made.output_type != "display_data":
            return
        if self._has_room(made, (_size(made) - _size(shown[0])) * len(shown)):
            for old in shown:
                old.data, old.metadata = made.data, made.metadata


def _size(output: NotebookNode) -> int:
    return len(json.dumps(output, ensure_ascii=False))


def error_output(name: str, value: str) -> NotebookNode:
    return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=[f"{name}: {value}"])
