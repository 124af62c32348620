"""Groups with a null in them are not read: the least value of the delta stands there.

kind: wrong
breaks: null_group
reason: net
hint: The minimum of the null's group went. Where is the next one?
"""


def refresh_min(groups, delta, group_by, column, after):
    nobody = Extreme(None, 0, 0, 0)
    changes = {}
    for row, copies in delta.items():
        group = tuple(row[at] for at in group_by)
        change = changes.setdefault(group, [0, {}])
        change[0] += copies
        if row[column] is not None:
            change[1][row[column]] = change[1].get(row[column], 0) + copies
    answer = dict(groups)
    if not group_by:
        answer.setdefault((), nobody)
    for group, (more, net) in changes.items():
        old = groups.get(group, nobody)
        net = {value: copies for value, copies in net.items() if copies}
        rows, values = old.rows + more, old.values + sum(net.values())
        left = old.copies + net.get(old.value, 0)
        below = [v for v in net if old.value is not None and v < old.value]
        if rows < 0 or not 0 <= values <= rows or left < 0 or any(net[v] < 0 for v in below):
            raise ValueError(f"there is less of {group!r} than goes")
        came = [value for value, copies in net.items() if copies > 0]
        least = min(came, default=None)
        if rows == 0 and group_by:
            answer.pop(group, None)
        elif values == 0:
            answer[group] = Extreme(None, 0, 0, rows)
        elif least is not None and (old.value is None or least < old.value):
            answer[group] = Extreme(least, net[least], values, rows)
        elif left > 0:
            answer[group] = Extreme(old.value, left, values, rows)
        else:
            found = (
                after.matching(group)
                if None not in group
                else {r: n for r, n in delta.items() if None in r and n > 0}
                or after.matching(group)
            )
            value = min(row[column] for row in found if row[column] is not None)
            copies = sum(n for row, n in found.items() if row[column] == value)
            answer[group] = Extreme(value, copies, values, rows)
    return answer
