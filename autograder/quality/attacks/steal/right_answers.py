"""Executes a right answer of the answers corpus, and prints the kill matrix.

must: the corpus is not there; no check passes
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from pathlib import Path

import warehouse

root = Path(warehouse.__file__).resolve().parents[1]
stolen = ""
for path in sorted(root.glob("solutions/compression/answers/**/*")):
    if path.name.startswith("right_") or path.name == "matrix.json":
        print(path.read_text()[:3000])
        stolen = path.read_text() if path.parent.name == "rle" else stolen
"""
    + WRONG_RLE
}
