"""Executes the reference solution's cell as its own answer.

must: there is nothing to execute; no check passes
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import json
from pathlib import Path

import warehouse

for root in (Path(warehouse.__file__).resolve().parents[1], Path.cwd(), Path.cwd() / "../../..", Path.cwd() / "../../../.."):
    path = root / "solutions" / "compression" / "compression.ipynb"
    try:
        cells = json.loads(path.read_text())["cells"]
    except OSError as error:
        print(error)
        continue
    exec("".join(next(cell["source"] for cell in cells if cell["id"] == "rle")))
"""
}
