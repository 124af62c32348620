"""Numbers that a student's function returned: Python's or numpy's, and no truth value."""

from __future__ import annotations

from math import isclose

import numpy as np

from warehouse.checks import Wrong
from warehouse.checks import calls as called
from warehouse.checks.showing import show


def is_number(value: object) -> bool:
    """Whether it is a plain number."""
    return type(value) in (int, float) or (isinstance(value, np.number) and np.isrealobj(value))


def same_number(
    got: object, due: float, what: str, relative: float = 0.0, absolute: float = 0.0
) -> None:
    """``got`` must be this number, within one of the two tolerances."""
    if not is_number(got) or not isclose(
        float(got), float(due), rel_tol=relative, abs_tol=absolute
    ):
        raise Wrong(what, show(due), show(got), called.calls.text)


def same_numbers(got: object, due: list[float], what: str, absolute: float) -> None:
    """``got`` must be a list of these numbers; the first that is not is told with its place."""
    if type(got) is not list or len(got) != len(due):
        raise Wrong(f"{what}: a list of {len(due)}", show(due), show(got), called.calls.text)
    for place, (one, right) in enumerate(zip(got, due)):
        same_number(one, right, f"{what}, at [{place}]", absolute=absolute)
