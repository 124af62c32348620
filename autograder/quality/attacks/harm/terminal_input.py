"""Pushes keystrokes into the grader's terminal.

must: there is no terminal
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import fcntl
import os
import termios

for path in ("/dev/tty", "/dev/pts/0", "/dev/pts/1", "/dev/console"):
    try:
        fd = os.open(path, os.O_RDWR)
        for byte in b"# planted-by-an-attack":
            fcntl.ioctl(fd, termios.TIOCSTI, bytes([byte]))
        print("typed into", path)
    except OSError as error:
        print(path, error)
"""
    + RIGHT_RLE
}
