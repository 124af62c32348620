"""What the graded cells of the machine learning lab are written with.

The test process alone can import this (``from solutions.machine_learning.checks import ...`` inside a graded cell);
no student's process, release or bundle has it.
"""
