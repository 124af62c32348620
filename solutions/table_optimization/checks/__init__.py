"""What the graded cells of the table optimisation lab are written with: made inputs, oracles, and
comparisons that call the student's functions, which they are given.

The test process alone can import this (``from solutions.table_optimization.checks import ...``
inside a graded cell); no student's process, release or bundle has it.
"""
