"""The delta is gone through row by row, what goes first, and what is read already has what comes.

kind: wrong
reason: deletions
hint: An update of another column takes a 3 out and puts a 3 in. What has happened to the minimum in all?
"""


def refresh_min(groups, delta, group_by, column, after):
    refreshed = dict(groups)
    if not group_by:
        refreshed.setdefault((), Extreme(None, 0, 0, 0))
    for row, copies in sorted(delta.items(), key=lambda pair: pair[1]):
        group, value = tuple(row[place] for place in group_by), row[column]
        least, times, values, rows = refreshed.get(group, Extreme(None, 0, 0, 0))
        rows += copies
        if value is not None:
            values += copies
            if copies < 0 and (least is None or value < least):
                raise ValueError(f"group {group!r}: {value} is not there")
            if least is None or value < least:
                least, times = value, copies
            elif value == least:
                times += copies
        if rows < 0 or times < 0 or not 0 <= values <= rows:
            raise ValueError(f"group {group!r} has lost what it did not have")
        if values and not times:
            found = Counter()
            for other, its in after.matching(group).items():
                if other[column] is not None:
                    found[other[column]] += its
            least, times = (min(found), found[min(found)]) if found else (None, 0)
        refreshed[group] = Extreme(least if values else None, times, values, rows)
    return {group: state for group, state in refreshed.items() if state.rows or not group_by}
