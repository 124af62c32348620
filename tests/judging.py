"""What tests of labs' checks and views share: chance by seed, whether a check refuses, what a view says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong
from warehouse.checks.outcomes import Raised


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def fails(check: Callable, *arguments: object, **named: object) -> bool:
    """Whether a check refuses what it is given: by a ``Wrong``, or by what an answer raised."""
    try:
        check(*arguments, **named)
    except (Wrong, Raised):
        return True
    return False


def stub(*arguments: object) -> None:
    """A student's part that is not begun."""
    raise NotImplementedError


def said(view: object) -> str:
    """What a view shows: its own HTML, or that of its last part."""
    return view.value if hasattr(view, "value") else view.children[-1].value
