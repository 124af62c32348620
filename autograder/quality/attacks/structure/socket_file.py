"""Hands in a Unix socket and a device name in the place of the notebook.

must: 0, and a note that says why
earns: 0
exercises: rle
"""

import os
import socket


def build(folder, notebook):
    here = os.getcwd()
    os.chdir(folder)  # the path of a socket may not be long
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind("compression.ipynb")
    finally:
        os.chdir(here)
    (folder / "zero.ipynb").symlink_to("/dev/zero")
