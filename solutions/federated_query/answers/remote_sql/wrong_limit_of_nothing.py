"""A limit of 0 is falsy, and is not written.

kind: wrong
reason: order
breaks: limited
hint: How do you tell a limit of 0 from no limit?
"""

_text = remote_sql
def remote_sql(query, plan, table):
    if plan.limited and not query.limit:
        plan = plan._replace(limited=False)
    return _text(query, plan, table)
