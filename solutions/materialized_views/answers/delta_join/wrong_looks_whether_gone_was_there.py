"""Reads the left table, too, for what goes from the left.

kind: wrong
breaks: reads
reason: reads
hint: Which keys of the left table may be asked for?
"""


def delta_join(left, d_left, right, d_right, left_key, right_key):
    def grouped(delta, places):
        groups = {}
        for row, copies in delta.items():
            key = tuple(row[at] for at in places)
            if None not in key:
                groups.setdefault(key, {})[row] = copies
        return groups

    found = {}

    def add(ones, others):
        for one, n in ones.items():
            for other, m in others.items():
                found[one + other] = found.get(one + other, 0) + n * m

    lefts, rights = grouped(d_left, left_key), grouped(d_right, right_key)
    for key, rows in lefts.items():
        if min(rows.values()) < -1:
            left.matching(key)  # is it there at all?
        add(rows, right.matching(key))
        add(rows, rights.get(key, {}))
    for key, rows in rights.items():
        add(left.matching(key), rows)
    return {row: copies for row, copies in found.items() if copies}
