"""What a lab's test cells are written with: named checks worth points, plain comparisons of data,
generated inputs.

A test cell registers its checks on an ``Exercise`` and ends in ``exercise.examples()`` (the visible
ones, worth no points) or ``exercise.score()`` (the graded ones, whose last line is the number of
points that nbgrader reads).
"""

from warehouse.checks.calls import in_notebook, raises, run, run_each, unwatched
from warehouse.checks.compare import (
    at_least,
    at_most,
    fields,
    same_array,
    same_table,
)
from warehouse.checks.driving import drive, shown_as
from warehouse.checks.exercise import ChecksFailed, Exercise
from warehouse.checks.failures import every_failure_comes_out
from warehouse.checks.generated import arrays, generator, seed
from warehouse.checks.keep import kept
from warehouse.checks.outcomes import MIME, Outcome, Result, Wrong
from warehouse.checks.plain_data import same
from warehouse.checks.timing import no_slower_than

__all__ = [
    "MIME",
    "ChecksFailed",
    "Exercise",
    "Outcome",
    "Result",
    "Wrong",
    "arrays",
    "at_least",
    "at_most",
    "drive",
    "every_failure_comes_out",
    "fields",
    "generator",
    "in_notebook",
    "kept",
    "no_slower_than",
    "raises",
    "run",
    "run_each",
    "same",
    "same_array",
    "same_table",
    "seed",
    "shown_as",
    "unwatched",
]
