"""Steps are functions of values, folded; what is not there is an object of its own.

kind: right
"""

from functools import reduce

NOTHING = object()


def _step(value, step):
    if value is NOTHING:
        return NOTHING
    if isinstance(step, str):
        return value.get(step, NOTHING) if isinstance(value, dict) else NOTHING
    if isinstance(value, list) and step in range(len(value)):
        return value[step]
    return NOTHING


def navigate(value, path, strict=False):
    bad = [step for step in path if isinstance(step, bool) or not isinstance(step, (str, int))]
    if bad:
        raise TypeError(f"no step: {bad[0]}")
    if not strict:
        end = reduce(_step, path, value)
        return None if end is NOTHING else end
    for number, step in enumerate(path):
        value = _step(value, step)
        if value is NOTHING:
            raise KeyError(f"{step} (step {number + 1})")
    return value
