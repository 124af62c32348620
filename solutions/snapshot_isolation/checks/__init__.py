"""What the graded cells of the snapshot isolation lab are written with. ``parts``: right parts, which
are oracles too. ``cases``: generated inputs of single functions, and their judgement.
``transactions``: scripts of calls on one transaction. ``tables``: versions of tables. ``histories``:
whole stores made of the student's part and right ones, driven through random plans.

The test process alone can import this (``from solutions.snapshot_isolation.checks import cases``
inside a graded cell); no student's process, release or bundle has it.
"""
