"""One generator for both, which asks for pairs of place and part.

kind: right
"""


def _pairs(value, kind):
    if not isinstance(value, kind):
        return
    if kind is dict:
        yield from value.items()
    else:
        yield from enumerate(value)


def _rows(rows, column, name, keep, kind):
    for row in rows:
        if not 0 <= column < len(row):
            raise ValueError(f"no column {column}")
        here = row[column]
        if name is not None:
            here = here[name] if isinstance(here, dict) and name in here else None
        any_part = False
        for place, part in _pairs(here, kind):
            any_part = True
            yield row + (part, place)
        if keep and not any_part:
            yield row + (None, None)


def unnest(rows, column, name=None, keep=False):
    if column < 0:
        raise ValueError(f"no column {column}")
    return list(_rows(rows, column, name, keep, list))


def unpivot(rows, column, name=None, keep=False):
    if column < 0:
        raise ValueError(f"no column {column}")
    return list(_rows(rows, column, name, keep, dict))
