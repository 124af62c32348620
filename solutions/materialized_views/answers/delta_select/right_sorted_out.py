"""Groups the rows that become one, then adds each group up.

kind: right
"""


def delta_select(delta, ranges, columns):
    become = {}
    for row in delta:
        outside = False
        for one in ranges:
            value = row[one.column]
            if value is None:
                outside = True
            elif one.low is not None and value < one.low:
                outside = True
            elif one.high is not None and one.high < value:
                outside = True
        if not outside:
            become.setdefault(tuple(map(row.__getitem__, columns)), []).append(row)
    added = {new: sum(delta[row] for row in rows) for new, rows in become.items()}
    for new in [new for new, copies in added.items() if copies == 0]:
        del added[new]
    return added
