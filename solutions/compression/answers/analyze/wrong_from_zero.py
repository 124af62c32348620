"""The frame of reference is priced by the largest value, as if it began at zero.

kind: wrong
reason: menu
hint: A frame of reference subtracts the smallest value first. A column around 2**50 can be as narrow as one around 0.
"""

price_exactly = analyze_compression


def analyze_compression(a, sample_rows, seed):
    chosen = price_exactly(a, sample_rows, seed)
    if chosen == "for" and int(a[:sample_rows].max()).bit_length() > 32:
        return "raw"
    return chosen
