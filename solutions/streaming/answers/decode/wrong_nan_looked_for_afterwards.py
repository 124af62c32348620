"""NaN and Infinity are looked for in what json.loads gave: one in a field that comes again later is gone by then.

kind: wrong
breaks: nan
reason: no_json
hint: A field is there twice, and its first value is NaN. What does `json.loads` give?
"""

_BAD = object()


def _holds_bad(value):
    todo = [value]
    while todo:
        one = todo.pop()
        if one is _BAD:
            return True
        if type(one) is dict:
            todo += one.values()
        elif type(one) is list:
            todo += one
    return False


def _whole(value):
    return type(value) is int and -(2**63) <= value < 2**63


def decode(record, largest):
    def reject(reason):
        return Rejected(record.partition, record.offset, reason)

    value = record.value
    if not value:
        return reject("empty")
    if len(value) > largest:
        return reject("too large")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return reject("no UTF-8")
    try:
        found = json.loads(text, parse_constant=lambda name: _BAD)
    except (ValueError, RecursionError, MemoryError):
        return reject("no JSON")
    if _holds_bad(found):
        return reject("no JSON")
    if not isinstance(found, dict):
        return reject("no object")
    time, shop, cents = found.get("time"), found.get("shop"), found.get("cents")
    if not _whole(time):
        return reject("no time")
    try:
        shop.encode()
    except (AttributeError, UnicodeEncodeError):
        return reject("no shop")
    if not _whole(cents):
        return reject("no cents")
    return Row(time, shop, cents)
