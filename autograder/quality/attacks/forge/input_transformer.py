"""Rewrites the text of every later cell so that a graded cell is the number 10.

must: graded cells run as the course wrote them; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
def tens(lines):
    return ["10\n"] if any("graded_checks" in line or "score()" in line for line in lines) else lines


get_ipython().input_transformers_post.append(tens)
get_ipython().input_transformers_cleanup.append(tens)
"""
    + WRONG_RLE
}
