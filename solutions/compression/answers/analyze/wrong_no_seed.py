"""The seed is not used, and every call draws another sample.

kind: wrong
reason: same_seed
hint: A choice that nobody can repeat is hard to explain and to test. Which generator do your random numbers come from?
breaks: seed
"""

price_seeded = analyze_compression


def analyze_compression(a, sample_rows, seed):
    return price_seeded(a, sample_rows, np.random.default_rng().integers(2**32))
