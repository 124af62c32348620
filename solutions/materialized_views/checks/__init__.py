"""What the graded cells of the materialised views lab are written with: made tables and changes,
oracles, and comparisons that call the student's functions, which they are given.

The test process alone can import this (``from solutions.materialized_views.checks import ...``
inside a graded cell); no student's process, release or bundle has it.
"""
