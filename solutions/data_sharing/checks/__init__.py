"""What the graded cells of the data sharing lab are written with.

The test process alone can import this (``from solutions.data_sharing.checks import ...`` inside a graded cell); no
student's process, release or bundle has it.
"""
