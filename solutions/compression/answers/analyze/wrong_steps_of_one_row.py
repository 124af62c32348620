"""The largest step is asked for where the sample has none.

kind: wrong
reason: tiny
hint: One row has no neighbour in the sample, so there are no steps, and nothing has no maximum.
"""

price_rows = analyze_compression


def analyze_compression(a, sample_rows, seed):
    if len(a) and sample_rows > 0:
        np.diff(a[:sample_rows]).max()
    return price_rows(a, sample_rows, seed)
