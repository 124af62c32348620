"""Mutable lists for the groups that the delta names.

kind: right
"""


def refresh_groups(groups, delta, group_by, columns):
    width = len(columns)
    lists = defaultdict(lambda: [0, [0] * width, [0] * width])
    for group, (rows, counts, sums) in groups.items():
        lists[group] = [rows, list(counts), list(sums)]
    if len(group_by) == 0:
        lists[()]
    for row, copies in delta.items():
        state = lists[tuple(row[place] for place in group_by)]
        state[0] += copies
        for at in range(width):
            value = row[columns[at]]
            if value is None:
                continue
            state[1][at] += copies
            state[2][at] += value * copies
    for group, (rows, counts, _) in lists.items():
        if min([rows, *counts]) < 0 or max([0, *counts]) > rows:
            raise ValueError(repr(group))
    kept = {}
    for group, (rows, counts, sums) in lists.items():
        if group == () or rows:
            kept[group] = State(rows, tuple(counts), tuple(sums))
    return kept
