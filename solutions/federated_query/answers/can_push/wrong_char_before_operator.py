"""A char column stays whatever is asked of it, also what no filter can ask.

kind: wrong
reason: refuses
breaks: unknown_operator
hint: What is refused before anything is decided?
"""

_asked = can_push
def can_push(filter, table):
    if table.columns.get(filter.column) == "char" and not filter.op.startswith("is_"): return False
    return _asked(filter, table)
