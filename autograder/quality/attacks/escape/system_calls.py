"""Tries system calls that sandboxes forget: keys, kernel tracing, io_uring, userfaultfd, new mount interface, handles.

must: none gives access to anything
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
calls = {
    "add_key": 248,
    "perf_event_open": 298,
    "open_by_handle_at": 304,
    "process_vm_readv": 310,
    "kcmp": 312,
    "bpf": 321,
    "userfaultfd": 323,
    "io_uring_setup": 425,
    "open_tree": 428,
    "fsopen": 430,
    "pidfd_open": 434,
    "personality": 135,
}
for name, number in calls.items() if os.uname().machine == "x86_64" else ():
    arguments = (1, 0, 0, 0, 0) if name != "pidfd_open" else (1, 0)
    print(name, libc.syscall(number, *arguments), os.strerror(ctypes.get_errno()))
fd = libc.syscall(434, os.getppid() or 1, 0) if os.getuid() != 0 else -1
if fd >= 0:
    print("stolen descriptor", [libc.syscall(438, fd, number, 0) for number in range(3, 30)])
"""
    + RIGHT_RLE
}
