"""What processes use of memory, and how long they wait for a processor."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from autograder.execution import usage


def test_memory_is_that_of_a_family_with_the_memory_files_it_has_open():
    before = usage.used(usage.family(os.getpid()), own_folders=False)
    file = os.memfd_create("large")
    try:
        os.write(file, bytes(64 << 20))
        assert usage.used(usage.family(os.getpid()), own_folders=False) - before > 60 << 20
    finally:
        os.close(file)


#: 64 MB of shared memory, written, in a process that waits: where MADV_DONTNEED (4) takes it out of
#: what the process holds, it is kept all the same.
SHARES = """
import ctypes, mmap, os
place = mmap.mmap(-1, 64 << 20, flags=mmap.MAP_SHARED)
place[:] = bytes([7]) * (64 << 20)
start = ctypes.addressof(ctypes.c_char.from_buffer(place))
print(flush=True)
input()
{}
print(flush=True)
input()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what is mapped")
@pytest.mark.parametrize(
    "then",
    [
        "place.madvise(mmap.MADV_DONTNEED)",
        "place.madvise(mmap.MADV_DONTNEED)\nfor _ in range(3):\n    os.fork() or input()",
        "ctypes.CDLL(None).prctl(0x53564D41, 0, ctypes.c_ulong(start), 64 << 20, b'mine')\n"
        "place.madvise(mmap.MADV_DONTNEED)",
    ],
    ids=["let go", "shared with children", "named"],
)
def test_shared_memory_counts_once_whoever_holds_it(then):
    code = SHARES.format(then)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as sharing:
        used = lambda: usage.used(usage.family(sharing.pid), own_folders=False)
        sharing.stdout.readline()
        held = used()
        sharing.stdin.write(b"\n")
        sharing.stdin.flush()
        sharing.stdout.readline()
        kept = used()
        for child in usage.family(sharing.pid)[1:]:
            child.kill()
        sharing.kill()
    assert 64 << 20 < held < 110 << 20
    assert abs(kept - held) < 48 << 20  # three children hold some themselves


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="Linux says so alone")
def test_what_a_process_waited_for_a_processor_is_not_its_time():
    """Three that spin share one processor: two of them wait."""
    spin = "import time\nend = time.monotonic() + 0.5\nwhile time.monotonic() < end: pass\ninput()"
    pin = lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    others = [
        subprocess.Popen([sys.executable, "-c", spin], stdin=subprocess.PIPE, preexec_fn=pin)
        for _ in range(3)
    ]
    try:
        until = time.monotonic() + 20
        while sum(usage.waited(one.pid) for one in others) < 0.3 and time.monotonic() < until:
            others[0].poll()
        assert sum(usage.waited(one.pid) for one in others) >= 0.3
    finally:
        for one in others:
            one.kill()
            one.communicate()
    assert usage.waited(others[0].pid) == 0.0


def test_waits_of_processes_that_ended_still_count():
    read, write = os.pipe()  # stands for the file of a process that will end
    waits = usage.Waits()
    file = os.memfd_create("schedstat")
    os.write(file, b"7 2500000000 1\n")
    waits.add([file])
    assert waits.seconds() == 2.5
    os.dup2(read, file)  # cannot be read at a place any more
    for _ in range(2):
        assert waits.seconds() == 2.5
    os.close(read)
    os.close(write)
