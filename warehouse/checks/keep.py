"""What a grader computes once for a whole class and not once a submission: peers' files, generated
inputs, tables.

The grader's test processes have a store; without one everything is simply computed. A store serves
one run of one course seed, so that nothing is taken for another's; where every student has data of
their own, only what does not depend on them is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Protocol, TypeVar

OWN_DATA_VARIABLE = "COURSE_OWN_DATA"  # set: the seed is this student's alone
T = TypeVar("T")


class Store(Protocol):
    """Keeps data: plain values, numpy's and Arrow's, the course's records of them. Raises
    ``CourseError`` for all else."""

    def find(self, *key: object) -> tuple:
        """What was kept under ``key``, alone in a tuple; an empty one where nothing was."""

    def add(self, value: object, *key: object) -> None: ...

    def frozen(self, value: object) -> bytes:
        """``value`` as it is now, whatever is done to it later."""

    def thawed(self, data: bytes) -> object: ...


store: Store | None = None  # the grader sets it


def keeps(seeded: bool = True) -> bool:
    """Whether anything is kept. ``seeded``: of what grows from the seed, as generated inputs do."""
    return store is not None and not (seeded and os.environ.get(OWN_DATA_VARIABLE))


def kept(compute: Callable[[], T], *key: object, seeded: bool = True) -> T:
    """``compute()``, or what it gave when it was last asked for under ``key``. For data that no
    student's code has touched.

    ``seeded=False`` says that it does not depend on the course seed, and so is everybody's also
    where each student has data of their own. An Arrow table comes back as a view of the file:
    nothing is read before it is looked at. Raises ``CourseError`` for what is no data.
    """
    if not keeps(seeded):
        return compute()
    found = store.find(*key)
    if found:
        return found[0]
    result = compute()
    store.add(result, *key)
    return result
