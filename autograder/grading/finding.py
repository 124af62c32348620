"""Which of the files that a student handed in is their work, as a person would see it.

The name is a hint and no more: a notebook that is worked on, one folder deeper, in an archive, or under
a name that a browser or an editor made of it, is taken before an untouched original. What was taken
otherwise than as the task asks for is noted; where nothing can be taken the note says what lay there.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.grading import imports, scripts

LARGEST = 400 * 1024 * 1024  # bytes; a larger file is not read at all
MOST_FILES = 200  # that are looked at, in one submission
DEEPEST = 4  # folders below the submission's own
# in the order in which a person would look; a phone leaves out the end of a name, or puts one behind
KINDS = (".ipynb", ".json", ".txt", ".bin", ".download", "", ".py", ".md")
ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
NESTED = 3  # archives in archives
PACKED = {".gz": gzip, ".bz2": bz2, ".xz": lzma}  # one file alone, or a tar archive
STARTS = {b"PK\x03\x04": ".zip", b"\x1f\x8b": ".gz"}  # of an archive under a notebook's name
CHECKPOINTS = ".ipynb_checkpoints"  # Jupyter's copies: looked at where there is nothing else
LARGEST_MODULE = 1 << 20  # bytes of a module that lies beside the notebook
MOST_MODULES = 20


@dataclass(frozen=True)
class File:
    """A file as it lies there: ``name`` below the submission's folder, ``size`` in bytes, ``read``
    gives its bytes."""

    name: str
    size: int
    read: Callable[[], bytes]

    @property
    def kind(self) -> str:
        return PurePosixPath(self.name.rstrip()).suffix.lower()


@dataclass
class Found:
    """A file that holds a notebook's cells."""

    name: str
    cells: list
    notes: list[str]
    modules: dict[str, str] = field(default_factory=dict)  # that it imports and that lay beside it


def find(folder: Path, lab: str, worked: Callable[[list], int]) -> tuple[Found | None, list[str]]:
    """The cells of the work in ``folder``, with notes; None and the reason where there is none.

    ``worked(cells)`` counts the answers that are no stubs any more.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return None, ["the submission's folder is a link to another place, which was not followed"]
    expected = f"{lab}.ipynb"
    files, troubles = _files(folder)
    kept = [file for file in files if CHECKPOINTS not in PurePosixPath(file.name).parts]
    opened, unreadable = _all_opened(kept, expected)
    if not opened and len(kept) < len(files):
        opened, _ = _all_opened([file for file in files if file not in kept], expected)
    if not opened:
        return None, _nothing(expected, kept, [*unreadable, *troubles])
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
    best.modules, unread = _modules(best, kept)
    notes += unread
    if best.modules:
        names = ", ".join(f"{name}.py" for name in best.modules)
        notes.append(f"the notebook imports {names}, which lay beside it: graded with it")
    taken = {str(PurePosixPath(best.name).parent / f"{name}.py") for name in best.modules}
    others = [
        name
        for name in counts
        if name not in (best.name, expected, *taken) and counts[name] and name[-3:] != ".py"
    ]
    if others:
        notes.append(
            f"other notebooks were handed in and not graded: {', '.join(map(_shown, others[:5]))}"
        )
    return best, notes


def _all_opened(files: list[File], expected: str) -> tuple[list[Found], list[str]]:
    """What holds cells, and what is wrong with notebooks that hold none."""
    opened, unreadable = [], []
    for file in files:
        found, trouble = _opened(file, expected)
        if found:
            opened.append(found)
        elif trouble and (file.kind == ".ipynb" or len(files) == 1 or _stands_for(file, expected)):
            unreadable.append(trouble)
    return opened, unreadable


def _stands_for(file: File, expected: str) -> bool:
    """Whether it was handed in in the notebook's place: compression.pdf, compression.ipynb.rar."""
    named = PurePosixPath(file.name).name.lstrip(".").startswith(PurePosixPath(expected).stem)
    return named and file.kind in scripts.INSTEAD


