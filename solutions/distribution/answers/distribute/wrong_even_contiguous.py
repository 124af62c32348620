"""EVEN is taken for equal stretches of the table.

kind: wrong
reason: even
breaks: even
hint: Round robin deals rows like cards: row 0 to slice 0, row 1 to slice 1. A stretch of a sorted table would put one
month on one slice.
"""

reference = distribute


def distribute(table, style, key, slices):
    if style != EVEN or slices < 1:
        return reference(table, style, key, slices)
    size = -(-len(table) // slices)
    return [table.slice(s * size, size) for s in range(slices)]
