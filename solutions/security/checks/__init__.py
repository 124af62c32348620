"""What the graded cells of the security lab are written with.

The test process alone can import this (``from solutions.security.checks import ...`` inside a graded cell); no
student's process, release or bundle has it.
"""
