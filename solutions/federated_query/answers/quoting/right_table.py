"""A table of writers by type.

kind: right
"""

import math


def identifier(name):
    if len(name) == 0 or "\0" in name:
        raise ValueError(f"{name!r}")
    return chr(34) + name.replace(chr(34), chr(34) * 2) + chr(34)


def literal(value):
    if isinstance(value, float) and not math.isfinite(value) or isinstance(value, str) and "\0" in value:
        raise ValueError(f"{value!r}")
    writers = {type(None): lambda v: "null", bool: lambda v: ["false", "true"][v], int: str, float: repr,
               str: lambda v: chr(39) + v.replace(chr(39), chr(39) * 2) + chr(39), date: lambda v: f"date '{v}'"}
    if type(value) not in writers:
        raise ValueError(f"no literal of type {type(value).__name__}")
    return writers[type(value)](value)
