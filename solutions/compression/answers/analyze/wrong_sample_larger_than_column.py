"""The column is taken to be larger than the sample.

kind: wrong
reason: exact
hint: Where can a stretch of 1,000 rows begin in a column of three? A sample of more rows than there are uses them all.
breaks: all_rows
"""

price_rows = analyze_compression


def analyze_compression(a, sample_rows, seed):
    if len(a) and sample_rows > 0:
        np.random.default_rng(seed).integers(0, len(a) - sample_rows)
    return price_rows(a, sample_rows, seed)