def _modules(found: Found, files: list[File]) -> tuple[dict[str, str], list[str]]:
    """By path without its ending the source of modules that a notebook imports or runs, those of
    packages too, and those that they import in turn, where they lie beside it and in no library; and
    what is wrong with those that cannot be read."""
    there: dict[str, list[tuple[str, File]]] = {}  # by the name that is imported
    for file in files:
        parts = _beside(file, found)
        if parts and file.name != found.name and file.size <= LARGEST_MODULE:
            there.setdefault(parts[0], []).append(("/".join(parts), file))
    taken: dict[str, str] = {}
    troubles = []
    sources = [
        text
        for cell in found.cells
        if isinstance(cell, dict) and (text := _text(cell.get("source", cell.get("input"))))
    ]
    while sources and there:
        source = sources.pop()
        named = {
            name
            for name in imports.imported(source)
            if name in there and not imports.is_a_librarys(name)
        }
        for name in sorted(named | (imports.run(source) & there.keys())):
            for path, file in there.pop(name):
                if len(taken) == MOST_MODULES:
                    break
                try:
                    taken[path] = _decoded(file.read())[0]
                except _UNREADABLE as error:
                    troubles.append(f"{path}.py, which the notebook imports, {_unread(error)}")
                else:
                    sources.append(taken[path])
    return taken, troubles


def _beside(file: File, found: Found) -> list[str]:
    """The parts of a module's path below the notebook's folder, the last without its ending; none where
    no import leads there."""
    folder = PurePosixPath(found.name).parent
    path = PurePosixPath(file.name)
    if file.kind != ".py" or not path.is_relative_to(folder):
        return []
    parts = list(path.relative_to(folder).with_suffix("").parts)
    return parts if all(part.isidentifier() for part in parts) else []


def _unread(error: Exception) -> str:
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return "cannot be read: its archive wants a password"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _text(source: object) -> str:
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _files(folder: Path) -> tuple[list[File], list[str]]:
    """What lies in the folder, archives opened; and what could not be looked at."""
    found: list[File] = []
    troubles: list[str] = []
    for path in walk(folder, troubles):
        name = path.relative_to(folder).as_posix()
        size = path.stat().st_size
        file = File(name, size, path.read_bytes)
        found += _unpacked(file, troubles)
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
        if _is_hidden(path.name) or path.is_symlink():
            continue
        if path.is_dir():
            if depth < DEEPEST:
                yield from walk(path, troubles, depth + 1)
        elif path.is_file():
            yield path


def _is_hidden(name: str) -> bool:
    if name == CHECKPOINTS or name.endswith(".ipynb.icloud"):
        return False
    return name.startswith((".", "~")) or name == "__MACOSX"


def _unpacked(file: File, troubles: list[str], depth: int = 0) -> list[File]:
    """The file, or what is in the archive that it is, archives in it opened too."""
    kind = _archive(file)
    if not kind or depth == NESTED:
        return [file]
    try:
        if file.size > LARGEST:
            raise zipfile.BadZipFile("too large")
        members = _members(file, kind)
    except (*_UNREADABLE, ValueError) as error:
        if file.kind not in ARCHIVES:
            return [file]
        troubles.append(f"the archive {_shown(file.name)} cannot be read: {error}")
        return []
    if file.kind not in ARCHIVES and not any(member.kind == ".ipynb" for member in members):
        return [file]  # a letter, say, whose format is an archive: what it is will be said
    return [one for member in members for one in _unpacked(member, troubles, depth + 1)]


def _archive(file: File) -> str:
    """The kind of archive that a file is, also one under a notebook's name; empty where it is none."""
    if file.kind in ARCHIVES:
        return file.kind
    if file.kind != ".ipynb" or file.size > LARGEST:
        return ""
    try:
        begins = file.read()[:4]
    except _UNREADABLE:  # which is said where it is opened
        return ""
    return next((kind for start, kind in STARTS.items() if begins.startswith(start)), "")


def _members(file: File, kind: str) -> list[File]:
    if kind == ".zip":
        return list(_zipped(file))
    try:
        return list(_tarred(file))
    except tarfile.ReadError:
        if kind not in PACKED:
            raise
        return [_alone(file, kind)]


