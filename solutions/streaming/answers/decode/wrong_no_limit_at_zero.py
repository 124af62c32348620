"""A largest of 0 means no limit.

kind: wrong
breaks: large
reason: bytes_alone
hint: How many bytes may a value have, if the most is 0?
"""


def _no(name):
    raise ValueError(name)


def _whole(value):
    return type(value) is int and -(2**63) <= value < 2**63


def decode(record, largest):
    def reject(reason):
        return Rejected(record.partition, record.offset, reason)

    value = record.value
    if not value:
        return reject("empty")
    if largest and len(value) > largest:
        return reject("too large")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return reject("no UTF-8")
    try:
        found = json.loads(text, parse_constant=_no)
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
