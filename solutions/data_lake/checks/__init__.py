"""What the graded cells of the data_lake lab are written with: made data, oracles and judges, a
module for each exercise.

The test process alone can import this; no student's process, release or bundle has it.
"""