def _alone(file: File, kind: str) -> File:
    """What a single packed file holds: compression.ipynb of compression.ipynb.gz."""
    with PACKED[kind].open(io.BytesIO(file.read())) as packed:
        content = packed.read(LARGEST + 1)
    name = PurePosixPath(file.name).name.removesuffix(kind)
    return File(f"{file.name}/{name}", len(content), lambda: content)


_UNREADABLE = (
    OSError,
    zipfile.BadZipFile,
    tarfile.TarError,
    EOFError,
    RuntimeError,  # it wants a password, or a way of packing that this Python lacks
    lzma.LZMAError,
    zlib.error,
)


def _zipped(file: File) -> Iterator[File]:
    zipped = zipfile.ZipFile(io.BytesIO(file.read()))
    for info in zipped.infolist()[: 10 * MOST_FILES]:
        if not info.is_dir() and not any(map(_is_hidden, PurePosixPath(info.filename).parts)):
            name = f"{file.name}/{info.filename}"
            yield File(name, info.file_size, lambda info=info: _bounded(zipped.open(info)))


def _tarred(file: File) -> Iterator[File]:
    """Of a tar archive, packed or not, the plain files, ``LARGEST`` bytes in all; none is written
    anywhere."""
    left = LARGEST
    with tarfile.open(fileobj=io.BytesIO(file.read()), mode="r:*") as archive:
        for count, info in enumerate(archive):
            if count == 10 * MOST_FILES:
                return
            if info.isreg() and not any(map(_is_hidden, PurePosixPath(info.name).parts)):
                left -= info.size
                content = _bounded(archive.extractfile(info)) if left >= 0 else b""
                yield File(f"{file.name}/{info.name}", info.size, lambda content=content: content)


def _bounded(member: io.BufferedIOBase) -> bytes:
    """At most ``LARGEST`` bytes, whatever the archive says of the size."""
    with member:
        return member.read(LARGEST + 1)


def _opened(file: File, expected: str) -> tuple[Found | None, str]:
    """The cells in a file, or why there are none."""
    shown = _shown(file.name)
    if file.kind not in KINDS:
        return None, f"{shown} {scripts.INSTEAD.get(file.kind, 'is no notebook')}"
    if file.size > LARGEST:
        return None, (
            f"{shown} is larger than {LARGEST >> 20} MiB and was not read: clear its outputs and "
            "hand it in again"
        )
    try:
        raw = file.read()
    except _UNREADABLE as error:
        return None, f"{shown} {_unread(error)}"
    text, notes = _decoded(raw)
    if file.kind in (".py", ".md"):
        cells = scripts.cells(text, file.kind)
        return (Found(file.name, cells, notes), "") if cells else (None, f"{shown} holds no code")
    cells, trouble = _of_json(text, notes)
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


def _of_json(text: str, notes: list[str]) -> tuple[list | None, str]:
    """The cells and nothing, or None and what is wrong. Adds to ``notes`` what was left out."""
    start = len(text) - len(text.lstrip())
    try:
        content, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        return None, _why_no_json(text) or f"is not a notebook: it is not JSON ({error})"
    if text[end:].strip("\0 \t\r\n"):
        notes.append("the file goes on behind its notebook; what stands there was left out")
    if not isinstance(content, dict):
        return None, "is JSON but not a notebook"
    cells = content.get("cells")
    if cells is None and isinstance(content.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        return None, "is JSON but has no cells"
    return cells, ""


def _why_no_json(text: str) -> str:
    """Of what a copy, a cloud or git made of a notebook, words that its author understands."""
    if not text.strip("\0 \t\r\n"):
        return (
            "is not a notebook: it is not JSON, it is empty, as a copy that did not come to its end"
        )
    if text.startswith("version https://git-lfs"):
        return "is not a notebook: it is not JSON but the name under which Git LFS keeps one"
    if something := scripts.instead(text):
        return something
    if re.search(r"^<<<<<<< ", text, re.MULTILINE) and re.search(r"^>>>>>>> ", text, re.MULTILINE):
        return "is not a notebook: it is not JSON, git's marks of a merge (<<<<<<<) are in it"
    return ""


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
