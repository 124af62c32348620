"""A download's files, put into students' folders in one piece or not at all: all of them are read,
and lie beside the class, before anybody's folder is touched."""

from __future__ import annotations

import filecmp
import lzma
import re
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from autograder.grading import finding
from autograder.paths import UsageError

MOST_BYTES = 64 << 20  # of one file that was handed in
LONGEST_NAME = 200  # bytes of a file's name; a file system takes 255, and copies have longer ones
#: What says when and whose a submission is: the instructor's, or the exchange's.
OURS = ("timestamp.txt", "submission_secret.txt")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a way of packing that Python has not
    RuntimeError,  # a password
)


@contextmanager
def beside(submitted: Path, archive: Path) -> Iterator[Path]:
    """A folder for what is being unpacked, gone afterwards. Raises UsageError where something
    cannot be written within."""
    home = submitted / ".downloads"
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=".new-", dir=home, ignore_cleanup_errors=True
        ) as place:
            yield Path(place)
    except OSError as error:
        raise UsageError(
            f"{archive.name} was not collected: in {submitted}, {error.strerror or error}. Make "
            "room, or see who may write there, and give the command again; what lay there is as it "
            "was"
        ) from None


def unpack(
    zipped: zipfile.ZipFile, name: str, files: list[tuple[str, str]], new: Path, lab: str | None
) -> Iterator[str]:
    """Write a student's files, as (name, member of the archive), into the folder ``new``; gives a
    sentence for each that is not there as it was handed in. ``lab``: whose notebook's title an LMS
    puts a number into, the highest of which is the latest; None where it does not.

    Raises UsageError where a member cannot be read.
    """
    new.mkdir()
    kept = []
    for path, member in files:
        plain = PurePosixPath(path).name
        if plain.lower() in OURS:
            yield f"{name}: their own {plain} was left: it can say anything, and only yours counts"
        elif zipped.getinfo(member).file_size > MOST_BYTES:
            yield f"{name}: {plain} is larger than {MOST_BYTES >> 20} MB and was left"
        else:
            kept.append((path, member))
    said, places = (_flat(kept, lab) if lab else _laid_out(kept)), []
    for plain, path, member in said:
        if plain != path and _too_long(plain):
            yield f"{name}: the name of {plain[:40]}… is too long and was shortened"
        target = new / _free(path, places)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_content(zipped, member))
    for plain, count in Counter(plain for plain, _, _ in said).items():
        if count > 1:
            yield f"{name} handed in {count} files called {plain}: all of them were kept"
    if lab and len(said) < len(kept):
        yield f"{name} handed in files of one name: of each the latest was kept"


def put(new: Path, folder: Path) -> Iterator[str]:
    """Let what lies in ``new`` take the place of ``folder``; where both hold the same, nothing is
    touched, and a time that somebody wrote beside it stays."""
    if folder.exists() and (not any(new.iterdir()) or _same(new, folder)):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name(f"{new.name}-old")
    if folder.exists():
        if (folder / OURS[0]).exists():
            yield (
                f"{folder.parent.name} handed in other work than before: the {OURS[0]} beside the "
                "earlier one was taken away with it, write a new one if you keep one"
            )
        folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def _same(new: Path, folder: Path) -> bool:
    before, after = _files(folder), _files(new)
    return before == after and all(
        not (folder / name).is_symlink() and filecmp.cmp(folder / name, new / name, shallow=False)
        for name in after
    )


def _files(folder: Path) -> set[str]:
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return found - set(OURS)


def _content(zipped: zipfile.ZipFile, member: str) -> bytes:
    try:
        return zipped.read(member)
    except _DAMAGED as error:
        raise UsageError(
            f"{Path(zipped.filename).name}: {member} in it cannot be read ({error}): download it "
            "anew; what was collected before is as it was"
        ) from None


def _flat(files: list[tuple[str, str]], lab: str) -> list[tuple[str, str, str]]:
    """(name, place, member) of what Canvas packs: the latest of a name."""
    found = {}
    for name, member in sorted(files, key=lambda pair: number(pair[0])):
        plain = PurePosixPath(name).name
        plain = re.sub(rf"^({re.escape(lab)})-\d+(\.ipynb)$", r"\1\2", plain)
        found[plain] = (plain, _shortened(plain), member)
    return list(found.values())


def _laid_out(files: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """(name, place, member) of what Moodle packs: without folders, for the notebook is looked for
    at the top, but where two files have one name."""
    many = Counter(PurePosixPath(name).name.casefold() for name, _ in files)
    found = []
    for name, member in files:
        *above, plain = (_shortened(part) for part in PurePosixPath(name).parts)
        above = [part for part in above if part.strip("./")]
        deep = max(0, len(above) - finding.DEEPEST)  # below it nobody looks
        above = ["-".join(above[: deep + 1])[:LONGEST_NAME], *above[deep + 1 :]] if above else []
        own = PurePosixPath(name).name
        place = "/".join([*above, plain]) if many[own.casefold()] > 1 else plain
        found.append((own, place, member))
    return found


def _free(place: str, taken: list[str]) -> str:
    """The place, or one beside it where something lies there, or a file has a folder's name."""
    path, number = PurePosixPath(place), 1
    while any(_meet(str(path), other) for other in taken):
        number += 1
        first, *rest = PurePosixPath(place).parts
        if rest:
            path = PurePosixPath(f"{first} ({number})", *rest)
        else:
            alone = PurePosixPath(first)
            path = alone.with_name(f"{alone.stem} ({number}){alone.suffix}")
    taken.append(str(path))
    return str(path)


def _meet(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()  # some systems do not tell capitals apart
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _too_long(name: str) -> bool:
    return len(name.encode()) > LONGEST_NAME


def _shortened(name: str) -> str:
    if not _too_long(name):
        return name
    end = PurePosixPath(name).suffix
    end = end if len(end.encode()) <= 20 else ""
    return name.encode()[: LONGEST_NAME - len(end.encode())].decode("utf-8", "ignore") + end


def number(name: str) -> int:
    """That of the file at Canvas, which ``name`` begins with; 0 where it does not."""
    head = name.partition("/")[0]
    return int(head) if head.isdigit() else 0
