"""The rows are sorted first, so that they pack better.

kind: wrong
reason: generated
hint: The rows are stored in their order. Whose order is yours?
"""


def row_store_pages(lengths, page):
    for place, length in enumerate(lengths):
        if length > page:
            raise ValueError(f"row {place}")
    pages = free = 0
    for length in sorted(lengths):
        if length > free:
            pages, free = pages + 1, page
        free -= length
    return pages
