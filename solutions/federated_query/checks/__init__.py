"""What the graded cells of the federated queries lab are written with.

The test process alone can import this (``from solutions.federated_query.checks import ...`` inside
a graded cell); no student's process, release or bundle has it.
"""
