"""Framed messages over a Unix socket: a JSON header and any number of byte buffers, which are never
copied into it.

Large buffers pass in shared memory: the sender writes them into a memory file, seals it and sends
the file. Sealed, it can be changed by nobody, so what the receiver has looked at stays what it was.
Where a system has no such files (macOS), from a sandboxed process of the student's, and for small
ones, the bytes pass through the socket.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import math
import mmap
import os
import socket
import struct
import sys
import time
from collections.abc import Sequence

# bytes of the header, number of buffers, bytes that follow here, whether more do in a file
_SIZES = struct.Struct("!IIQ?")
_LENGTH = struct.Struct("!Q")
LARGEST_HEADER = 64 << 20
LARGEST_MESSAGE = 1 << 30
SHARED_FROM = 1 << 17  # bytes of buffers; below it the socket is quicker
SHARED_UP_TO = 1 << 28  # half of what a sandbox allows one file to be
_ALIGNED = 64  # bytes: buffers begin at multiples of it, as Arrow's do
_SEALS = sum(getattr(fcntl, f"F_SEAL_{what}", 0) for what in ("SEAL", "SHRINK", "GROW", "WRITE"))
# A mapping needs no open file; before 3.13 Python keeps one for it all the same.
_NO_FILE = {"trackfd": False} if sys.version_info >= (3, 13) else {}
#: Whether what this process sends passes in memory files. A sandboxed process of the student's may make
#: none.
share_memory = hasattr(os, "memfd_create") and bool(_SEALS)


# what is sent is a tree: nobody need look for circles
_encoded = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Closed(ConnectionError):
    """The other side has gone."""


class Malformed(ValueError):
    """What came is no message, or is larger than any may be."""


class Buffers(list):
    """The buffers of a message. ``untouched``: the same bytes in a mapping that cannot be written
    to, where they came in shared memory; what is in the list itself may be written to, and only its
    receiver sees it."""

    untouched: list[memoryview] | None = None


def nobody() -> socket.socket:
    """A socket whose other end is closed: whoever speaks over it finds that the process there has
    ended."""
    mine, theirs = socket.socketpair()
    theirs.close()
    return mine


def send(sock: socket.socket, header: object, buffers: Sequence = ()) -> None:
    """Send one message; ``buffers`` are bytes or memoryviews. Raises ``Closed``."""
    text = _encoded(header).encode()
    if not buffers:  # most messages: the shortest way
        try:
            sock.sendall(_SIZES.pack(len(text), 0, len(text), False) + text)
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Closed("the other process has ended") from gone
        return
    sizes = [len(buffer) for buffer in buffers]
    whole = sum(sizes)
    shared = share_memory and SHARED_FROM <= whole <= SHARED_UP_TO
    begin = _LENGTH.size * len(sizes) + len(text)
    places, end = _places([] if shared else sizes, begin)
    parts = [_SIZES.pack(len(text), len(sizes), end, shared), *map(_LENGTH.pack, sizes), text]
    try:
        if shared:
            sock.sendall(b"".join(parts))
            with _memory_file(buffers) as file:
                socket.send_fds(sock, [b"."], [file])
            return
        following = []
        for place, buffer in zip(places, buffers):
            following += [bytes(place - begin), buffer]
            begin = place + len(buffer)
        if whole < SHARED_FROM:
            sock.sendall(b"".join([*parts, *following]))
        else:
            for part in (b"".join(parts), *following):
                sock.sendall(part)
    except (BrokenPipeError, ConnectionResetError) as gone:
        raise Closed("the other process has ended") from gone


def receive(sock: socket.socket) -> tuple[object, Buffers]:
    """Receive one message. Raises ``Closed`` at its end and ``Malformed`` for what is no
    message."""
    text_size, count, here, shared = _SIZES.unpack(_exactly(sock, _SIZES.size))
    if text_size > LARGEST_HEADER or count > 1 << 20 or here > LARGEST_MESSAGE + LARGEST_HEADER:
        raise Malformed(f"a message of {text_size:,} bytes of header and {count:,} buffers")
    if not count and not shared and here == text_size:
        return _decoded(_exactly(sock, here)), Buffers()
    message = memoryview(_exactly(sock, here))
    begin = _LENGTH.size * count
    lengths = (
        [length for (length,) in _LENGTH.iter_unpack(message[:begin])] if begin <= here else []
    )
    whole = sum(lengths)
    if whole > LARGEST_MESSAGE:
        raise Malformed(f"a message of {whole:,} bytes, at most {LARGEST_MESSAGE:,} may pass")
    begin += text_size
    places, end = _places([] if shared else lengths, begin)
    if end != here:
        raise Malformed("a message whose parts do not add up")
    if shared:
        buffers = _from_memory_file(sock, lengths)
    else:
        buffers = Buffers(message[place : place + length] for place, length in zip(places, lengths))
    return _decoded(message[begin - text_size : begin]), buffers


def _decoded(text: bytearray | memoryview) -> object:
    try:
        return json.loads(str(text, "utf-8"))
    except (ValueError, RecursionError) as error:
        raise Malformed(f"a header that is no JSON: {error}") from error


def _places(lengths: Sequence[int], end: int = 0) -> tuple[list[int], int]:
    """Where each buffer begins behind what ends at ``end``, and where the last one ends."""
    places = []
    for length in lengths:
        places.append(-(-end // _ALIGNED) * _ALIGNED)
        end = places[-1] + length
    return places, end


@contextlib.contextmanager
def _memory_file(buffers: Sequence):
    """A sealed file of memory that holds the buffers; closed afterwards (who has received it keeps
    it)."""
    file = os.memfd_create("message", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        places, end = _places([len(buffer) for buffer in buffers])
        os.ftruncate(file, end)  # an empty buffer may lie beyond the last byte that is written
        for place, buffer in zip(places, buffers):
            view, done = memoryview(buffer), 0
            while done < len(view):
                done += os.pwrite(file, view[done:], place + done)
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, _SEALS)
        yield file
    finally:
        os.close(file)


def _from_memory_file(sock: socket.socket, lengths: list[int]) -> Buffers:
    """The buffers of a sealed memory file that comes next. Raises ``Malformed`` for any other file:
    it might change later."""
    byte, files, _, _ = socket.recv_fds(sock, 1, 1)
    try:
        if not byte:
            raise Closed("the other process has ended")
        places, end = _places(lengths)
        try:
            sealed = len(files) == 1 and fcntl.fcntl(files[0], fcntl.F_GET_SEALS) & _SEALS == _SEALS
        except OSError:  # no memory file at all
            sealed = False
        if not sealed or os.fstat(files[0]).st_size != end or not end:
            raise Malformed("shared memory that is not sealed, or of another size than was said")
        mine = memoryview(
            mmap.mmap(
                files[0],
                end,
                flags=mmap.MAP_PRIVATE,
                prot=mmap.PROT_READ | mmap.PROT_WRITE,
                **_NO_FILE,
            )
        )
        untouched = memoryview(
            mmap.mmap(files[0], end, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ, **_NO_FILE)
        )
    finally:
        for file in files:
            os.close(file)
    buffers = Buffers(mine[place : place + length] for place, length in zip(places, lengths))
    buffers.untouched = [
        untouched[place : place + length] for place, length in zip(places, lengths)
    ]
    return buffers


def _exactly(sock: socket.socket, size: int) -> bytearray:
    """So many bytes. Where the socket has a timeout all of them must come within it, not only the
    next: a sender who drips them in one by one would hold up the receiver for as long as it
    likes."""
    data = bytearray(size)
    view, got = memoryview(data), 0
    until = time.monotonic() + (sock.gettimeout() or math.inf)
    while got < size:
        try:
            more = sock.recv_into(view[got:], min(size - got, 1 << 20))
        except ConnectionResetError:
            more = 0
        if not more:
            raise Closed("the other process has ended")
        got += more
        if got < size and time.monotonic() > until:
            raise Malformed(f"a message of which {got:,} of {size:,} bytes came in time")
    return data
