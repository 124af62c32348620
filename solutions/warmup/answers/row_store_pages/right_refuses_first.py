"""Refuses first, then keeps the pages as lists of rows.

kind: right
"""


def row_store_pages(lengths, page):
    too_long = next((row for row, length in enumerate(lengths) if length > page), None)
    if too_long is not None:
        raise ValueError(f"row {too_long} does not fit")
    filled = []
    for length in lengths:
        if filled and filled[-1] + length <= page:
            filled[-1] += length
        else:
            filled.append(length)
    return len(filled)
