"""Runs a Python program as an ordinary user of this machine, where one is root: graders are both,
and the sandbox differs.

As root a submission runs as another user than the grader. As an ordinary user it runs as the
grader's own, whose processes it may send signals to: what keeps them apart then is only to be seen
by such a grader.

The program has a process table of its own, with whose end all of it ends, so that what goes wrong
there cannot reach the machine. It sees the machine's files; folders that are root's alone (Python
may lie in root's home) are passable to it, and nothing in them but what Python and the course need
is there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.execution import sandbox
from autograder.paths import ROOT
from warehouse import data

UID = sandbox.OUTER_UID - 1  # beside the submissions' users


def command(*arguments: str) -> list[str]:
    """The command that runs Python with ``arguments`` as an ordinary user: as oneself unless one is
    root."""
    return [sys.executable, *([__file__] if os.geteuid() == 0 else []), *arguments]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess:
    """Run it from the course's root; ``options`` as ``subprocess.run`` has them. A deadly signal n
    is exit code 128 + n."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "labs")])
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command(*arguments), cwd=ROOT, env=environment, **options)


def _make_passable(paths: list[str]) -> None:
    """In a file system view of one's own: put an open folder over each closed one on the way to
    ``paths``, with them in it."""
    closed: dict[str, list[str]] = {}
    for path in paths:
        for folder in reversed(Path(path).parents):
            if not folder.stat().st_mode & 0o001:
                closed.setdefault(str(folder), []).append(path)
                break
    for folder, inside in closed.items():
        opened = {path: os.open(path, os.O_PATH) for path in inside}
        sandbox._mount(
            "tmpfs", folder, "tmpfs", sandbox.MS_NOSUID | sandbox.MS_NODEV, "size=1m,mode=755"
        )
        for path, descriptor in opened.items():
            os.makedirs(path)
            sandbox._mount(
                f"/proc/self/fd/{descriptor}", path, None, sandbox.MS_BIND | sandbox.MS_REC
            )
            os.close(descriptor)


def _main(arguments: list[str]) -> int:
    sandbox._call("unshare", sandbox.CLONE_NEWNS | sandbox.CLONE_NEWPID)
    sandbox._mount("none", "/", None, sandbox.MS_REC | sandbox.MS_PRIVATE)
    with tempfile.TemporaryDirectory(prefix="course-home-") as home:
        os.chown(home, UID, UID)
        # no signal from inside reaches the first of a process table: the program must not be it
        first = os.fork()
        if not first:
            sandbox.die_with_parent()
            sandbox._mount(
                "proc", "/proc", "proc", sandbox.MS_NOSUID | sandbox.MS_NODEV | sandbox.MS_NOEXEC
            )
            program = os.fork()
            if not program:
                _become(home, arguments)
            while (ended := os.wait())[0] != program:  # orphans are its children too
                pass
            os._exit(_code(ended[1]))
        return _code(os.waitpid(first, 0)[1])


def _become(home: str, arguments: list[str]) -> None:
    _make_passable([*sandbox.system_folders(), str(ROOT), str(data.folder(1).parent.resolve())])
    os.setsid()
    os.setgroups([])
    os.setresgid(UID, UID, UID)
    os.setresuid(UID, UID, UID)
    os.environ.update(HOME=home, USER="nobody", LOGNAME="nobody")
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "TMPDIR"):
        os.environ.pop(name, None)
    os.execv(sys.executable, [sys.executable, *arguments])


def _code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
