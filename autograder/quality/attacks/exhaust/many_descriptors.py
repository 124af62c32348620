"""Opens up to 100,000 files and sockets and closes none.

must: their number is limited; the right answer may be graded
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import socket

kept = []
try:
    for _ in range(50_000):
        kept += socket.socketpair()
except OSError as error:
    print(len(kept), error)
"""
    + RIGHT_RLE
}
