"""Claims in its metadata that it was repaired already, and to be another lab's, another student's, another kernel's.

must: the metadata of a submission decide nothing
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import put, save


def build(folder, notebook):
    put(notebook, "rle-checks", "10")
    notebook.metadata.update(
        course_notes=["<script>planted-by-an-attack</script>"],
        nbgrader={"score": 100, "max_score": 100, "student": "neighbour"},
        kernelspec={
            "name": "../../bin/sh",
            "display_name": "x",
            "language": "bash",
            "argv": ["touch", "planted-by-an-attack"],
        },
        celltoolbar="Create Assignment",
    )
    save(notebook, folder)
