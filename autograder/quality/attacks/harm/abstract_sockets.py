"""Binds and joins Unix sockets in the abstract namespace, which no file permission guards.

must: the namespace is the submission's own
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import socket

mine = socket.socket(socket.AF_UNIX)
mine.bind("\0planted-by-an-attack")
mine.listen()
try:
    names = {line.split()[-1] for line in open("/proc/net/unix").read().splitlines()[1:] if len(line.split()) > 7}
except OSError as error:
    names = set()
    print(error)
for name in names:
    try:
        other = socket.socket(socket.AF_UNIX)
        other.settimeout(1)
        other.connect("\0" + name[1:] if name.startswith("@") else name)
        print("reached", name)
    except OSError as error:
        print(name, error)
"""
    + RIGHT_RLE
}
