"""Reads less than it may: where all old values were copies of the minimum, the delta has the rest.

kind: right
"""


def refresh_min(groups, delta, group_by, column, after):
    result = dict(groups)
    if not group_by and () not in result:
        result[()] = Extreme(None, 0, 0, 0)
    by_group = defaultdict(Counter)
    for row, copies in delta.items():
        by_group[tuple(row[place] for place in group_by)][row[column]] += copies
    for group, net in by_group.items():
        value, copies, values, rows = groups.get(group, Extreme(None, 0, 0, 0))
        all_same = values == copies
        nulls = net.pop(None, 0)
        rows += nulls + sum(net.values())
        values += sum(net.values())
        for one in sorted(net):
            if net[one] < 0 and (
                value is None or one < value or (one == value and -net[one] > copies)
            ):
                raise ValueError(f"{group!r}: {one} is not there")
        if rows < 0 or values < 0 or values > rows:
            raise ValueError(f"{group!r}: too much went")
        positive = [one for one in net if net[one] > 0]
        least = min(positive, default=None)
        if value is not None:
            copies += net[value]
        if least is not None and (value is None or least < value):
            value, copies = least, net[least]
        elif value is not None and copies == 0:
            if values == 0:
                value = None
            elif all_same:
                value, copies = least, net[least]
            else:
                rest = Counter()
                for row, times in after.matching(group).items():
                    if row[column] is not None:
                        rest[row[column]] += times
                value = min(rest)
                copies = rest[value]
        result[group] = Extreme(value, copies, values, rows)
    return {group: state for group, state in result.items() if state.rows or group == ()}
