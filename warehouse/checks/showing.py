"""Values and calls as short texts, for messages."""

from __future__ import annotations

from types import FunctionType

import numpy as np
import pyarrow as pa

_LONGEST = 160  # characters of a value shown in a message


def show(value: object) -> str:
    """A short text of a value: arrays with dtype and, where shortened, their length."""
    try:
        return _show(value)
    # whatever a student's __repr__ does, and numbers and dates that no text can hold
    except Exception as error:
        return f"(a {type(value).__name__} that cannot be shown: {type(error).__name__})"


def _show(value: object) -> str:
    if type(value) in (int, float, str, bool, type(None)):
        text = repr(value)
    elif type(value) is np.ndarray:
        body = np.array2string(
            value, threshold=12, edgeitems=4, separator=", ", max_line_width=10_000
        )
        size = f", {value.size} values" if value.size > 12 else ""
        text = f"{body} ({value.dtype}{size})"
    elif isinstance(value, (pa.Table, pa.Array, pa.ChunkedArray)):
        rows = f"an Arrow {type(value).__name__} of {len(value)} rows"
        text = f"{rows}: {_rows(value)}" if len(value) <= 6 else rows
    elif isinstance(value, tuple) and hasattr(type(value), "_fields"):
        # what a record has by default is not worth the reader's time
        unsaid = getattr(type(value), "_field_defaults", {})
        said = [
            (name, part)
            for name, part in zip(type(value)._fields, value)
            if name not in unsaid or part is not unsaid[name]
        ]
        text = f"{type(value).__name__}({', '.join(f'{name}={show(part)}' for name, part in said)})"
    elif type(value) is FunctionType:
        text = f"<function {value.__name__}>"
    elif isinstance(value, bytes) and len(value) > 40:
        text = f"{value[:12]!r}... ({len(value)} bytes)"
    elif isinstance(value, (list, tuple)) and any(
        isinstance(part, (pa.Table, np.ndarray)) or hasattr(type(part), "_fields") for part in value
    ):
        inside = ", ".join(map(show, value))
        text = f"[{inside}]" if isinstance(value, list) else f"({inside}{',' * (len(value) == 1)})"
    else:
        text = repr(value)
    return text if len(text) <= _LONGEST * 2 else text[:_LONGEST] + " ... " + text[-40:]


def _rows(value: pa.Table | pa.Array | pa.ChunkedArray) -> object:
    try:
        return value.to_pydict() if isinstance(value, pa.Table) else value.to_pylist()
    except (ValueError, OverflowError):  # nanoseconds and years that Python's own times have not
        return value.to_string()


class Said:
    """A call as a text, ``str()`` of it, which is made when somebody asks: most calls are right, and
    large arguments take long to show. ``parts``: a text, a call, or what is to be shown, alone in a
    tuple."""

    def __init__(self, name: str, parts: list[str | tuple[object] | Said]):
        self._name, self._parts, self._text = name, parts, ""

    def __str__(self) -> str:
        if not self._text:
            shown = [show(*part) if type(part) is tuple else str(part) for part in self._parts]
            self._text, self._parts = f"{self._name}({', '.join(shown)})", []
        return self._text


def _unchanging(value: object) -> bool:
    """Whether a copy of a value has nothing in common with it: arrays, and records of them."""
    kind = type(value)
    return (
        kind is np.ndarray
        and value.dtype != object
        or (
            hasattr(kind, "_fields")
            and all(type(part) in (int, str) or _unchanging(part) for part in value)
        )
    )


class _Calls:
    """The call that the next message should name as its input: the first of a chain such as
    decode(encode(a))."""

    def __init__(self) -> None:
        self.timed = False  # calls made for their time: nothing is copied for a comparison
        self.clear()

    def clear(self) -> None:
        self._said: str | Said = ""
        self.result, self.name, self.nested = None, "", False

    @property
    def text(self) -> str:
        return str(self._said)

    @text.setter
    def text(self, text: str) -> None:
        self._said = text

    def start(self, name: str, args: tuple) -> str:
        return str(self.begin(name, args, [None] * len(args)))

    def begin(self, name: str, args: tuple, copies: list[tuple[object] | None]) -> str | Said:
        """``copies``: of the arguments, as they are before the call, each in a tuple, which nobody
        will change; where there is none, and where it holds what the call may change, the argument
        is shown now."""
        if self.timed and name == self.name:  # to write it out once more would be timed too
            return self._said
        self.name = name
        chained = self.result is not None and any(argument is self.result for argument in args)
        # decode(encode(decode(...))) tells nobody anything
        self.nested = chained = chained and not self.nested
        parts = [
            self._said
            if chained and argument is self.result
            else copy
            if copy and _unchanging(argument)
            else show(argument)
            for argument, copy in zip(args, copies)
        ]
        self._said, self.result = Said(name, parts), None
        return self._said


calls = _Calls()


def says(text: str, name: str) -> bool:
    """Whether a message holds a name, written as ``str`` or as ``repr`` does. Of a name with a line end or a
    quote the two differ, and a ``KeyError`` writes its whole message as ``repr`` does once more: how many
    backslashes there are is nobody's mistake."""
    return name in text or repr(name)[1:-1].replace("\\", "") in text.replace("\\", "")
