"""An answer is kept for the next time, and given out again as the same list.

kind: wrong
breaks: lasting
reason: laws
hint: Whoever asked first owns the list that came, and may change it. What does the second one get?
"""

_known = {}


def find_scans(plan):
    key = repr(plan)
    if key not in _known:
        if isinstance(plan, Scan):
            _known[key] = [(plan.table, list(plan.columns))]
        elif isinstance(plan, Join):
            _known[key] = find_scans(plan.left) + find_scans(plan.right)
        elif isinstance(plan, (Filter, Project, Aggregate, Sort)):
            _known[key] = find_scans(plan.input)
        else:
            raise TypeError(f"a {type(plan).__name__} is no step")
    return _known[key]
