"""A page in Chromium without a window, its network closed, spoken to over the DevTools protocol."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests
import websocket

from autograder.authoring import print_edition
from autograder.paths import UsageError

#: Seconds for anything to happen in a page.
PATIENCE = 60
#: Width, height and dots a point of a desk's screen and of a phone's.
DESK, PHONE = (1400, 900, 1), (390, 844, 2)


def is_here() -> bool:
    try:
        return bool(print_edition.browser())
    except UsageError:
        return False


needed = pytest.mark.skipif(not is_here(), reason="there is no Chromium to look at pages with")


class Page:
    """One page; ``asked`` holds the addresses that it has asked for since it was opened."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self.number = 0
        self.asked: list[str] = []
        for domain in ("Page", "Network", "Runtime"):
            self.do(f"{domain}.enable")

    def heard(self) -> dict:
        """The next message; what it says about the network is kept."""
        message = json.loads(self.socket.recv())
        if message.get("method") == "Network.requestWillBeSent":
            self.asked.append(message["params"]["request"]["url"])
        return message

    def do(self, method: str, **given: object) -> dict:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": given}))
        while (message := self.heard()).get("id") != self.number:
            pass
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")
        return message["result"]

    def open(self, address: str) -> None:
        """Go there, and wait until all that it loads is there."""
        self.asked.clear()
        self.do("Page.navigate", url=address)
        while self.heard().get("method") != "Page.loadEventFired":
            pass

    def run(self, script: str) -> object:
        """The value of an expression, or of the promise that it is. Raises RuntimeError with what
        the page threw."""
        found = self.do(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
            userGesture=True,
        )
        if "exceptionDetails" in found:
            raise RuntimeError(str(found["exceptionDetails"]))
        return found["result"].get("value")

    def until(self, condition: str) -> object:
        """Wait in the page, from one frame to the next, for an expression to hold; returns it."""
        frames = (
            "new Promise((done, failed) => {"
            f"const end = performance.now() + {PATIENCE - 10}e3, look = () => {{ const held = ({condition});"
            "if (held) done(held); else if (performance.now() > end) failed(new Error('in vain'));"
            "else setTimeout(look, 10); }; look(); })"
        )
        return self.run(frames)

    def key(self, key: str, modifiers: int = 0) -> None:
        """Press a key that writes nothing, such as Tab or Enter; modifiers: 2 is Ctrl."""
        code = {"Enter": 13, "Tab": 9, "Escape": 27}[key]
        said = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        text = {"text": "\r"} if key == "Enter" and not modifiers else {}
        self.do("Input.dispatchKeyEvent", type="keyDown", **said, **text)
        self.do("Input.dispatchKeyEvent", type="keyUp", **said)

    def screen(self, size: tuple[int, int, int]) -> None:
        width, height, dots = size
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=dots,
            mobile=width < 600,
        )

    def dark(self, dark: bool) -> None:
        """What the reader has set the machine to; the theme follows at the next page."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.do("Emulation.setEmulatedMedia", features=[scheme, still])

    def picture(self, path: Path, whole: bool = True) -> None:
        """What stands there as a PNG, the whole page or what the screen shows."""
        shot = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def page() -> Iterator[Page]:
    """A new browser with a profile of its own, and its one page."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [
            print_edition.browser(),
            "--headless",
            "--disable-gpu",
            f"--user-data-dir={folder}",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0",
            "about:blank",
        ]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Page(target(Path(folder) / "DevToolsActivePort", process))
        finally:
            process.terminate()
            process.wait(PATIENCE)


def target(told: Path, process: subprocess.Popen) -> str:
    """Where the browser's first page is spoken to: the browser writes its port into a file."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        lines = told.read_text().splitlines() if told.exists() else []
        if len(lines) == 2:
            found = requests.get(f"http://127.0.0.1:{lines[0]}/json/list", timeout=PATIENCE).json()
            pages = [it for it in found if it["type"] == "page"]
            if pages:
                return pages[0]["webSocketDebuggerUrl"]
        time.sleep(0.02)
    raise RuntimeError("Chromium has opened no page")
