"""Runs the reference solution from the folder beside labs, and prints it.

must: the solutions are not there; nothing of them is printed or earns anything
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import json
import re
from pathlib import Path

import warehouse

roots = {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents, Path.cwd()}
for path in [p for root in roots for p in root.glob("solutions/*/*.ipynb")]:
    text = path.read_text()
    print(text[-2000:], re.findall("canary-[0-9a-f]+", text))
    for cell in json.loads(text)["cells"]:
        if cell.get("id") == "rle":
            solution = "".join(cell["source"])
"""
    + WRONG_RLE
}
