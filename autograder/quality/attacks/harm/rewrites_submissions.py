"""Rewrites the neighbour's notebook, and its own after it was handed in.

must: no file that was handed in changes
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os
from pathlib import Path

import warehouse

for root in {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents}:
    for pattern in ("**/neighbour/compression/*", "autograder/*/neighbour/**/*", "autograder/submitted/.*/*/neighbour/**/*"):
        for path in root.glob(pattern) if len(root.parts) > 2 else []:
            try:
                with open(path, "a") as file:
                    file.write("planted-by-an-attack")
                os.utime(path, (0, 0))
            except OSError as error:
                print(path, error)
"""
    + RIGHT_RLE
}
