"""A warm interpreter: imports what every submission needs once, and forks a sandboxed process for
each.

It is started as a program of its own (``python -m autograder.execution.warm student LAB``) and
stays with one thread: a fork of a process with more is not safe. numpy's and Arrow's helper threads
are kept from starting by environment variables (``ENVIRONMENT``), which must be there before the
first import. ``WarmInterpreter`` is the grader's handle of it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil
from hypothesis.configuration import set_hypothesis_home_dir

from autograder.execution import sandbox, wire
from autograder.execution.kept import Store
from autograder.execution.sandbox import Box, Limits, SandboxError
from warehouse import data
from warehouse.checks import keep
from warehouse.checks.generated import cache_home

#: Keeps libraries from starting threads in the interpreter that forks.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "mimalloc",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # Memory that was freed is kept: else arrays of a megabyte are given back and faulted in anew at
    # every call of a timed loop.
    "MALLOC_MMAP_THRESHOLD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "TZ": "UTC",
}
#: Names the process that an interpreter, and all that comes of it, belongs to.
GRADER = "COURSE_GRADER"

#: Where a child finds its home. Not the interpreter itself, which is outside of the sandbox: its
#: /tmp is everybody's.
HOME = {"HOME": "/tmp", "TMPDIR": "/tmp", "IPYTHONDIR": "/tmp/.ipython"}
_OF_HOME = (*HOME, "XDG_CACHE_HOME")

#: Seconds that a killed process may take to be gone: gigabytes are given back, on a busy machine.
MOST_TO_END = 10

#: What a message to the interpreter begins with that is no slot of a child to fork.
ASKED_FOR_TIME = b"\1"

#: Cells that a warm interpreter runs before there is any child: what IPython and its traceback do
#: only the first time is done.
WARMING = ("warm = 1", "warm", "def warm():\n    raise ValueError('warm')", "warm()")


class Child:
    """A process that was forked for one submission. ``pid`` is its number here; killing it ends
    everything it started."""

    def __init__(self, pid: int, grouped: bool):
        self.pid, self.grouped = pid, grouped
        self._gone = False  # then another process may have its number

    def interrupt(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        if self._gone:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if self.grouped else os.kill)(self.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill it and wait until it is gone, with all that it held."""
        try:
            process = psutil.Process(self.pid)
        except psutil.NoSuchProcess:
            self._gone = True
            return
        self.kill()
        self._gone = not psutil.wait_procs([process], timeout=MOST_TO_END)[1]


class WarmInterpreter:
    """Starts the interpreter ``role`` for a lab and asks it for children. Safe to use from threads.

    ``role``: "student", "tester", or "other", which is a student's in which Python hashes texts
    otherwise.

    ``box``: what its children see besides the system's files.
    ``home``: a private folder of the interpreter's own.
    ``sandboxed``: whether its children are.
    ``folder``: where a reader's own notebook lies, whose code has the reader's environment; only
    without a sandbox.

    Raises ``SandboxError`` where this machine cannot make the sandbox and ``sandboxed`` asks for
    it.
    """

    def __init__(
        self,
        role: str,
        lab: str,
        box: Box,
        home: Path,
        sandboxed: bool = True,
        folder: str = "",
    ):
        if folder and sandboxed:
            raise ValueError("a reader's own folder is not to be had in a sandbox")
        self.role, self.sandboxed = role, sandboxed
        ours, theirs = socket.socketpair()
        root = Path(__file__).resolve().parents[2]
        settings = {
            "role": role,
            "lab": lab,
            "sandboxed": sandboxed,
            "folder": folder if role != "tester" else "",
            "home": {name: os.environ[name] for name in _OF_HOME if name in os.environ}
            if folder
            else HOME,
            "readable": box.readable,
            "writable": box.writable,
            "limits": vars(box.limits),
        }
        environment = {
            "COURSE_DEBUG": os.environ.get("COURSE_DEBUG", ""),
            GRADER: str(os.getpid()),
            "PATH": os.environ.get("PATH", ""),
            "PYTHONPATH": str(root),
            # a link leads nowhere in the sandbox
            "WAREHOUSE_DATA": str(data.folder(1).parent.resolve()),
            **dict.fromkeys(HOME, str(home)),
            "XDG_CACHE_HOME": str(cache_home()),  # tables of characters that take seconds to make
            **ENVIRONMENT,
        }
        if folder:
            environment = os.environ | environment
            # an empty part would be where one stands
            theirs_too = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
            environment["PYTHONPATH"] = os.pathsep.join([str(root), *theirs_too])
        if role == "other":
            environment["PYTHONHASHSEED"] = "1"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-P",  # a reader's own json.py beside the notebook is not Python's
                "-m",
                "autograder.execution.warm",
                str(theirs.fileno()),
                json.dumps(settings),
            ],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            # an interrupt at the terminal is the grader's alone, and nobody's here reaches the
            # grader
            start_new_session=True,
        )
        theirs.close()
        self._sock, self._lock = ours, threading.Lock()
        try:
            (trouble,), _ = wire.receive(ours)
        except wire.Closed:
            raise SandboxError(
                f"the {role} interpreter did not start: see its messages above"
            ) from None
        if trouble:
            self.close()
            raise SandboxError(
                f"{trouble}; or say --no-sandbox (c.CourseExecute.sandbox = False): then a "
                "submission's code runs as you"
            )

    def fork(self, slot: int, *sockets: socket.socket) -> Child:
        """A new child that serves ``sockets`` (closed here afterwards). Raises ``wire.Closed`` if
        the interpreter died."""
        with self._lock:
            try:
                socket.send_fds(
                    self._sock,
                    [bytes([slot % sandbox.MOST_SLOTS])],
                    [sock.fileno() for sock in sockets],
                )
            except OSError as gone:
                raise wire.Closed(f"the {self.role} interpreter has ended") from gone
            (pid,), _ = wire.receive(self._sock)
        for sock in sockets:
            sock.close()
        return Child(int(pid), not self.sandboxed)

    def prime(self, sources: list[str]) -> None:
        """Have the interpreter prepare itself for these cells of the course's. Raises
        ``wire.Closed`` if it died."""
        with self._lock:
            try:
                self._sock.sendall(b"\0")
            except OSError as gone:
                raise wire.Closed(f"the {self.role} interpreter has ended") from gone
            wire.send(self._sock, [sources])

    def spent(self) -> float:
        """Seconds of processor time that all its children took, once they have ended: waits for
        them. Raises ``wire.Closed`` if it died."""
        with self._lock:
            self._sock.sendall(ASKED_FOR_TIME)
            (seconds,), _ = wire.receive(self._sock)
        return float(seconds)

    def close(self) -> None:
        self._sock.close()
        self.process.kill()
        self.process.wait()


