"""Framed messages over a Unix socket: a JSON header and any number of byte buffers, which are never copied into it."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence

_SIZES = struct.Struct("!II")  # bytes of the header, number of buffers
_LENGTH = struct.Struct("!Q")
LARGEST_HEADER = 64 << 20
LARGEST_MESSAGE = 1 << 30


class Closed(ConnectionError):
    """The other side has gone."""


class Malformed(ValueError):
    """What came is no message, or is larger than any may be."""


def send(sock: socket.socket, header: object, buffers: Sequence = ()) -> None:
    """Send one message; ``buffers`` are bytes or memoryviews. Raises ``Closed``."""
    text = json.dumps(header, separators=(",", ":")).encode()
    lengths = b"".join(_LENGTH.pack(len(buffer)) for buffer in buffers)
    try:
        sock.sendall(_SIZES.pack(len(text), len(buffers)) + lengths + text)
        for buffer in buffers:
            sock.sendall(buffer)
    except (BrokenPipeError, ConnectionResetError) as gone:
        raise Closed("the other process has ended") from gone


def receive(sock: socket.socket) -> tuple[object, list[bytearray]]:
    """Receive one message. Raises ``Closed`` at its end and ``Malformed`` for what is no message."""
    text_size, count = _SIZES.unpack(_exactly(sock, _SIZES.size))
    if text_size > LARGEST_HEADER or count > 1 << 20:
        raise Malformed(f"a message of {text_size:,} bytes of header and {count:,} buffers")
    lengths = [_LENGTH.unpack_from(packed)[0] for packed in [_exactly(sock, _LENGTH.size) for _ in range(count)]]
    if sum(lengths) > LARGEST_MESSAGE:
        raise Malformed(f"a message of {sum(lengths):,} bytes, at most {LARGEST_MESSAGE:,} may pass")
    text = _exactly(sock, text_size)
    buffers = [_exactly(sock, length) for length in lengths]
    try:
        return json.loads(text), buffers
    except (ValueError, RecursionError) as error:
        raise Malformed(f"a header that is no JSON: {error}") from error


def _exactly(sock: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view, got = memoryview(data), 0
    while got < size:
        try:
            more = sock.recv_into(view[got:], min(size - got, 1 << 20))
        except ConnectionResetError:
            more = 0
        if not more:
            raise Closed("the other process has ended")
        got += more
    return data
