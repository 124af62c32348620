"""What the graded cells of the managed storage lab are written with.

The test process alone can import this (``from solutions.managed_storage.checks import ...`` inside
a graded cell); no student's process, release or bundle has it.
"""
