"""A number as 1e999, which is JSON, counts as an Infinity, in any field.

kind: wrong
breaks: others
reason: no_json
hint: `1e999` is JSON. Is it the word Infinity?
"""


def _no(name):
    raise ValueError(name)


def _finite(text):
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


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
        found = json.loads(text, parse_constant=_no, parse_float=_finite)
    except (ValueError, RecursionError, MemoryError):
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
