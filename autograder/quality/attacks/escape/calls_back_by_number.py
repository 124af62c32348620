"""Asks the test process to call things by guessed numbers and special names, in the middle of answering.

must: private names and unknown numbers are refused; the test process goes on
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import gc
import sys


def ask():
    bridge = sys.modules.get("autograder.execution.bridge")
    ends = [thing for thing in gc.get_objects() if bridge and isinstance(thing, bridge.Bridge)]
    for end in ends:
        for request in (
            ["use", 1, "", []],
            ["use", 1, "__call__", []],
            ["use", 1, "__reduce__", []],
            ["get", 1, "__globals__"],
            ["get", 1, "__class__"],
            ["use", -1, "f_globals", []],
            ["names", ["expect_runs"]],
            ["eval", "1"],
            [],
        ):
            try:
                print(request, end.ask(request, (1, "x")))
            except Exception as error:
                print(request, type(error).__name__, str(error)[:100])


def rle_encode(a):
    ask()
    return 0


def rle_decode(r):
    ask()
    return 0
"""
}
