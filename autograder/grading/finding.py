"""Which of the files that a student handed in is their work, as a person would see it.

The name is a hint and no more: a notebook that is worked on, one folder deeper, in an archive, or under
a name that a browser or an editor made of it, is taken before an untouched original. What was taken
otherwise than as the task asks for is noted; where nothing can be taken the note says what lay there.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import jupytext

LARGEST = 400 * 1024 * 1024  # bytes; a larger file is not read at all
MOST_FILES = 200  # that are looked at, in one submission
DEEPEST = 4  # folders below the submission's own
KINDS = (".ipynb", ".json", ".txt", ".py")  # in the order in which a person would look


@dataclass(frozen=True)
class File:
    """A file as it lies there: ``name`` below the submission's folder, ``size`` in bytes, ``read``
    gives its bytes."""

    name: str
    size: int
    read: Callable[[], bytes]

    @property
    def kind(self) -> str:
        return PurePosixPath(self.name).suffix.lower()


@dataclass
class Found:
    """A file that holds a notebook's cells."""

    name: str
    cells: list
    notes: list[str]


def find(folder: Path, lab: str, worked: Callable[[list], int]) -> tuple[Found | None, list[str]]:
    """The cells of the work in ``folder``, with notes; None and the reason where there is none.

    ``worked(cells)`` counts the answers that are no stubs any more.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return None, ["the submission's folder is a link to another place, which was not followed"]
    expected = f"{lab}.ipynb"
    files, troubles = _files(folder)
    opened, unreadable = [], []
    for file in files:
        found, trouble = _opened(file, expected)
        if found:
            opened.append(found)
        elif trouble and (file.kind == ".ipynb" or len(files) == 1):
            unreadable.append(trouble)
    if not opened:
        return None, _nothing(expected, files, [*unreadable, *troubles])
    counts = {found.name: worked(found.cells) for found in opened}
    best = max(
        opened, key=lambda found: (counts[found.name], found.name == expected, -len(found.name))
    )
    notes = [trouble for trouble in unreadable if best.name != expected] + best.notes
    if best.name != expected:
        beside = expected in counts
        notes.insert(
            0,
            f"the work was found in {_shown(best.name)}"
            + (f": {expected} beside it is less far" if beside else f", not {expected}")
            + "; it was graded all the same",
        )
    others = [name for name in counts if name not in (best.name, expected) and counts[name]]
    if others:
        notes.append(
            f"other notebooks were handed in and not graded: {', '.join(map(_shown, others[:5]))}"
        )
    return best, notes


def _files(folder: Path) -> tuple[list[File], list[str]]:
    """What lies in the folder, archives opened; and what could not be looked at."""
    found: list[File] = []
    troubles: list[str] = []
    for path in walk(folder, troubles):
        name = path.relative_to(folder).as_posix()
        size = path.stat().st_size
        file = File(name, size, path.read_bytes)
        found += list(_members(file, troubles)) if file.kind == ".zip" else [file]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda file: (order.get(file.kind, 9), file.name))[
        :MOST_FILES
    ], troubles


def walk(folder: Path, troubles: list[str], depth: int = 0) -> Iterator[Path]:
    """The regular files of a submission, by name: none that is hidden, none behind a link. Adds to
    ``troubles`` what could not be looked at."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        troubles.append(f"{_shown(folder.name)} cannot be read: {error.strerror}")
        return
    for path in entries[: 10 * MOST_FILES]:
        if path.name.startswith((".", "~")) or path.name == "__MACOSX" or path.is_symlink():
            continue
        if path.is_dir():
            if depth < DEEPEST:
                yield from walk(path, troubles, depth + 1)
        elif path.is_file():
            yield path


def _members(file: File, troubles: list[str]) -> Iterator[File]:
    try:
        if file.size > LARGEST:
            raise zipfile.BadZipFile("too large")
        zipped = zipfile.ZipFile(io.BytesIO(file.read()))
        members = zipped.infolist()[: 10 * MOST_FILES]
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        troubles.append(f"the archive {_shown(file.name)} cannot be read: {error}")
        return
    for info in members:
        parts = PurePosixPath(info.filename).parts
        hidden = any(part.startswith((".", "~")) or part == "__MACOSX" for part in parts)
        if not info.is_dir() and not hidden:
            name = f"{file.name}/{info.filename}"
            yield File(name, info.file_size, lambda info=info: _unzipped(zipped, info))


def _unzipped(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most ``LARGEST`` bytes, whatever the archive says of the size."""
    with zipped.open(info) as member:
        return member.read(LARGEST + 1)


def _opened(file: File, expected: str) -> tuple[Found | None, str]:
    """The cells in a file, or why there are none."""
    shown = _shown(file.name)
    if file.kind not in KINDS:
        return None, f"{shown} is no notebook"
    if file.size > LARGEST:
        return None, (
            f"{shown} is larger than {LARGEST >> 20} MiB and was not read: clear its outputs and "
            "hand it in again"
        )
    try:
        raw = file.read()
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        return None, f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}"
    text, notes = _decoded(raw)
    if file.kind == ".py":
        cells = _of_script(text)
        return (Found(file.name, cells, notes), "") if cells else (None, f"{shown} holds no code")
    cells, trouble = _of_json(text)
    if cells is None:
        what = "the file" if file.name == expected else shown
        return None, "; ".join([*notes, f"{what} {trouble}"])
    return Found(file.name, cells, notes), ""


def _decoded(raw: bytes) -> tuple[str, list[str]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ["the file is UTF-16 and was read as such"]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        note = "the file is not UTF-8; unreadable characters were replaced"
        return raw.decode("utf-8", errors="replace"), [note]


def _of_json(text: str) -> tuple[list | None, str]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        return None, f"is not a notebook: it is not JSON ({error})"
    if not isinstance(content, dict):
        return None, "is JSON but not a notebook"
    cells = content.get("cells")
    if cells is None and isinstance(content.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        return None, "is JSON but has no cells"
    return cells, ""


def _of_script(text: str) -> list:
    """The cells of a notebook that was saved as a script."""
    try:
        return [dict(cell) for cell in jupytext.reads(text, fmt="py").cells if cell.source.strip()]
    except Exception:  # whatever a text makes of a parser that is not ours: it is no notebook
        return [{"cell_type": "code", "source": text, "metadata": {}}] if text.strip() else []


def _nothing(expected: str, files: list[File], troubles: list[str]) -> list[str]:
    if troubles:
        return troubles
    if not files:
        return [f"no notebook was handed in: {expected} is missing"]
    there = ", ".join(_shown(file.name) for file in files[:5])
    more = f" and {len(files) - 5} more" if len(files) > 5 else ""
    return [f"no notebook was handed in: {expected} is missing, and there lay {there}{more}"]


def _shown(name: str) -> str:
    return re.sub(r"[^\w .,()+/-]", "?", name)[-80:]
