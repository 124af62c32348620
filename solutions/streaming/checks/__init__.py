"""What the graded cells of the streaming lab are written with.

The test process alone can import this (``from solutions.streaming.checks import ...`` inside a graded cell); no
student's process, release or bundle has it.
"""
