"""Names are not quoted.

kind: wrong
reason: names
hint: What if a column is called Order Date?
"""

def identifier(name: str) -> str:
    if not name or "\0" in name:
        raise ValueError(f"{name!r} cannot be a name")
    return '"' + name + '"'


def literal(value: object) -> str:
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return repr(value)
    if type(value) is float and value - value == 0:
        return repr(value)
    if type(value) is date:
        return f"date '{value.isoformat()}'"
    if type(value) is str and "\0" not in value:
        return "'" + value.replace("'", "''") + "'"
    raise ValueError(f"{value!r} cannot be sent to the source")
