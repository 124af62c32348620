"""Rows whose counts add up to 0 in between are done with: what comes later is lost.

kind: wrong
breaks: together
reason: corners
hint: The counts of a row are 1, -1 and 2, in this order. What is their sum?
"""


def delta_select(delta, ranges, columns):
    found, done = {}, set()
    for row, copies in delta.items():
        for column, low, high in ranges:
            value = row[column]
            if (
                value is None
                or (low is not None and value < low)
                or (high is not None and value > high)
            ):
                break
        else:
            new = tuple(row[at] for at in columns)
            if new not in done:
                found[new] = found.get(new, 0) + copies
                if not found[new]:
                    done.add(new)
    return {row: copies for row, copies in found.items() if copies}
