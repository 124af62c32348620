"""Names a kernel that this machine has not got, and another language.

must: graded with this course's kernel
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    put(notebook, "rle", RIGHT_RLE)
    notebook.metadata["kernelspec"] = {
        "name": "julia-1.10",
        "display_name": "Julia",
        "language": "julia",
    }
    notebook.metadata["language_info"] = {"name": "julia", "file_extension": ".jl"}
    save(notebook, folder)
