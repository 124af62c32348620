"""What the graded cells of the external functions lab are written with.

The test process alone can import this (``from solutions.external_functions.checks import ...`` inside a graded cell); no
student's process, release or bundle has it.
"""
