"""Makes namespaces of its own, to mount what it likes in them.

must: it gets no right that it had not
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if os.getuid() != 0 and os.fork() == 0:  # never as root: a mount could reach the machine
    for flags in (0x10000000, 0x10020000, 0x00020000, 0x30020000):
        if libc.unshare(flags) == 0:
            for source, target in ((b"proc", b"/proc"), (b"tmpfs", b"/usr"), (b"tmpfs", b"/tmp")):
                print(flags, target, libc.mount(source, target, source, 0, None))
            try:
                open("/usr/planted-by-an-attack", "w").write("x")
            except OSError as error:
                print(error)
    os._exit(0)
try:
    os.wait()
except ChildProcessError as error:
    print(error)
"""
    + RIGHT_RLE
}
