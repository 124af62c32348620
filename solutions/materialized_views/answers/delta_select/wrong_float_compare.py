"""Compares numbers as floats: values above 2^53 that lie next to an end are taken for it.

kind: wrong
breaks: ends
reason: corners
hint: Which of 2**53 and 2**53 + 1 lies in a range that begins at the second?
"""


def delta_select(delta, ranges, columns):
    def number(value, other):
        if type(value) is int:
            try:
                return float(value)
            except OverflowError:
                return float("inf") if value > 0 else -float("inf")
        return value if value is not None else other

    def keeps(value, low, high):
        if value is None:
            return False
        value = number(value, None)
        return number(low, value) <= value <= number(high, value)

    found = {}
    for row, copies in delta.items():
        if all(keeps(row[c], low, high) for c, low, high in ranges):
            new = tuple(map(row.__getitem__, columns))
            found[new] = found.get(new, 0) + copies
            if not found[new]:
                del found[new]
    return found
