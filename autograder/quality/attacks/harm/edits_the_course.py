"""Appends a line to the checks, the labs, the book and the grader on disk.

must: no file of the course changes
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
from pathlib import Path

import warehouse

root = Path(warehouse.__file__).resolve().parents[1]
for name in (
    "warehouse/checks/outcomes.py",
    "warehouse/errors.py",
    "labs/AGENTS.md",
    "autograder/reports/hints.py",
    "labs/planted-by-an-attack.txt",
    "warehouse/__pycache__/planted-by-an-attack.pyc",
):
    try:
        with open(root / name, "a") as file:
            file.write("# planted-by-an-attack\n")
        print("wrote", name)
    except OSError as error:
        print(error)
"""
    + RIGHT_RLE
}
