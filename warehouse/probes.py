"""Whether an earlier part of the student's works, tried on something small: what the labs'
stand-ins go by."""

from __future__ import annotations

import os
from collections.abc import Callable

from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import OverLimit

PROBE_SECONDS = 2.0  # what trying a part may take
#: Environment variable: the probe in this cell has ended the Python process before, and is not to
#: be tried again.
ENDED_VARIABLE = "COURSE_PROBE_ENDED"


def why_unusable(
    names: dict, parts: tuple[str, ...], probe: Callable[..., bool], wrong: str
) -> str:
    """Why the notebook's ``parts`` (of ``names``, its ``globals()``) cannot be used, in words;
    empty where they can.

    ``probe`` gets the parts and says whether what they do is right; ``wrong`` are the words for
    where it is not.
    """
    missing = [part for part in parts if names.get(part) is None]
    if missing:
        return f"{missing[0]} is not defined"
    either = " or ".join(parts)
    if os.environ.get(ENDED_VARIABLE):
        return f"{either} ended the Python process"
    try:
        with time_limit(PROBE_SECONDS):
            return "" if probe(*(names[part] for part in parts)) else wrong
    except OverLimit:
        return f"{either} does not come to an end"
    except NotImplementedError:
        return f"{either} is not started"
    except Exception as error:  # whatever the student's code raises, the next exercise can go on
        return f"{either} raises {type(error).__name__}"
