"""Counts what is used of the last page, and numbers the pages from -1.

kind: right
"""


def row_store_pages(lengths, page):
    last, used = -1, page
    for row in range(len(lengths)):
        if lengths[row] > page:
            raise ValueError("row %d is longer than a page" % row)
        if used + lengths[row] <= page:
            used += lengths[row]
        else:
            last, used = last + 1, lengths[row]
    return last + 1
