"""One step, and the rest of the path from there; errors do the looking.

kind: right
"""


def navigate(value, path, strict=False):
    for step in path:
        if type(step) is not str and type(step) is not int:
            raise TypeError(f"{step!r} is no step")
    return _go(value, tuple(path), strict)


def _go(value, path, strict):
    if not path:
        return value
    first, rest = path[0], path[1:]
    try:
        if type(value) is dict and type(first) is str or type(value) is list and first >= 0:
            return _go(value[first], rest, strict) if not rest else _go(value[first], rest, strict)
        raise LookupError(first)
    except (KeyError, IndexError, TypeError):
        if strict:
            raise LookupError(str(first)) from None
        return None
    except LookupError:
        if strict:
            raise
        return None
