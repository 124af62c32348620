"""A column of no rows is sampled like any other.

kind: wrong
reason: tiny
hint: There is no smallest value among no rows. The task names the answer for an empty column.
breaks: no_rows
"""

price_rows = analyze_compression


def analyze_compression(a, sample_rows, seed):
    if sample_rows < 1:
        raise ValueError(f"sample_rows must be at least 1, not {sample_rows}")
    a[:sample_rows].min()
    return price_rows(a, sample_rows, seed)
