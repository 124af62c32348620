"""By singledispatch, character by character.

kind: right
"""

from datetime import date, datetime
from functools import singledispatch


def _wrapped(text, quote):
    out = [quote]
    for character in text:
        if ord(character) == 0:
            raise ValueError("a character of code 0")
        out.append(character * 2 if character == quote else character)
    out.append(quote)
    return "".join(out)


def identifier(name):
    if len(name) == 0:
        raise ValueError("a name of no characters")
    return _wrapped(name, '"')


@singledispatch
def literal(value):
    raise ValueError(f"a value of type {type(value)!r}")


@literal.register
def _(value: type(None)):
    return "null"


@literal.register
def _(value: bool):
    return ("false", "true")[value]


@literal.register
def _(value: int):
    return int.__repr__(value)


@literal.register
def _(value: float):
    if value - value != 0:
        raise ValueError("infinite or NaN")
    return float.__repr__(value)


@literal.register
def _(value: str):
    return _wrapped(value, "'")


@literal.register
def _(value: date):
    return "date '%04d-%02d-%02d'" % (value.year, value.month, value.day)


@literal.register
def _(value: datetime):
    raise ValueError("a datetime")
