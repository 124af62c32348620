"""A forked child keeps the inherited sockets and answers the tests beside its parent.

must: two processes that answer at once get no more points than one; both end with the submission
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import json
import os
import struct
import time

if os.fork() == 0:
    text = json.dumps(["reply", 10, []]).encode()
    for _ in range(300):
        for fd in range(3, 64):
            try:
                os.write(fd, struct.pack("!II", len(text), 0) + text)
            except OSError:
                pass
        time.sleep(0.05)
    os._exit(0)
"""
    + WRONG_RLE
}
