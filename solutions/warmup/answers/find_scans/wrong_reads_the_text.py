"""The plan is printed, and the scans are cut out of the text.

kind: wrong
reason: generated
hint: Not every table's name is made of letters alone. Steps have fields: why read them out of a text?
"""


def find_scans(plan):
    import re

    for step in plans.steps(plan) if isinstance(plan, tuple) else [plan]:
        if not isinstance(step, (Scan, Filter, Project, Join, Aggregate, Sort)):
            raise TypeError(type(step).__name__)
        for field in ("input", "left", "right"):
            below = getattr(step, field, None)
            if hasattr(step, field) and not hasattr(below, "_fields"):
                raise TypeError(type(below).__name__)
    found = re.findall(r"table='(\w+)', columns=\[([^\]]*)\]", repr(plan))
    return [(table, re.findall(r"'(\w+)'", columns)) for table, columns in found]
