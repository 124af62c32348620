"""Prints the source of every cell before it runs.

must: graded cells do not come by; no line of a hidden test is printed
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
def tell(info):
    print(info.raw_cell)


def tell_lines(lines):
    print("".join(lines))
    return lines


get_ipython().events.register("pre_run_cell", tell)
get_ipython().input_transformers_cleanup.append(tell_lines)
"""
    + WRONG_RLE
}
