"""What the graded cells of the workload_management lab are written with: oracles, made data, and
comparisons that call the student's functions, which they are given. A module for each
exercise.

The test process alone can import this (``from solutions.workload_management.checks import lanes`` inside a
graded cell); no student's process, release or bundle has it.
"""
