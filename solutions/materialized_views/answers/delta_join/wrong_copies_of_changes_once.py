"""Where changes meet changes, several copies on both sides count as those of the left.

kind: wrong
breaks: copies
reason: copies
hint: Two copies came on the left, three on the right. How many pairs are new?
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
        add(rows, right.matching(key))
        for one, n in rows.items():
            for other, m in rights.get(key, {}).items():
                times = m if abs(n) == 1 else (1 if m > 0 else -1)
                found[one + other] = found.get(one + other, 0) + n * times
    for key, rows in rights.items():
        add(left.matching(key), rows)
    return {row: copies for row, copies in found.items() if copies}
