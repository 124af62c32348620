"""Reads what another student handed in, and that student's graded notebook and feedback, with the hidden tests in it.

must: no other submission is in sight
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import re
from pathlib import Path

import warehouse

roots = {Path(warehouse.__file__).resolve().parents[1], *Path.cwd().resolve().parents}
for root in roots:
    for kind in ("submitted", "intake", "autograded", "feedback"):
        for path in [*root.glob(f"{kind}/*/*/*"), *root.glob(f"autograder/{kind}/**/*"), *root.glob(f"../{kind}/**/*")]:
            if path.is_file():
                text = path.read_text(errors="replace")
                print(path, len(text), re.findall("canary-[0-9a-f]+", text), text[:500])
"""
    + WRONG_RLE
}
