"""Where no rows came, the given dict is the answer.

kind: wrong
reason: insertions
hint: Whose is the dict that was given, and whose is the answer?
breaks: lasting
"""


def refresh_min(groups, delta, group_by, column, after):
    changed = {}
    for row, copies in delta.items():
        group = tuple(row[at] for at in group_by)
        entry = changed.setdefault(group, [0, {}])
        entry[0] += copies
        if row[column] is not None:
            entry[1][row[column]] = entry[1].get(row[column], 0) + copies
    out = dict(groups) if delta or not group_by else groups
    if not group_by:
        out.setdefault((), Extreme(None, 0, 0, 0))
    for group, (d_rows, by_value) in changed.items():
        value, copies, values, rows = groups.get(group, Extreme(None, 0, 0, 0))
        rows += d_rows
        values += sum(by_value.values())
        by_value = {v: n for v, n in by_value.items() if n}
        bad = rows < 0 or values < 0 or values > rows
        if value is not None:
            bad = bad or any(n < 0 and v < value for v, n in by_value.items())
            bad = bad or copies + by_value.get(value, 0) < 0
        if bad:
            raise ValueError(f"{group!r} has lost more than it had")
        if rows == 0:
            out.pop(group, None)
            if not group_by:
                out[group] = Extreme(None, 0, 0, 0)
            continue
        if values == 0:
            out[group] = Extreme(None, 0, 0, rows)
            continue
        came = [v for v, n in by_value.items() if n > 0]
        if value is None:
            least = min(came)
            out[group] = Extreme(least, by_value[least], values, rows)
            continue
        left = copies + by_value.get(value, 0)
        if came and min(came) < value:
            least = min(came)
            out[group] = Extreme(least, by_value[least], values, rows)
        elif left > 0:
            out[group] = Extreme(value, left, values, rows)
        else:
            held = {}
            for row, n in after.matching(group).items():
                if row[column] is not None:
                    held[row[column]] = held.get(row[column], 0) + n
            least = min(held)
            out[group] = Extreme(least, held[least], values, rows)
    return out
