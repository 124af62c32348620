"""Attaches to other processes, reads their memory and writes into it.

must: no process but its own can be attached to
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
for pid in sorted(int(name) for name in os.listdir("/proc") if name.isdigit()):
    if pid == os.getpid() or os.getuid() == 0:
        continue
    attached = libc.ptrace(16, pid, None, None)
    print(pid, attached, ctypes.get_errno())
    if attached == 0:
        print("attached to", pid)
        os.waitpid(pid, 0)
        libc.ptrace(17, pid, None, None)
"""
    + RIGHT_RLE
}
