"""Tables as a spreadsheet writes them, read or refused in a sentence: the roster, and who works
together.

A file is read as it comes: with a byte order mark, with semicolons or tabs, in Windows' code page,
with blanks around what it says.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.paths import UsageError


def rows(path: Path, columns: tuple[str, ...], needed: int = 1) -> Iterator[tuple[str, dict]]:
    """Of every line that says anything, where it stands ("FILE, line 3") and its texts by column,
    empty where it says nothing.

    ``columns``: those that are read, of which the first ``needed`` must be there. Raises UsageError
    that names the fix.
    """
    try:
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    hint = re.match(r"sep=.\r?\n", text)  # Excel's own, for itself
    text = text[hint.end() if hint else 0 :]
    lines = text.splitlines()
    if not lines:
        raise UsageError(f"{path} is empty: its first line must name the columns, id first")
    separator = max(",;\t", key=lines[0].count)
    found = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    header = [name.strip().strip("\"'").lower().replace(" ", "_") for name in next(found)]
    for name in columns[:needed]:
        if name not in header:
            raise UsageError(
                f"{path} has no column {name}; it has {', '.join(filter(None, header)) or 'none'}. "
                f"The first line must name the columns: {','.join(columns)}"
            )
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise UsageError(f"{path} has the column {twice[0]} twice")
    for row in found:
        values = dict(zip(header, (value.strip() for value in row)))
        if any(values.values()):
            where = f"{path}, line {found.line_num + bool(hint)}"
            yield where, {name: values.get(name, "") for name in columns}


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # what a spreadsheet on Windows writes where it does not say UTF-8
        return data.decode("cp1252", "replace")
