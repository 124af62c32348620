"""Listens on ports and leaves a server running, for a friend to come in.

must: nobody can connect from outside the sandbox, and the server ends with the submission
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import socket
import time

server = socket.socket()
try:
    server.bind(("0.0.0.0", 47113))
    server.listen()
    print("listens on 47113")
except OSError as error:
    print(error)
if os.fork() == 0:
    os.setsid()
    time.sleep(300)
    os._exit(0)
"""
    + RIGHT_RLE
}
