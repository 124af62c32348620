"""Reasons are raised, and numpy says what fits into 64 bits.

kind: right
"""

import json

import numpy as np


class Bad(Exception):
    pass


def need(holds, reason):
    if not holds:
        raise Bad(reason)


def whole(value):
    bounds = np.iinfo(np.int64)
    return type(value) is int and int(bounds.min) <= value <= int(bounds.max)


def written(value):
    if type(value) is not str:
        return False
    return value.encode("utf-8", "ignore").decode("utf-8") == value


def never(name):
    raise Bad("no JSON")


def decode(record, largest):
    try:
        value = record.value or b""
        need(value, "empty")
        need(len(value) <= largest, "too large")
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Bad("no UTF-8") from None
        try:
            found = json.loads(text, parse_constant=never)
        except (ValueError, RecursionError):
            raise Bad("no JSON") from None
        need(type(found) is dict, "no object")
        need(whole(found.get("time")), "no time")
        need(written(found.get("shop")), "no shop")
        need(whole(found.get("cents")), "no cents")
    except Bad as bad:
        return Rejected(record.partition, record.offset, str(bad))
    return Row(found["time"], found["shop"], found["cents"])
