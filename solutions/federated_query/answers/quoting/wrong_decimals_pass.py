"""A Decimal is written as it stands.

kind: wrong
reason: refuses
breaks: other_types
hint: Which types does the task list?
"""

_other = literal
def literal(value):
    import decimal
    if isinstance(value, decimal.Decimal): return str(value)
    return _other(value)
