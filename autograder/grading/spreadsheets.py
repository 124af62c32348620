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

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods, xls
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def rows(path: Path, columns: tuple[str, ...], needed: int = 1) -> Iterator[tuple[str, dict]]:
    """Of every line that says anything, where it stands ("FILE, line 3") and its texts by column,
    empty where it says nothing.

    ``columns``: those that are read, of which the first ``needed`` must be there. Raises UsageError
    that names the fix.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    if data.startswith(_WORKBOOKS) or (b"\0" in data and not data.startswith(_UTF16)):
        raise UsageError(
            f"{path} is no text: it is a spreadsheet's own file, it seems. Save it there as CSV"
        )
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")  # Macs had \r alone
    hint = re.match(r"sep=.\n", text)  # Excel's own, for itself
    text = text[hint.end() if hint else 0 :]
    lines = text.splitlines()
    if not lines:
        raise UsageError(f"{path} is empty: its first line must name the columns, id first")
    separator = max(",;\t", key=lines[0].count)
    # with an end, a quotation mark that is open in the last line has the end in it
    found = _cells(f"{text}\n", separator, path, bool(hint))
    _, first = next(found)
    header = [name.strip().strip("\"'").lower().replace(" ", "_") for name in first]
    for name in columns[:needed]:
        if name not in header:
            raise UsageError(
                f"{path} has no column {name}; it has {', '.join(filter(None, header)) or 'none'}. "
                f"The first line must name the columns: {','.join(columns)}"
            )
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise UsageError(f"{path} has the column {twice[0]} twice")
    for where, row in found:
        values = dict(zip(header, (value.strip() for value in row)))
        if any(values.values()):
            yield where, {name: values.get(name, "") for name in columns}


def _cells(text: str, separator: str, path: Path, hint: bool) -> Iterator[tuple[str, list[str]]]:
    """Each line's cells, and where it stands. Python's reader takes a quotation mark that nobody
    closes for the beginning of a text of many lines, and those lines are gone."""
    found = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    while True:
        where = f"{path}, line {found.line_num + 1 + hint}"
        try:
            row = next(found)
        except StopIteration:
            return
        except csv.Error as error:
            raise UsageError(
                f"{where}: it cannot be read ({error}): save it as CSV again"
            ) from None
        if any("\n" in cell for cell in row):
            raise UsageError(
                f"{where}: a quotation mark is opened there and not closed in that line: close it, "
                "or take it out"
            )
        yield where, row


def _decoded(data: bytes) -> str:
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # what a spreadsheet on Windows writes where it does not say UTF-8
        return data.decode("cp1252", "replace")
