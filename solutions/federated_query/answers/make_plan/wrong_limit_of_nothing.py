"""A limit of 0 is falsy, and is taken for none.

kind: wrong
reason: limited
breaks: limited
hint: How do you tell a limit of 0 from no limit?
"""

_planned = make_plan
def make_plan(query, table, pushable):
    plan = _planned(query, table, pushable)
    return plan._replace(limited=bool(query.limit) and plan.limited)
