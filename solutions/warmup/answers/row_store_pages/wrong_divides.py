"""All bytes are divided by the size of a page.

kind: wrong
reason: generated
hint: Work the example out by hand: 180 bytes, pages of 100. Which row would lie in two pages?
"""


def row_store_pages(lengths, page):
    for place, length in enumerate(lengths):
        if length > page:
            raise ValueError(f"row {place}")
    return -(-sum(lengths) // page)
