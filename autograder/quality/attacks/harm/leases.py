"""Takes leases on files that are its own user's, and an ordinary user's grader's too: whoever opens one then waits, up to 45 s.

must: no lease is to be had, and nobody waits
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import CANARY, RIGHT_RLE, add, put, save

TAKES = f"""
import fcntl
import os
import signal

import warehouse

signal.signal(signal.SIGIO, signal.SIG_IGN)
open("/tmp/mine", "w").close()  # as root's grader has it, the only one that it could have
taken, files = 0, ["/tmp/mine"]
for folder, _, names in os.walk(os.path.dirname(warehouse.__file__)):
    files += [os.path.join(folder, name) for name in names]
for path in files[:900]:
    try:
        fcntl.fcntl(os.open(path, os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_WRLCK)
        taken += 1
    except OSError:
        pass
print(taken, "leases")
if taken:
    print({CANARY[:6]!r} + {CANARY[6:]!r})
"""


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    add(notebook, "rle", TAKES)
    save(notebook, folder)
