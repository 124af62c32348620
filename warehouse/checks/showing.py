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


class _Calls:
    """The call that the next message should name as its input: the first of a chain such as
    decode(encode(a))."""

    def __init__(self) -> None:
        self.timed = False  # calls made for their time: nothing is copied for a comparison
        self.clear()

    def clear(self) -> None:
        self.text, self.result, self.name, self.nested = "", None, "", False

    def start(self, name: str, args: tuple) -> str:
        if self.timed and name == self.name:  # to write it out once more would be timed too
            return self.text
        self.name = name
        chained = self.result is not None and any(argument is self.result for argument in args)
        # decode(encode(decode(...))) tells nobody anything
        self.nested = chained = chained and not self.nested
        if chained:
            shown = [self.text if argument is self.result else show(argument) for argument in args]
        else:
            shown = [show(argument) for argument in args]
        self.text, self.result = f"{name}({', '.join(shown)})", None
        return self.text


calls = _Calls()
