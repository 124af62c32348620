"""Waits for input: from the keyboard, from standard input, from the debugger, from a pipe that nobody writes.

must: there is nobody to ask, which is said at once or at the cell's limit
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import os
import sys


def rle_encode(a):
    return input("the answer? ")


def rle_decode(r):
    sys.stdin.read()
    breakpoint()


try:
    input("password: ")
except Exception as error:
    print(error)
os.mkfifo("/tmp/nobody-writes")
open("/tmp/nobody-writes").read()
"""
}
