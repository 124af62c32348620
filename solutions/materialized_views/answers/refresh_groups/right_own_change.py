"""The delta's own groups first, then both are added.

kind: right
"""


def refresh_groups(groups, delta, group_by, columns):
    changes = {}
    for row, copies in delta.items():
        group = tuple([row[place] for place in group_by])
        change = changes.setdefault(group, [0] + [0, 0] * len(columns))
        change[0] += copies
        for at, place in enumerate(columns):
            if row[place] is not None:
                change[1 + 2 * at] += copies
                change[2 + 2 * at] += copies * row[place]
    if not group_by:
        changes.setdefault((), [0] + [0, 0] * len(columns))
    result = {group: state for group, state in groups.items() if group not in changes}
    for group, change in changes.items():
        old = groups.get(group, State(0, (0,) * len(columns), (0,) * len(columns)))
        rows = old.rows + change[0]
        counts = tuple(map(sum, zip(old.counts, change[1::2])))
        sums = tuple(map(sum, zip(old.sums, change[2::2])))
        if rows < 0 or any(count < 0 or count > rows for count in counts):
            raise ValueError(f"cannot take that out of {group}")
        if rows > 0 or not group_by:
            result[group] = State(rows, counts, sums)
    return result


def totals(groups):
    """Zips the columns."""
    made = {}
    for group, state in groups.items():
        sums, averages = [], []
        for at in range(len(state.counts)):
            there = state.counts[at] > 0
            sums.append(state.sums[at] if there else None)
            averages.append(state.sums[at] / state.counts[at] if there else None)
        made[group] = Totals(state.rows, state.counts, tuple(sums), tuple(averages))
    return made
