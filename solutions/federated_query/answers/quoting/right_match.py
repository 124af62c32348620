"""With match.

kind: right
"""

def identifier(name):
    if name == "" or chr(0) in name:
        raise ValueError("not a name")
    return '"{}"'.format('""'.join(name.split('"')))


def literal(value):
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case float() if value == value and abs(value) != float("inf"):
            return float.__repr__(value)
        case str() if chr(0) not in value:
            return "'" + "''".join(value.split("'")) + "'"
        case date() if type(value) is date:
            return f"date '{value.year:04}-{value:%m-%d}'"
    raise ValueError(f"cannot be sent: {value!r}")
