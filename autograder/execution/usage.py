"""What processes use of memory, and how long they wait for a processor."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

#: Folders of a sandbox that lie in memory (``sandbox.Limits.scratch`` each).
IN_MEMORY = ("tmp", "dev/shm")
#: Bytes that a socket holds at most: Linux's net.core.wmem_default, which no sandboxed process can raise
#: (``system_calls``), and the piece by which it may be exceeded.
SOCKET = 256 << 10


def family(pid: int) -> list[psutil.Process]:
    """A process and all its children, itself first; empty where it is gone."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


def used(processes: list[psutil.Process], own_folders: bool = True) -> int:
    """Bytes that a ``family`` uses together: what each holds, memory files that are open, what its
    sockets may have in them, and, where the first has a root of its own (``own_folders``), what lies
    in its folders in memory."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    total += sum(_files([process.pid for process in processes]).values())
    for folder in IN_MEMORY if own_folders and processes else ():
        with contextlib.suppress(OSError):
            path = f"/proc/{processes[0].pid}/root/{folder}"
            if os.stat(path).st_dev == os.stat(f"/{folder}").st_dev:  # its root is not made yet
                continue
            there = os.statvfs(path)
            total += (there.f_blocks - there.f_bfree) * there.f_frsize
    return total


def _files(pids: list[int]) -> dict[tuple[int, int], int]:
    """Bytes of memory files and sockets that these processes have open, each once. What is written
    into one is in no process's own memory; of a socket it cannot be seen, so it counts as full."""
    found: dict[tuple[int, int], int] = {}
    for pid in pids:
        folder = Path(f"/proc/{pid}/fd")
        with contextlib.suppress(OSError):
            for entry in folder.iterdir():
                with contextlib.suppress(OSError):
                    shown = os.readlink(entry)
                    if shown.startswith(("/memfd:", "socket:")):
                        file = entry.stat()
                        size = SOCKET if shown.startswith("socket:") else file.st_blocks * 512
                        found[file.st_dev, file.st_ino] = size
    return found


def waited(pid: int) -> float:
    """Seconds that a process's main thread was ready to run and had no processor
    (https://docs.kernel.org/scheduler/sched-stats.html); 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


def open_waits(pid: int) -> list[int]:
    """A descriptor by which another process, which may not see this one, can read what it has
    waited; none where the system has no such file, or the process is gone."""
    try:
        return [os.open(f"/proc/{pid}/schedstat", os.O_RDONLY)]
    except OSError:
        return []


class Waits:
    """What the processes that ``open_waits`` gave descriptors of have waited for a processor, those
    that have ended included."""

    def __init__(self) -> None:
        self._running: dict[int, float] = {}  # by descriptor what was read last
        self._ended = 0.0

    def close(self) -> None:
        for file in self._running:
            os.close(file)
        self._running.clear()

    def add(self, descriptors: list[int]) -> None:
        self._running |= dict.fromkeys(descriptors, 0.0)

    def seconds(self) -> float:
        """Of all together."""
        for file, before in list(self._running.items()):
            try:
                self._running[file] = int(os.pread(file, 100, 0).split()[1]) / 1e9
            except (OSError, IndexError):
                self._ended += before
                del self._running[file]
                os.close(file)
        return self._ended + sum(self._running.values())
