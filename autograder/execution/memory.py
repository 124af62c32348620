"""How much memory processes use."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

#: Folders of a sandbox that lie in memory (``sandbox.Limits.scratch`` each).
IN_MEMORY = ("tmp", "dev/shm")


def used(pid: int, own_folders: bool = True) -> int:
    """Bytes that a process and its children use together: what each holds, memory files that are
    open, and, where it has a root of its own (``own_folders``), what lies in its folders in memory.
    0 where it is gone."""
    try:
        first = psutil.Process(pid)
        family = [first, *first.children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for process in family:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    total += sum(_memory_files([process.pid for process in family]).values())
    for folder in IN_MEMORY if own_folders else ():
        with contextlib.suppress(OSError):
            path = f"/proc/{pid}/root/{folder}"
            if os.stat(path).st_dev == os.stat(f"/{folder}").st_dev:  # its root is not made yet
                continue
            there = os.statvfs(path)
            total += (there.f_blocks - there.f_bfree) * there.f_frsize
    return total


def _memory_files(pids: list[int]) -> dict[tuple[int, int], int]:
    """Bytes of the memory files that these processes have open, each once: what is written into one
    is in no process's own memory until somebody maps it."""
    found: dict[tuple[int, int], int] = {}
    for pid in pids:
        folder = Path(f"/proc/{pid}/fd")
        with contextlib.suppress(OSError):
            for entry in folder.iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(entry).startswith("/memfd:"):
                        file = entry.stat()
                        found[file.st_dev, file.st_ino] = file.st_blocks * 512
    return found
