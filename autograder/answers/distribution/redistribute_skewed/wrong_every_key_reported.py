"""Each slice reports every key it has, with its count.

kind: wrong
reason: wire
hint: With fifty thousand keys the reports weigh more than the leader should hear. Which keys cannot be heavy in the
whole?
"""

def candidates(table, key, slices):
    return [(pair["values"], pair["counts"]) for pair in pc.value_counts(table[key]).to_pylist()]
