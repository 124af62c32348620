"""First all counts, then the minima, at last the groups that must be read.

kind: right
"""


def refresh_min(groups, delta, group_by, column, after):
    nothing = Extreme(None, 0, 0, 0)
    nets = {}
    for row, copies in delta.items():
        group = tuple(row[place] for place in group_by)
        net = nets.setdefault(group, {})
        net[row[column]] = net.get(row[column], 0) + copies
    made, unknown = {}, []
    for group in dict.fromkeys([*groups, *nets, *([] if group_by else [()])]):
        old, net = groups.get(group, nothing), nets.get(group, {})
        rows = old.rows + sum(net.values())
        values = old.values + sum(n for v, n in net.items() if v is not None)
        candidates = {v: n for v, n in net.items() if v is not None and n}
        if old.value is not None:
            candidates[old.value] = old.copies + net.get(old.value, 0)
        low = {v: n for v, n in candidates.items() if old.value is None or v <= old.value}
        if rows < 0 or not 0 <= values <= rows or any(n < 0 for n in low.values()):
            raise ValueError(f"group {group} has not so much")
        low = {v: n for v, n in low.items() if n > 0}
        if low:
            made[group] = Extreme(min(low), low[min(low)], values, rows)
        elif values:
            unknown.append((group, values, rows))
        elif rows or not group_by:
            made[group] = Extreme(None, 0, 0, rows)
    for group, values, rows in unknown:
        found = [
            (row[column], n) for row, n in after.matching(group).items() if row[column] is not None
        ]
        least = min(found)[0]
        made[group] = Extreme(least, sum(n for value, n in found if value == least), values, rows)
    return made
