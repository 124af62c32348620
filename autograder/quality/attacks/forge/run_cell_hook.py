"""Hooks IPython's events and replaces the function that runs cells.

must: graded cells run elsewhere; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
shell = get_ipython()
original = type(shell).run_cell


def run_cell(self, raw_cell, *args, **named):
    return original(self, "10" if "graded_checks" in raw_cell else raw_cell, *args, **named)


type(shell).run_cell = run_cell
shell.events.register("pre_run_cell", lambda info: setattr(info, "raw_cell", "10"))
shell.events.register("post_run_cell", lambda result: setattr(result, "result", 10))
"""
    + WRONG_RLE
}
