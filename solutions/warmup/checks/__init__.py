"""What the graded cells of the warmup lab are written with: oracles, made data, and comparisons that
call the student's functions, which they are given.

The test process alone can import this (inside a graded cell); no student's process, release or
bundle has it.
"""
