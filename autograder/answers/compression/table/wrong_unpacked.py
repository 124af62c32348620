"""Blocks of integers are stored in eight bytes a value.

kind: wrong
reason: size
hint: The encodings of the earlier exercises are there to be used: try each of them on a block and keep the shortest.
"""


def encode_block(a):
    return ["for", [0, 64], len(a)], a.tobytes()
