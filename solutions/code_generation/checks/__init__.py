"""What the graded cells of the code_generation lab are written with: made plans and data, oracles, and
comparisons that call the student's functions, which they are given.

The test process alone can import this (``from solutions.code_generation.checks import ...`` inside a
graded cell); no student's process, release or bundle has it.
"""
