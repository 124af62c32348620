"""Which part of a large corpus one run of the test suite looks at.

The seed is a word, the suite's is the day's date: every day another part, and a failure comes again
where the environment variable ``COURSE_SAMPLE`` holds the date that the run has printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

VARIABLE = "COURSE_SAMPLE"
#: Seeds with a meaning: what shows every check of a lab at work, and all there is.
EACH, ALL = "each", "all"

T = TypeVar("T")


def some(found: Iterable[T], many: int, seed: str) -> list[T]:
    """So many of what is found, fewer where there are not as many; all with the seed ALL. Chosen by
    the seed and by what ``str`` gives for each, the same on every machine."""
    order = sorted(found, key=lambda one: hashlib.sha256(f"{seed} {one}".encode()).digest())
    return order if seed == ALL else order[:many]
