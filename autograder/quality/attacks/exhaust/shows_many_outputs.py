"""Shows 100,000 rich outputs and clears them now and then.

must: the output is cut
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
from IPython.display import HTML, clear_output, display

for number in range(100_000):
    display(HTML(f"<b>{number}</b>"))
    if number % 10_000 == 0:
        clear_output()
"""
    + RIGHT_RLE
}
