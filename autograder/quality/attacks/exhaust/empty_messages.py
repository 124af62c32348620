"""Writes well-formed messages into every socket that lack what the grader looks for in them.

must: they are taken for nothing, or end the process; there is a grade
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import json
import os
import struct

outputs = [
    {},
    {"output_type": "stream", "name": "stdout"},
    {"output_type": "stream", "name": "stdout"},
    {"output_type": 5},
    {"clear": 1},
    {"output_type": "stream", "name": "stdout", "text": 5},
    {"output_type": "error"},
    {"output_type": "display_data", "data": []},
]
for message in [*(["output", output] for output in outputs), ["output"], ["done", "yes"], [], {}, None, 5, ["done", True]]:
    text = json.dumps(message).encode()
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack("!II", len(text), 0) + text)
        except OSError:
            continue
"""
    + WRONG_RLE
}
