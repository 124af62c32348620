"""Everything by one function that gives a sign, or a word where there is none.

kind: right
"""


def _type(value):
    if isinstance(value, bool):
        return 1
    if isinstance(value, (int, float)):
        return 2
    for number, kind in enumerate((str, list, dict), 3):
        if isinstance(value, kind):
            return number
    return 0


def _same(a, b):
    if _type(a) != _type(b):
        return False
    if isinstance(a, str):
        return a.rstrip(" ") == b.rstrip(" ")
    if isinstance(a, list):
        return len(a) == len(b) and not any(not _same(x, y) for x, y in zip(a, b))
    if isinstance(a, dict):
        return set(a) == set(b) and not any(not _same(a[name], b[name]) for name in b)
    return a == b


def _sign(a, b):
    if _type(a) != _type(b) or _type(a) > 3:
        return None
    if _type(a) == 3:
        a, b = a.rstrip(" "), b.rstrip(" ")
    return -1 if a < b else 1 if b < a else 0


def compare(op, a, b):
    wanted = {"=": None, "<>": None, "<": {-1}, "<=": {-1, 0}, ">": {1}, ">=": {0, 1}}
    if op not in wanted:
        raise ValueError(f"unknown operator {op}")
    if _type(a) == 0 or _type(b) == 0:
        return None
    if op == "=":
        return _same(a, b)
    if op == "<>":
        return not _same(a, b)
    sign = _sign(a, b)
    return None if sign is None else sign in wanted[op]
