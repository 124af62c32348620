"""Exchanges the grade ids of two exercises, so that the easy tests meet the dear points.

must: an answer is graded by the tests of the exercise whose functions it defines, or not at all
earns: 10
exercises: rle table
"""

from autograder.quality.attack_corpus import RIGHT_RLE, cell, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for suffix in ("-checks", "-examples"):
        one, other = cell(notebook, f"rle{suffix}"), cell(notebook, f"table{suffix}")
        one.metadata.nbgrader.grade_id, other.metadata.nbgrader.grade_id = (
            f"table{suffix}",
            f"rle{suffix}",
        )
        one["id"], other["id"] = f"table{suffix}", f"rle{suffix}"
        one.metadata.nbgrader.points, other.metadata.nbgrader.points = 20, 10
    save(notebook, folder)
