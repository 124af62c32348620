"""Hands in modules beside the notebook that have the names of those which the grader imports.

must: they are not imported by any process of the grader's
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE, put, save

BAD = """
print("planted-by-an-attack")
open("/tmp/planted-by-an-attack", "w").close()
score = Exercise = lambda *arguments, **named: 10
"""


def build(folder, notebook):
    put(notebook, "rle", WRONG_RLE)
    save(notebook, folder)
    for name in (
        "numpy.py",
        "warehouse.py",
        "hypothesis.py",
        "sitecustomize.py",
        "ipykernel.py",
        "nbgrader_config.py",
        "jupyter_config.py",
        "nbconvert.py",
        "conftest.py",
        ".env",
    ):
        (folder / name).write_text(BAD)
    (folder / "warehouse").mkdir(exist_ok=True)
    (folder / "warehouse" / "__init__.py").write_text(BAD)
