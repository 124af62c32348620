"""A dictionary's codes are priced at as few bits as they need and not at a byte.

kind: wrong
reason: menu
hint: The table prices bytedict with one byte a row: that is what its name says.
"""

price_exactly = analyze_compression


def analyze_compression(a, sample_rows, seed):
    chosen = price_exactly(a, sample_rows, seed)
    some = a[:: max(1, len(a) // sample_rows)]
    distinct = len(np.unique(some))
    width = (int(some.max()) - int(some.min())).bit_length() if len(some) else 0
    return "bytedict" if chosen == "for" and (distinct - 1).bit_length() + 64 * distinct / len(a) < width else chosen
