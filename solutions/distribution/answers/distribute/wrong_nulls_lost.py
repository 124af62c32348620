"""A null equals nothing, so its rows go to no slice.

kind: wrong
reason: nulls
breaks: nulls
hint: A comparison with null is neither true nor false, and a filter drops it. Give null a number of its own before
you compare.
"""

reference = distribute


def distribute(table, style, key, slices):
    parts = reference(table, style, key, slices)
    return [part.filter(part[key].is_valid()) for part in parts] if style == KEY else parts
