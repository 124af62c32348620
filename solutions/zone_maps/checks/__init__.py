"""What the graded cells of the zone maps lab are written with: oracles, made inputs, judgements.

The test process alone can import this (inside a graded cell); no student's process, release or
bundle has it.
"""
