"""Prints IPython's history and every cell that it knows, after each cell and at the end.

must: graded cells are not in this shell's history
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import atexit

shell = get_ipython()


def tell(*args):
    for cell in shell.user_ns.get("In", [])[-40:]:
        print(cell)
    for number, line, cell in shell.history_manager.get_range(raw=True) if shell.history_manager else []:
        print(cell)


tell()
shell.events.register("post_run_cell", tell)
atexit.register(tell)
"""
    + WRONG_RLE
}
