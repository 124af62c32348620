"""The function calls itself for the rest of the rows, once for each row.

kind: wrong
breaks: many
reason: many
hint: Python lets a function call itself some thousand times. A loop has no such limit.
"""


def row_store_pages(lengths, page):
    return _pages(lengths, page, 0, 0, 0)


def _pages(lengths, page, place, pages, free):
    if place == len(lengths):
        return pages
    if lengths[place] > page:
        raise ValueError(f"row {place}")
    if lengths[place] > free:
        pages, free = pages + 1, page
    return _pages(lengths, page, place + 1, pages, free - lengths[place])
