"""Hands in three notebooks: the right name with stubs, a larger one with an answer, a checkpoint.

must: the worked one is taken, with a note that names it, where the one of the right name is untouched
earns: 10
keeps: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE, put, save


def build(folder, notebook):
    save(notebook, folder)
    put(notebook, "rle", RIGHT_RLE + "\n#" * 1000)
    save(notebook, folder, "compression-copy.ipynb")
    (folder / ".ipynb_checkpoints").mkdir(exist_ok=True)
    save(notebook, folder / ".ipynb_checkpoints", "compression-checkpoint.ipynb")
