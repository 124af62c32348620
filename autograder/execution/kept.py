"""What the test processes of one run keep for each other: the private folder that it lies in, and
the form that it has there.

A test process trusts what it finds there: expected values, and inputs. So nobody but the grader and
its test processes may write or read it, and it is data, validated when it is read, never pickles: a
file may at worst hold a wrong number.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import struct
import tempfile
import weakref
from pathlib import Path

import pyarrow as pa

from autograder.execution.codec import NotData, Reader, Writer
from warehouse.errors import CourseError

# a name of its own: folders of a version that locks none are not taken for abandoned
PREFIX = "course-private-"
_HEAD = struct.Struct("!QQ")  # bytes of the text, number of buffers
_SIZE = struct.Struct("!Q")  # bytes of a buffer
_MARK = ""  # the key of what is no plain JSON
_ALIGNED = 64  # bytes: buffers begin at multiples of it, as Arrow's do


class NotKeptError(CourseError):
    """A value that is no data was to be kept, or a file that is none was found among what is
    kept."""


class PrivateFolder:
    """A folder that only this user can look into, for as long as this process lives. ``files``:
    what test processes keep for each other. ``home``: the home of the interpreters, whose own
    libraries read settings and caches there.

    Its own process removes it at the end. Killed it cannot: then the next run of the same user
    does, here, before it makes its own. A lock on the folder says that its process lives; it goes
    with the process.

    Where the grader is root, test processes are several users, and all may write to ``files``. It
    lies inside a folder that they cannot reach: they find it mounted into their sandbox.
    """

    def __init__(self):
        remove_abandoned()
        self._close = None
        while self._close is None:
            made = tempfile.mkdtemp(prefix=PREFIX)
            lock = _locked(made)
            # another run may have taken it for abandoned, in the moment before it was locked
            if lock is not None:
                self._close = weakref.finalize(self, _remove, made, lock)
        self.files, self.home = Path(made) / "files", Path(made) / "home"
        self.home.mkdir(0o700)
        self.files.mkdir(0o700)
        if os.geteuid() == 0:
            self.files.chmod(0o1777)

    def close(self) -> None:
        self._close()

    def __enter__(self) -> PrivateFolder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def remove_abandoned() -> None:
    """Remove this user's folders whose process has ended without."""
    for path in Path(tempfile.gettempdir()).glob(PREFIX + "*"):
        lock = _locked(str(path))
        if lock is not None:
            _remove(str(path), lock)


def _locked(path: str) -> int | None:
    """An open descriptor that holds the lock of a folder of this user's; None where it is
    another's, gone, or in use."""
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    with contextlib.suppress(OSError):
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        opened = os.fstat(folder)
        if opened.st_uid == os.geteuid() and os.path.samestat(opened, os.lstat(path)):
            return folder
    os.close(folder)
    return None


def _remove(path: str, lock: int) -> None:
    # what a test process that is just ending still writes is for the next run
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)


class Store:
    """``warehouse.checks.keep.Store`` in files of one folder. What is there is never replaced."""

    def __init__(self, folder: Path):
        self.folder = folder

    def find(self, *key: object) -> tuple:
        table, other = self._paths(key)
        try:
            if table.exists():
                found = pa.ipc.open_file(pa.memory_map(str(table))).read_all()
                found.validate()
                return (found,)
            return (self.thawed(other.read_bytes()),) if other.exists() else ()
        except pa.ArrowException as error:
            raise NotKeptError(f"what is kept under {key} is no table: {error}") from error

    def add(self, value: object, *key: object) -> None:
        table, other = self._paths(key)
        making = self.folder / f"{os.getpid()}.{os.urandom(8).hex()}"
        if isinstance(value, pa.Table):
            with pa.ipc.new_file(str(making), value.schema) as file:
                file.write_table(value)
        else:
            making.write_bytes(self.frozen(value))
        with contextlib.suppress(FileExistsError):  # another was quicker, with the same
            os.link(making, table if isinstance(value, pa.Table) else other)
        making.unlink()

    def frozen(self, value: object) -> bytes:
        writer = Writer(_refuse, by_value=True)
        try:
            text = json.dumps(_marked(value, writer), separators=(",", ":")).encode()
        except (NotData, RecursionError) as error:
            raise NotKeptError(f"only data can be kept: {error}") from error
        sizes = [len(buffer) for buffer in writer.buffers]
        parts = [_HEAD.pack(len(text), len(sizes)), *map(_SIZE.pack, sizes), text]
        end = sum(map(len, parts))
        for buffer in writer.buffers:
            parts += [bytes(-end % _ALIGNED), buffer]
            end += -end % _ALIGNED + len(buffer)
        return b"".join(parts)

    def thawed(self, data: bytes) -> object:
        """The value; its arrays can be written to. Raises ``NotKeptError`` for what ``frozen`` has
        not made."""
        view = memoryview(bytearray(data))
        try:
            size, count = _HEAD.unpack_from(view)
            sizes = struct.unpack_from(f"!{count}Q", view, _HEAD.size)
            begin = _HEAD.size + count * _SIZE.size
            end = begin + size
            text, buffers = str(view[begin:end], "utf-8"), []
            for length in sizes:
                begin = end + -end % _ALIGNED
                end = begin + length
                buffers.append(view[begin:end])
            if end != len(view):
                raise ValueError(f"{end:,} bytes are said, {len(view):,} are there")
            reader = Reader(buffers, _refuse)
            return json.loads(
                text,
                object_hook=lambda found: reader.value(found[_MARK]) if _MARK in found else found,
            )
        # NotData is a TypeError
        except (struct.error, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise NotKeptError(f"what is kept is not in its form: {error}") from error

    def _paths(self, key: tuple) -> tuple[Path, Path]:
        name = hashlib.sha256("/".join(map(str, key)).encode()).hexdigest()[:32]
        return self.folder / f"{name}.arrow", self.folder / f"{name}.data"


def _marked(value: object, writer: Writer) -> object:
    """Lists, dicts and plain values as JSON has them, which reads them many times faster than
    ``Reader`` does; anything else by ``writer``, under a mark."""
    kind = type(value)
    if value is None or kind in (bool, float, str) or (kind is int and abs(value) < 1 << 64):
        return value
    if kind is list:
        return [_marked(item, writer) for item in value]
    if kind is dict and all(type(key) is str and key != _MARK for key in value):
        return {key: _marked(item, writer) for key, item in value.items()}
    return {_MARK: writer.tree(value)}


def _refuse(value: object) -> object:
    raise NotData(f"{type(value).__module__}.{type(value).__qualname__} is none")
