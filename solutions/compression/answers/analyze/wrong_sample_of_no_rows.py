"""A sample of no rows is quietly made one row.

kind: wrong
reason: tiny
hint: Nobody can judge a column from no rows at all: the task wants a ValueError.
breaks: bad_sample
"""

price_rows = analyze_compression


def analyze_compression(a, sample_rows, seed):
    return price_rows(a, max(1, sample_rows), seed)
