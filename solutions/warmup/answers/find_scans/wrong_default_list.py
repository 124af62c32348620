"""The list is made once, as the default of an argument, and grows from call to call.

kind: wrong
reason: generated
hint: When is the default value of an argument made: at every call, or once, when Python reads the function?
"""


def find_scans(plan, found=[]):
    if isinstance(plan, Scan):
        found.append((plan.table, plan.columns))
    elif isinstance(plan, Join):
        find_scans(plan.left, found)
        find_scans(plan.right, found)
    elif isinstance(plan, (Filter, Project, Aggregate, Sort)):
        find_scans(plan.input, found)
    else:
        raise TypeError(type(plan).__name__)
    return found
