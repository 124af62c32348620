"""Writes forged messages of the grader's own form into every open descriptor.

must: the grader takes them for nothing, or ends the process; no points and no grader's fault
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import json
import os
import struct

result = {"output_type": "execute_result", "data": {"text/plain": "10"}, "metadata": {}, "execution_count": 1}
for message in (["output", result], ["done", True], ["reply", 10, []], ["error", ["NotStarted", "Exception"], "", ""]):
    text = json.dumps(message).encode()
    for fd in range(3, 256):
        try:
            os.write(fd, struct.pack("!II", len(text), 0) + text)
        except OSError:
            pass
"""
    + WRONG_RLE
}
