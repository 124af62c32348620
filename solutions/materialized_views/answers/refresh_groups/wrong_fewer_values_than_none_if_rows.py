"""A column with fewer than 0 values is refused in the first column only.

kind: wrong
breaks: no_values
reason: refused
hint: A group has one value in its second column, and two go. Who is to notice?
"""


def refresh_groups(groups, delta, group_by, columns):
    nothing = [0] * len(columns)
    work = {group: [one.rows, list(one.counts), list(one.sums)] for group, one in groups.items()}
    if not group_by:
        work.setdefault((), [0, nothing[:], nothing[:]])
    for row, copies in delta.items():
        group = tuple(row[at] for at in group_by)
        kept = work.setdefault(group, [0, nothing[:], nothing[:]])
        kept[0] += copies
        for at, column in enumerate(columns):
            if row[column] is not None:
                kept[1][at] += copies
                kept[2][at] += copies * row[column]
    answer = {}
    for group, (rows, counts, sums) in work.items():
        if rows < 0 or any(count < 0 or count > rows for count in counts[:1]):
            raise ValueError(f"there is less of {group!r} than goes")
        if rows or not group_by:
            answer[group] = State(rows, tuple(counts), tuple(sums))
    return answer


def totals(groups):
    return {
        group: Totals(
            rows,
            counts,
            tuple(total if count else None for count, total in zip(counts, sums)),
            tuple(total / count if count else None for count, total in zip(counts, sums)),
        )
        for group, (rows, counts, sums) in groups.items()
    }
