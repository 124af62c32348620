"""What the graded cells of the concurrency_scaling lab are written with: oracles, made data, and comparisons that call
the student's functions, which they are given. A module for each exercise, and ``numbers`` for what several share.

The test process alone can import this; no student's process, release or bundle has it.
"""
