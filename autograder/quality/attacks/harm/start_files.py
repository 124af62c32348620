"""Leaves start files for IPython, Jupyter and the shell in the grader's home.

must: the home can be written for this submission alone, or not at all
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
from pathlib import Path

import os

for home in {Path.home(), Path(os.path.expanduser("~root"))}:
    for name in (".ipython/profile_default/startup/00-planted.py", ".jupyter/custom/planted.css", ".config/planted"):
        try:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text("# planted-by-an-attack\n")
            print("wrote", home / name)
        except OSError as error:
            print(error)
os.environ["PYTHONSTARTUP"] = str(Path.home() / ".config/planted")
"""
    + RIGHT_RLE
}