def _serve(control: socket.socket, settings: dict) -> None:
    role = settings["role"]
    main, prime = _prepare(role, settings["writable"])
    box = Box(
        tuple(settings["readable"]),
        tuple(settings["writable"]),
        Limits(**settings["limits"]),
        memory_files=role == "tester",
    )
    wire.share_memory = wire.share_memory and (box.memory_files or not settings["sandboxed"])
    wire.send(control, [sandbox.why_not() if settings["sandboxed"] else ""])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    gc.collect()
    gc.freeze()  # children share these pages as long as nobody touches them
    while True:
        slot, fds, _, _ = socket.recv_fds(control, 1, 4)
        if not slot:
            return
        if not fds and slot == ASKED_FOR_TIME:
            with contextlib.suppress(ChildProcessError):  # there is none left
                while True:
                    os.waitpid(-1, 0)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            wire.send(control, [used.ru_utime + used.ru_stime])
            continue
        if not fds:
            (sources,), _ = wire.receive(control)
            prime(sources)
            gc.freeze()
            continue
        while True:  # children that are over
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
            except ChildProcessError:
                break
        pid = os.fork()
        if not pid:
            _become(
                control,
                main,
                fds,
                slot[0],
                box,
                settings,
            )
        for fd in fds:
            os.close(fd)


def _become(
    control: socket.socket, main: Callable, fds: list[int], slot: int, box: Box, settings: dict
) -> None:
    """In the child: leave the server behind, go into the sandbox, serve. Does not return.

    ``control``: the server's connection to the grader, to name this process on.
    ``main(*sockets)``: what to serve with.
    ``fds``: descriptors of the sockets that came with the request.
    ``slot``: the number of the sandbox.
    ``box``: what the sandbox holds.
    ``settings``: the interpreter's.
    """
    code = 1
    try:
        sandbox.die_with_parent() if sys.platform == "linux" else None
        for name in _OF_HOME:
            os.environ.pop(name, None)
        os.environ.update(settings["home"])
        tempfile.tempdir = None
        if settings["folder"]:
            os.chdir(settings["folder"])
        else:
            set_hypothesis_home_dir("/tmp/.hypothesis")
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # until there is a cell to interrupt
        sockets = [socket.socket(fileno=fd) for fd in fds]
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)

        def serve() -> None:
            control.close()
            os.dup2(null, 2) if not os.environ.get("COURSE_DEBUG") else None
            os.close(null)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            try:
                main(*sockets)
            except BaseException:
                traceback.print_exc()
                raise

        def started(pid: int) -> None:
            for sock in sockets:
                sock.close()
            wire.send(control, [pid])
            control.close()

        if settings["sandboxed"]:
            sandbox.enter(box, slot, serve, started)
        else:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            wire.send(control, [os.getpid()])
            serve()
        code = 0
    finally:
        os._exit(code)


def _prepare(role: str, writable: list[str]):
    """Import what a child of this role needs; returns the function that it runs, and the one that
    prepares it for cells. ``writable``: of a tester, the folder of what is kept.

    What numpy and pyarrow import when it is first needed (``numpy.ma`` is, by ``np.unique``) takes
    some 10 ms each: better once, here.
    """
    # what Arrow loads as soon as a table is joined or shown
    import dateutil.relativedelta  # noqa: F401
    import duckdb  # noqa: F401
    import hypothesis  # noqa: F401
    import numpy.ma  # noqa: F401
    import numpy.random  # noqa: F401
    import pyarrow.acero  # noqa: F401
    import pyarrow.compute  # noqa: F401
    import pyarrow.dataset  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import warehouse.checks  # noqa: F401
    from autograder.execution import student_main, tester_main
    from autograder.execution.shell import CellShell

    if role == "tester":
        keep.store = Store(Path(writable[0]))
        # builds its tables of characters, which takes seconds
        hypothesis.find(hypothesis.strategies.text(min_size=1), bool)
    with tempfile.TemporaryDirectory(prefix="course-ipython-") as folder:
        shell = CellShell.instance(ipython_dir=folder)
    for source in WARMING:
        shell.run(source, lambda output: None)
    shell.reset()
    serve = tester_main.main if role == "tester" else student_main.main
    return partial(serve, shell), partial(tester_main.prime, shell)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2]))
    # duckdb's bindings report at length on what is still alive when an interpreter winds down
    os._exit(0)
