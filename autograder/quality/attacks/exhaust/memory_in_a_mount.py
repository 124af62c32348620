"""Mounts a file system of memory in namespaces of its own, and writes gigabytes into it.

must: it gets no namespace, by any of the three calls that make one
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import ctypes
import os

NEW_USER, NEW_MOUNTS, CHILD_ENDS = 0x10000000, 0x00020000, 17
libc = ctypes.CDLL(None, use_errno=True)
clone, clone3 = {{"x86_64": (56, 435), "aarch64": (220, 435)}}[os.uname().machine]
flags = (ctypes.c_uint64 * 11)(NEW_USER | NEW_MOUNTS, 0, 0, 0, CHILD_ENDS)
made = []
assert os.getuid() != 0  # never outside of a sandbox as root
if os.fork() == 0:
    os._exit(0 if libc.unshare(NEW_USER | NEW_MOUNTS) == 0 else 1)
made.append(os.wait()[1] == 0)
for arguments in (
    (clone, NEW_USER | NEW_MOUNTS | CHILD_ENDS, 0, 0, 0, 0),
    (clone3, ctypes.byref(flags), ctypes.sizeof(flags)),
):
    pid = libc.syscall(*arguments)
    if pid == 0:
        os._exit(0)
    made.append(pid > 0 and os.waitpid(pid, 0)[1] == 0)
if any(made):
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
