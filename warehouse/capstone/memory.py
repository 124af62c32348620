"""What TPC-H takes of memory on this engine, said before anything starts: a laptop that swaps, or whose kernel
ends a process, says nothing.

Measured with the lab's reference on four slices in one process, at scale factors 0.1 (0.6 GB) and 1 (2.4 GB), and
in four processes and their leader together at 0.1 (1.1 GB) and 1 (3.6 GB). What lies between is on a line with them;
what is asked for processes is twice as much for each unit, and so leaves room above what they took.
"""

from __future__ import annotations

from pathlib import Path

import psutil

from warehouse.errors import CourseError

GB = 10**9
#: Bytes without a table, and for each unit of the scale factor: a quarter more than was measured.
ALONE, EACH = 0.5 * GB, 2.4 * GB
ALONE_PROCESSES, EACH_PROCESSES = 1.0 * GB, 4.8 * GB
GROUP = Path("/sys/fs/cgroup")


def needed(scale: float, processes: bool = False, stored: bool = False) -> float:
    """Bytes that all 22 queries take at this scale factor, at most. ``stored``: over tables that parts of earlier
    labs store, whose bytes lie beside rows; reckoned, twice as much."""
    alone, each = (ALONE_PROCESSES, EACH_PROCESSES) if processes else (ALONE, EACH)
    return alone + each * scale * (2 if stored else 1)


def free(group: Path = GROUP) -> float:
    """Bytes that this process may still take: those of the machine, or of the container it is in."""
    there = psutil.virtual_memory().available
    try:
        limit, used = (
            (group / name).read_text().strip() for name in ("memory.max", "memory.current")
        )
        return there if limit == "max" else min(there, int(limit) - int(used))
    except (OSError, ValueError):  # no container, or one that does not say
        return there


def require(scale: float, processes: bool = False, stored: bool = False) -> None:
    """Raise CourseError, with what helps, where the memory that is free will not do."""
    wanted, there = needed(scale, processes, stored), free()
    if wanted > there:
        raise CourseError(
            f"TPC-H at scale factor {scale:g} takes up to {wanted / GB:.1f} GB of memory here, and "
            f"{there / GB:.1f} GB are free. Close other programs and kernels, take a smaller one (SF=0.1 takes "
            f"{needed(0.1, processes, stored) / GB:.1f} GB), or use a larger machine"
        )
