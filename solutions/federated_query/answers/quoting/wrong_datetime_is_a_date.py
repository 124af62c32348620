"""A datetime is a date to isinstance, and is sent with its time in it.

kind: wrong
reason: refuses
breaks: other_types
hint: What is isinstance(datetime(2026, 1, 1, 12), date), and what would the source make of that text?
"""

def literal(value):
    if value is None: return "null"
    if isinstance(value, bool): return str(value).lower()
    if isinstance(value, (int, float)):
        if value != value or value in (float("inf"), float("-inf")): raise ValueError(str(value))
        return float.__repr__(value) if isinstance(value, float) else repr(value)
    if isinstance(value, date): return f"date '{value.isoformat()}'"
    if isinstance(value, str) and "\0" not in value: return "'" + value.replace("'", "''") + "'"
    raise ValueError(str(value))
