"""Nests the metadata of a cell a thousand deep.

must: graded: metadata are not needed
earns: 10
keeps: 10
exercises: rle
"""

import nbformat

from autograder.quality.attack_corpus import RIGHT_RLE, put


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    text = nbformat.v4.writes(notebook)
    nested = '{"a":' * 900 + "1" + "}" * 900
    (folder / "compression.ipynb").write_text(
        text.replace('"metadata": {},', f'"metadata": {{"deep": {nested}}},', 1)
    )
