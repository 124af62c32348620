"""The type and the bits of each value are its key.

kind: right
"""

import struct


def bits(value):
    if type(value) is float:
        return "nan" if math.isnan(value) else struct.pack(">d", value)
    return value


def distinct(rows, volatility):
    if volatility == "VOLATILE":
        return rows[:], [*range(len(rows))]
    if volatility != "STABLE":
        raise ValueError("neither STABLE nor VOLATILE: " + volatility)
    seen, sent, numbers = {}, [], []
    for row in rows:
        mark = tuple((type(value).__name__, bits(value)) for value in row)
        if seen.setdefault(mark, len(sent)) == len(sent):
            sent += [row]
        numbers += [seen[mark]]
    return sent, numbers
