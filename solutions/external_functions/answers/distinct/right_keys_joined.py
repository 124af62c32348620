"""Each value is written by json.dumps, and a tuple of these is the key.

kind: right
"""


def distinct(rows, volatility):
    if volatility not in {"STABLE", "VOLATILE"}:
        raise ValueError(f"volatility {volatility}")
    seen, sent = {}, []
    numbers = []
    for at, row in enumerate(rows):
        mark = at if volatility == "VOLATILE" else tuple(json.dumps(value) for value in row)
        if mark not in seen:
            seen[mark] = len(sent)
            sent.append(row)
        numbers.append(seen[mark])
    return sent, numbers
