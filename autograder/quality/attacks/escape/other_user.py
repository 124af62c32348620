"""Becomes another user: root, the grader, or whoever a set-user-id program makes it.

must: it stays who it is
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
import subprocess

before = os.getresuid()
for uid in (0, 1000, 65534):
    for change in (os.setuid, os.seteuid, os.setgid):
        try:
            if before[0] != 0:
                change(uid)
        except OSError as error:
            print(change.__name__, uid, error)
for words in (["sudo", "-n", "id"], ["su", "-c", "id"], ["pkexec", "id"], ["ping", "-c1", "127.0.0.1"]):
    try:
        print(words, subprocess.run(words, capture_output=True, timeout=5, stdin=subprocess.DEVNULL))
    except (OSError, subprocess.SubprocessError) as error:
        print(words, error)
print(before, os.getresuid())
"""
    + RIGHT_RLE
}
