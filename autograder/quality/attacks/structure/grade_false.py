"""Says of its test cells that they are not graded, not locked and solutions, and of its answers that they are tests.

must: the course's marks count
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    for cell in notebook.cells:
        nbgrader = cell.metadata.get("nbgrader")
        if nbgrader:
            nbgrader.update(
                grade=not nbgrader.get("grade"),
                locked=not nbgrader.get("locked"),
                solution=not nbgrader.get("solution"),
            )
    save(notebook, folder)
