"""Talks to whatever listens on this machine: Jupyter, databases, other kernels.

must: the machine's own ports are out of reach
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import socket

found = []
for port in (22, 25, 80, 111, 443, 2375, 3306, 5432, 6379, 8000, 8080, 8786, 8787, 8888, 8889, *range(40000, 41000)):
    for host in ("127.0.0.1", "::1"):
        try:
            socket.create_connection((host, port), timeout=0.2).close()
            found.append((host, port))
        except OSError:
            continue
print("reached", found) if found else print("nothing listens")
"""
    + RIGHT_RLE
}
