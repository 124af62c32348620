"""Deletes another student's submission, grades and feedback.

must: the neighbour's files are all there afterwards
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import shutil
from pathlib import Path

import warehouse

for root in {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents}:
    for pattern in ("neighbour", "submitted/neighbour", "autograder/*/neighbour", "autograder/submitted/.*/*/neighbour"):
        for folder in root.glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)
            print("deleted", folder)
"""
    + RIGHT_RLE
}
