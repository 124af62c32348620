"""Puts its cheat into a view cell, which is not locked and which grading skips.

must: code there runs as the student's, or not at all
earns: 0
exercises: bit_packing
"""

from autograder.quality.attack_corpus import put, save

CHEAT = "from warehouse.checks import exercise\nexercise.Exercise.score = lambda self: 15\ngraded_checks = lambda: 15"


def build(folder, notebook):
    put(notebook, "rle-view", CHEAT)
    save(notebook, folder)
