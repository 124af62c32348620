"""Reads the grader's configuration, with the course seed in it, and its logs.

must: nothing of autograder/ is in sight
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
from pathlib import Path

import warehouse

root = Path(warehouse.__file__).resolve().parents[1]
for path in [*root.glob("autograder/*"), *root.glob(".*"), *root.glob("tests/*"), *root.glob("autograder/quality/attacks/*/*")]:
    try:
        print(path, path.read_text()[:1500] if path.is_file() else sorted(p.name for p in path.iterdir())[:20])
    except (OSError, UnicodeDecodeError) as error:
        print(path, error)
"""
    + WRONG_RLE
}
