"""A row goes to the first page that has room for it.

kind: wrong
breaks: last_page
reason: generated
hint: In the example by hand the first page has 40 bytes free. Why does the row of 30 not go there?
"""


def row_store_pages(lengths, page):
    free = []
    for place, length in enumerate(lengths):
        if length > page:
            raise ValueError(f"row {place}")
        for number, room in enumerate(free[-40:], max(0, len(free) - 40)):
            if length <= room:
                free[number] -= length
                break
        else:
            free.append(page - length)
    return len(free)
