"""Two functions written out, with loops.

kind: right
"""


def _there(row, column, name):
    value = row[column]
    if name is None:
        return value
    return value.get(name) if type(value) is dict else None


def _check(rows, column):
    shortest = min((len(row) for row in rows), default=column + 1)
    if column < 0 or column >= shortest:
        raise ValueError("there is no column " + str(column))


def unnest(rows, column, name=None, keep=False):
    _check(rows, column)
    out = []
    for row in rows:
        array = _there(row, column, name)
        if type(array) is list and len(array) > 0:
            for i in range(len(array)):
                out.append(tuple(list(row) + [array[i], i]))
        elif keep:
            out.append(tuple(list(row) + [None, None]))
    return out


def unpivot(rows, column, name=None, keep=False):
    _check(rows, column)
    out = []
    for row in rows:
        found = _there(row, column, name)
        if type(found) is dict and len(found) > 0:
            for key in found:
                out.append(tuple(list(row) + [found[key], key]))
        elif keep:
            out.append(tuple(list(row) + [None, None]))
    return out
