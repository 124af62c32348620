"""ALL puts the table on the first slice only.

kind: wrong
reason: every_slice
breaks: all
hint: ALL buys joins without traffic by storing the whole table on every slice.
"""

reference = distribute


def distribute(table, style, key, slices):
    parts = reference(table, style, key, slices)
    return parts[:1] + [part.slice(0, 0) for part in parts[1:]] if style == ALL else parts
