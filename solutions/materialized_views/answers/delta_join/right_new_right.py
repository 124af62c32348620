"""Two joins: the left change with the new right side, the old left side with the right change.

kind: right
"""


def delta_join(left, d_left, right, d_right, left_key, right_key):
    found = {}

    def key_of(row, places):
        return tuple(row[place] for place in places)

    def old(table, key):
        name = "left" if table is left else "right"
        if (name, key) not in found:
            found[name, key] = table.matching(key)
        return found[name, key]

    changed = Counter()
    for row, copies in d_left.items():
        key = key_of(row, left_key)
        if any(value is None for value in key):
            continue
        now = Counter(right_rows(found, right, key))
        for other, its in d_right.items():
            if key_of(other, right_key) == key:
                now[other] += its
        for other, its in now.items():
            changed[row + other] += copies * its
    asked = {}
    for other, its in d_right.items():
        key = key_of(other, right_key)
        if any(value is None for value in key):
            continue
        if key not in asked:
            asked[key] = left.matching(key)
        for row, copies in asked[key].items():
            changed[row + other] += copies * its
    return {row: copies for row, copies in changed.items() if copies}


def right_rows(found, right, key):
    if key not in found:
        found[key] = right.matching(key)
    return found[key]
