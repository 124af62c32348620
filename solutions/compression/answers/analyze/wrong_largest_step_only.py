"""Delta is priced by its largest step, as if no step went down.

kind: wrong
reason: menu
hint: The steps are stored as offsets from the smallest of them. How wide is that in a column that climbs by 1 and falls by 127?
"""

price_exactly = analyze_compression


def analyze_compression(a, sample_rows, seed):
    chosen = price_exactly(a, sample_rows, seed)
    some = a[:sample_rows]
    if chosen == "for" and len(some) > 1:
        width = (int(some.max()) - int(some.min())).bit_length()
        if int(np.diff(some).max()).bit_length() < width - 1:
            return "delta"
    return chosen
