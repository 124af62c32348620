"""The benchmark that lays this grader beside plain nbgrader, in small: it is run whole by hand."""

from __future__ import annotations

import subprocess
import sys

from autograder.paths import ROOT


def test_both_graders_give_a_class_of_two_the_same_grades():
    command = [sys.executable, "benchmarks/grading.py", "--lab", "warmup", "--students", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "cells compared, 0 differ" in done.stdout
    assert " 0 cells compared" not in done.stdout
