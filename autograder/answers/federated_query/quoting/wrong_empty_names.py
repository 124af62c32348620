"""An empty name is a name.

kind: wrong
reason: refuses
hint: The source has no column without a name.
"""

def identifier(name: str) -> str:
    if "\0" in name:
        raise ValueError(f"{name!r} cannot be a name")
    return '"' + name.replace('"', '""') + '"'


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
