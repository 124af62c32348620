"""What the graded cells of the lab on semi-structured and spatial data are written with.

The test process alone can import this (``from solutions.super_spatial.checks import ...`` inside a graded cell); no
student's process, release or bundle has it.
"""
