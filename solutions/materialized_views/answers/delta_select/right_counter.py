"""A counter, filters one after the other.

kind: right
"""


def delta_select(delta, ranges, columns):
    rows = list(delta.items())
    for column, low, high in ranges:
        rows = [pair for pair in rows if pair[0][column] is not None]
        if low is not None:
            rows = [pair for pair in rows if not pair[0][column] < low]
        if high is not None:
            rows = [pair for pair in rows if not pair[0][column] > high]
    counted = Counter()
    for row, copies in rows:
        counted[tuple([row[place] for place in columns])] += copies
    return {row: counted[row] for row in counted if counted[row] != 0}
