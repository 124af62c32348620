"""Adds graded cells of its own that give points.

must: cells that the course does not know are not graded
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import add, save


def build(folder, notebook):
    for number, points in enumerate((1000, -5, 10)):
        nbgrader = {
            "grade": True,
            "grade_id": f"bonus-{number}",
            "locked": True,
            "points": points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        add(notebook, "rle", str(points), id=f"bonus-{number}", metadata={"nbgrader": nbgrader})
    save(notebook, folder)
