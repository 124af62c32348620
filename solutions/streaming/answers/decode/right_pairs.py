"""Fields are taken out of pairs, and a list of what each must be is walked.

kind: right
"""

import json


def decode(record, largest):
    place, value = (record.partition, record.offset), record.value
    if value is None or len(value) == 0:
        return Rejected(*place, "empty")
    if len(value) > largest:
        return Rejected(*place, "too large")
    try:
        text = str(value, "utf-8", "strict")
    except UnicodeError:
        return Rejected(*place, "no UTF-8")
    constants = []
    try:
        found = json.loads(text, parse_constant=constants.append)
    except Exception:
        return Rejected(*place, "no JSON")
    if constants:
        return Rejected(*place, "no JSON")
    if not isinstance(found, dict):
        return Rejected(*place, "no object")
    for field in ("time", "shop", "cents"):
        one = found.get(field)
        if field == "shop":
            good = isinstance(one, str) and not any(0xD800 <= ord(c) < 0xE000 for c in one)
        else:
            good = isinstance(one, int) and not isinstance(one, bool)
            good = good and -9223372036854775808 <= one <= 9223372036854775807
        if not good:
            return Rejected(*place, "no " + field)
    return Row(time=found["time"], shop=found["shop"], cents=found["cents"])
