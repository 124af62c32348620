"""Puts the control sequences of terminals into outputs and messages, for whoever looks at them in a shell.

must: no control character reaches the terminal
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
ESCAPES = "\x1b]0;planted-by-an-attack\x07\x1b[2J\x1b[31m\x9b31m\r\x08\x00\u202e"
print(ESCAPES)


def rle_encode(a):
    raise ValueError(ESCAPES)


def rle_decode(r):
    raise ValueError(ESCAPES)


raise RuntimeError(ESCAPES)
"""
}
