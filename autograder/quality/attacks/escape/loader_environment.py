"""Sets the variables by which later programs load foreign code.

must: no program of the grader's inherits them
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import os

open("/tmp/planted-by-an-attack.py", "w").write("print('planted-by-an-attack')\n")
for name in (
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONINSPECT",
    "JUPYTER_CONFIG_PATH",
    "COURSE_SEED",
    "WAREHOUSE_DATA",
    "PATH",
):
    os.environ[name] = "/tmp/planted-by-an-attack.py"
"""
    + RIGHT_RLE
}
