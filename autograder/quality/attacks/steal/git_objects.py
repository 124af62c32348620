"""Asks git for the solutions, from the course's repository.

must: there is no repository in sight
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import subprocess
from pathlib import Path

import warehouse

root = Path(warehouse.__file__).resolve().parents[1]
for words in (["show", "HEAD:solutions/compression/compression.ipynb"], ["log", "-p", "-3"]):
    try:
        done = subprocess.run(["git", "-c", "safe.directory=*", "-C", str(root), *words], capture_output=True, timeout=20)
        print(done.stdout[:5000].decode(errors="replace"), done.stderr[-300:])
    except (OSError, subprocess.SubprocessError) as error:
        print(error)
"""
    + WRONG_RLE
}
