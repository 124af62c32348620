"""What processes use of memory, and how long they wait for a processor."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

import psutil

#: Folders of a sandbox that lie in memory (``sandbox.Limits.scratch`` each).
IN_MEMORY = ("tmp", "dev/shm")
#: Bytes that a socket holds at most: Linux's net.core.wmem_default, which no sandboxed process can raise
#: (``system_calls``), and the piece by which it may be exceeded.
SOCKET = 256 << 10
#: Bytes that a piece of mapped memory counts at least: to look at one takes 15 µs, and whoever has
#: very many of them should not keep the look from the rest.
PIECE = 64 << 10
#: How /proc/PID/maps names memory that is in no folder: shared with nobody or with children, under
#: a name that a process gave it, and memory files.
_SHARED_MEMORY = re.compile(rb" (/dev/zero \(deleted\)|\[anon_shmem:.*\]|/memfd:.*)$")


def family(pid: int) -> list[psutil.Process]:
    """A process and all its children, itself first; empty where it is gone."""
    try:
        first = psutil.Process(pid)
        return [first, *first.children(recursive=True)]
    except psutil.Error:
        return []


def used(processes: list[psutil.Process], own_folders: bool = True) -> int:
    """Bytes that a ``family`` uses together: what each holds, memory files that are open, what its
    sockets may have in them, what of mapped memory it keeps and does not hold, and, where the first
    has a root of its own (``own_folders``), what lies in its folders in memory."""
    total = 0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    pids = [process.pid for process in processes]
    files = _files(pids)
    total += sum(files.values()) + _kept_out_of_sight(pids, files)
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


def _kept_out_of_sight(pids: list[int], files: dict[tuple[int, int], int]) -> int:
    """Bytes of shared memory that these processes have mapped, beyond ``files``, and do not hold:
    each may be written and let go (MADV_DONTNEED), and is there again when it is read.

    What they hold of shared memory is taken off as a whole. It is part of what they hold, so that
    however much of it is something else no less than all that is kept is counted.
    """
    mapped: dict[tuple[int, int], int] = {}
    for pid in pids:
        for file, size in _mapped(pid).items():
            mapped[file] = max(size, mapped.get(file, 0))
    kept = sum(max(size, PIECE) for file, size in mapped.items() if file not in files)
    return max(0, kept - sum(map(_shared, pids))) if kept else 0


def _mapped(pid: int) -> dict[tuple[int, int], int]:
    """Bytes of each piece of memory that a process has mapped and could share, by device and
    inode: what has been written of it, or, where the kernel says that to root alone, up to where it
    is mapped."""
    found: dict[tuple[int, int], int] = {}
    exact = set()
    try:
        lines = Path(f"/proc/{pid}/maps").read_bytes().splitlines()
    except OSError:
        return found
    for line in lines:
        if not _SHARED_MEMORY.search(line):
            continue
        place, _, offset, device, inode, *_ = line.split()
        file = os.makedev(*(int(part, 16) for part in device.split(b":"))), int(inode)
        if file in exact:
            continue
        try:
            found[file] = os.stat(f"/proc/{pid}/map_files/{place.decode()}").st_blocks * 512
            exact.add(file)
        except OSError:
            start, end = (int(part, 16) for part in place.split(b"-"))
            found[file] = max(found.get(file, 0), int(offset, 16) + end - start)
    return found


def _shared(pid: int) -> int:
    """Bytes of shared memory among those that a process holds; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        said = re.search(rb"RssShmem:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_bytes())
        return int(said[1]) * 1024 if said else 0
    return 0


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
    that have ended included, and what they had of one."""

    def __init__(self) -> None:
        self._running: dict[int, float] = {}  # by descriptor what was read last
        self._ended = 0.0

    def close(self) -> None:
        for file in self._running:
            os.close(file)
        self._running.clear()

    def add(self, descriptors: list[int]) -> None:
        self._running |= dict.fromkeys(descriptors, 0.0)

    def ran(self) -> float:
        """Seconds for which those that have not ended have had a processor."""
        total = 0.0
        for file in self._running:
            with contextlib.suppress(OSError, IndexError):
                total += int(os.pread(file, 100, 0).split()[0]) / 1e9
        return total

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
