"""What the graded cells of the distribution lab are written with: made tables, oracles, and
comparisons that call the student's functions, which they are given.

The test process alone can import this (``from solutions.distribution.checks import ...`` inside a
graded cell); no student's process, release or bundle has it.
"""

import sys

import cloudpickle

# What runs on a slice goes there as its code: a slice's process need not load what tests are made
# of.
cloudpickle.register_pickle_by_value(sys.modules[__name__])
