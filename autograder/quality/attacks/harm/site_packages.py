"""Leaves sitecustomize, usercustomize and .pth files where every later Python would run them.

must: none of these folders can be written
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import site
import sys
import sysconfig
from pathlib import Path

import warehouse

folders = {
    *site.getsitepackages(),
    site.getusersitepackages(),
    sysconfig.get_path("stdlib"),
    *filter(None, sys.path),
    str(Path(warehouse.__file__).resolve().parents[1]),
}
for folder in folders:
    for name in ("sitecustomize.py", "usercustomize.py", "planted-by-an-attack.pth"):
        path = Path(folder) / name
        if path.exists() or path.parent.suffix == ".zip":
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("# planted-by-an-attack\n")
            print("wrote", path)
        except OSError as error:
            print(path, error)
"""
    + RIGHT_RLE
}
