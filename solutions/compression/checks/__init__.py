"""What the graded cells of the compression lab are written with: oracles, made columns, and
judgements, which are given the student's functions.

The test process alone can import this (inside a graded cell); no student's process, release or
bundle has it.
"""
