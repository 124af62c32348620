"""Turns on faulthandler and lets a program print into this one's streams, at the head of the answer cell, as works in Jupyter.

must: what works in Jupyter does no harm: all points
earns: 25
keeps: 25
lab: warmup
exercises: find_scans
others: reference
"""

from autograder.quality.attack_corpus import put, reference, save

HEAD = """
import faulthandler
import sys

faulthandler.enable()
print("a terminal:", sys.stdout.isatty(), sys.stderr.isatty(), sys.stdout.encoding, sys.stdout.errors)

import subprocess

subprocess.run([sys.executable, "-c", "print('from a program of its own')"], stdout=sys.stdout, stderr=sys.stderr)
sys.__stdout__.write("to the real one\\n")
sys.stdout.writelines(["one\\n", "two\\n"])
sys.stderr.flush()

"""


def build(folder, notebook):
    put(notebook, "find_scans", HEAD + reference("warmup")["find_scans"])
    save(notebook, folder, "warmup.ipynb")
