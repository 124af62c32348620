"""Columns of an order that the source does are not fetched.

kind: wrong
reason: columns
breaks: needed
hint: Which columns does the task list, and does it except those of a pushed order?
"""

_planned = make_plan
def make_plan(query, table, pushable):
    p = _planned(query, table, pushable)
    if p.ordered and not p.aggregated:
        need = {*query.columns}
        p = p._replace(columns=tuple(c for c in table.columns if c in need))
    return p
