"""Columns that only the scan's predicate looks at are left out, as if nobody had to read them.

kind: wrong
reason: generated
hint: A filter has to see the values that it compares. Who reads them from the table?
"""


def find_scans(plan):
    if isinstance(plan, Scan):
        skipped = plans.columns_of(plan.predicate) if plan.predicate else set()
        pairs = zip(plan.columns, plan.names)
        return [(plan.table, [column for column, name in pairs if name not in skipped])]
    if isinstance(plan, Join):
        return find_scans(plan.left) + find_scans(plan.right)
    if isinstance(plan, (Filter, Project, Aggregate, Sort)):
        return find_scans(plan.input)
    raise TypeError(type(plan).__name__)
