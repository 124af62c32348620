"""A generator that asks a step for its fields.

kind: right
"""


def find_scans(plan):
    return list(_scans(plan))


def _scans(step):
    if not isinstance(step, (Scan, Filter, Project, Aggregate, Sort, Join)):
        raise TypeError(f"{type(step).__name__} found where a step should be")
    if type(step) is Scan:
        yield step.table, step.columns
    for field in ("input", "left", "right"):
        if hasattr(step, field):
            yield from _scans(getattr(step, field))
