"""Marks a cell of its own as one of the course's that the tests need, and as one that grading skips.

must: tags and locks of the student's decide nothing; the code runs where the student's code runs
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import add, cell, save

PATCH = """
import os
from warehouse.checks import exercise

exercise.Exercise.score = lambda self: 10
print(os.environ.get("COURSE_SEED"))
"""


def build(folder, notebook):
    locked = {"grade": False, "locked": True, "solution": False, "task": False, "schema_version": 3}
    add(
        notebook,
        "rle",
        PATCH,
        id="helper",
        metadata={"tags": ["test-process"], "nbgrader": {**locked, "grade_id": "helper"}},
    )
    add(
        notebook,
        "setup",
        PATCH,
        id="setup",
        metadata={"tags": ["test-process"], "nbgrader": {**locked, "grade_id": "setup"}},
    )
    cell(notebook, "packers").source = PATCH
    cell(notebook, "rle").metadata["tags"] = ["test-process"]
    cell(notebook, "rle").metadata.nbgrader.locked = True
    save(notebook, folder)
