"""Key by key: the join of what is there now less the join of what was there.

kind: right
"""


def delta_join(left, d_left, right, d_right, left_key, right_key):
    sides = []
    for delta, places in ((d_left, left_key), (d_right, right_key)):
        by_key = defaultdict(dict)
        for row, copies in delta.items():
            by_key[tuple(row[place] for place in places)][row] = copies
        sides.append(by_key)
    keys = [key for key in dict.fromkeys([*sides[0], *sides[1]]) if all(v is not None for v in key)]
    changed = defaultdict(int)
    for key in keys:
        new_left, new_right = sides[0].get(key, {}), sides[1].get(key, {})
        olds = left.matching(key) if new_right else {}
        others = right.matching(key) if new_left else {}
        for one, its in ((olds, new_right), (new_left, others), (new_left, new_right)):
            for row in one:
                for other in its:
                    changed[(*row, *other)] += one[row] * its[other]
    return {row: copies for row, copies in changed.items() if copies != 0}
