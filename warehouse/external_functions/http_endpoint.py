"""The same function over HTTP: a server in this process, and the warehouse's way to it.

What ``warehouse.external_functions.endpoint`` raises is here a status, or a connection that the server closes without
a word; the client makes the same exceptions of them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from warehouse.external_functions.endpoint import FINE, Remote, happen
from warehouse.external_functions.records import NoAnswer, ServerError, Throttled, TooLarge

STATUS = {Throttled: 429, ServerError: 500, TooLarge: 413, PermissionError: 403}
SECONDS = 10.0  # that an answer may take


class Handler(BaseHTTPRequestHandler):
    """One connection; it stays open from call to call."""

    protocol_version = "HTTP/1.1"
    # a small answer would wait for the acknowledgement of its header: 40 ms a call
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        payload = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            text = self.server.answer(payload)
        except NoAnswer:
            self.close_connection = True
        except tuple(STATUS) as failure:
            self._send(STATUS[type(failure)], str(failure))
        else:
            self._send(200, text)

    def _send(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing: the notebook is no place for a server's log."""


class Server(ThreadingHTTPServer):
    """A function, and what happens to each call of it in turn (``endpoint.FAULTS``)."""

    daemon_threads = True

    def __init__(self, function: Callable[..., object], faults: Iterable[str], largest: int):
        super().__init__(("127.0.0.1", 0), Handler)
        self.remote, self.faults, self.largest = Remote(function), iter(faults), largest
        self.turn = threading.Lock()

    def answer(self, payload: str) -> str:
        with self.turn:
            size = len(payload.encode())
            if size > self.largest:
                raise TooLarge(f"a payload of {size} bytes; at most {self.largest} are taken")
            return happen(next(self.faults, FINE), self.remote, payload)


class HttpEndpoint:
    """``invoke``, ``sleep`` and ``now`` over HTTP. ``pause``: what is done in place of a sleep of so many seconds.

    ``calls``: how many were made.
    """

    def __init__(self, host: str, port: int, pause: Callable[[float], None] = time.sleep):
        self.connection = HTTPConnection(host, port, timeout=SECONDS)
        self.pause, self.calls, self.began = pause, 0, time.monotonic()

    def invoke(self, payload: str) -> str:
        """Send a payload and wait for the answer's text. Raises as ``Endpoint.invoke`` does."""
        self.calls += 1
        try:
            self.connection.request("POST", "/", payload.encode())
            response = self.connection.getresponse()
            text = response.read().decode()
        except (HTTPException, OSError) as failure:
            # the next call opens another connection
            self.connection.close()
            raise NoAnswer(f"no answer came: {type(failure).__name__}") from failure
        for kind, status in STATUS.items():
            if response.status == status:
                raise kind(f"{status}: {text}")
        return text

    def sleep(self, seconds: float) -> None:
        self.pause(seconds)

    def now(self) -> float:
        return time.monotonic() - self.began


@contextmanager
def serving(
    function: Callable[..., object],
    faults: Iterable[str] = (),
    largest: int = 6_000_000,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[tuple[HttpEndpoint, Remote]]:
    """A server on a free port of this machine as long as the block runs: the way to it, and the function there."""
    server = Server(function, faults, largest)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    host, port = server.server_address[:2]
    endpoint = HttpEndpoint(host, port, pause)
    try:
        yield endpoint, server.remote
    finally:
        endpoint.connection.close()
        server.shutdown()
        thread.join()
        server.server_close()
