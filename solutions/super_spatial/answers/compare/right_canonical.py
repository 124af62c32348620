"""Values become tuples that Python can compare, tagged with their types.

kind: right
"""

import operator

_DO = {"=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
       ">": operator.gt, ">=": operator.ge}


def _tagged(value):
    if value is None:
        return ("null", 0)
    if value is True or value is False:
        return ("boolean", value)
    if isinstance(value, str):
        return ("text", value.rstrip(" "))
    if isinstance(value, list):
        return ("array", [_tagged(part) for part in value])
    if isinstance(value, dict):
        return ("object", {name: _tagged(part) for name, part in value.items()})
    return ("number", value)


def compare(op, a, b):
    try:
        do = _DO[op]
    except KeyError:
        raise ValueError(f"no operator: {op}") from None
    if a is None or b is None:
        return None
    left, right = _tagged(a), _tagged(b)
    if op in ("=", "<>"):
        return do(left, right)
    if left[0] != right[0] or left[0] in ("array", "object"):
        return None
    return do(left[1], right[1])
