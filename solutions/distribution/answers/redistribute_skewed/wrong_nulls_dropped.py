"""Rows without a key are thrown away, as they match nothing.

kind: wrong
reason: null_heavy
breaks: kept
hint: This join would not miss them, but the redistribution was asked for every row: an outer join needs them.
"""

keyed = spread


def spread(table, key, heavy, slices, first):
    return keyed(table.filter(table[key].is_valid()), key, heavy, slices, first)
