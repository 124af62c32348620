"""Every page is given as many rows as the longest row allows.

kind: wrong
reason: generated
hint: Short rows share a page in greater number than long ones. Does your count know?
"""


def row_store_pages(lengths, page):
    for place, length in enumerate(lengths):
        if length > page:
            raise ValueError(f"row {place}")
    return -(-len(lengths) // (page // max(lengths))) if lengths else 0
