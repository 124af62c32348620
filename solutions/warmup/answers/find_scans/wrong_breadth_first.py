"""The tree is walked level by level, so that a scan near the top comes before one further left.

kind: wrong
reason: generated
hint: Draw a join whose left side is another join. Which scan does your walk meet first?
"""


def find_scans(plan):
    waiting, found = [plan], []
    while waiting:
        step = waiting.pop(0)
        if isinstance(step, Scan):
            found.append((step.table, step.columns))
        elif isinstance(step, Join):
            waiting += [step.left, step.right]
        elif isinstance(step, (Filter, Project, Aggregate, Sort)):
            waiting.append(step.input)
        else:
            raise TypeError(type(step).__name__)
    return found
