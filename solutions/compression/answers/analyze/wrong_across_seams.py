"""Steps are taken across the seams between two stretches.

kind: wrong
reason: neighbours
hint: The last row of one stretch and the first of the next are no neighbours in the column. One such step can be larger than all true ones.
"""

def cheapest(n, values, steps):
    def bits(x):
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    distinct, changes = len(np.unique(values)), np.count_nonzero(steps) / max(len(steps), 1)
    cost = {"raw": 8 * n, "runlength": 12 * (1 + changes * (n - 1)), "for": n * bits(values) / 8, "delta": n * bits(steps) / 8}
    if len(values) < n:
        distinct += np.count_nonzero(np.unique(values, return_counts=True)[1] == 1)
    if distinct <= 256:
        cost["bytedict"] = n + 8 * distinct
    for width in (8, 16, 32):
        limit = 2 ** (width - 1)
        cost[f"mostly{width}"] = n * (width // 8 + 16 * np.mean((values < -limit) | (values >= limit)))
    return min(cost, key=cost.get)


def steps_in(rows):
    return np.diff(rows.view(np.uint64)).view(np.int64).ravel()

def analyze_compression(a, sample_rows, seed):
    if sample_rows < 1:
        raise ValueError(f"sample_rows must be at least 1, not {sample_rows}")
    if not len(a):
        return "raw"
    length = min(100, sample_rows, len(a))
    starts = np.random.default_rng(seed).integers(0, len(a) - length + 1, sample_rows // length)
    sample = a[(np.sort(starts)[:, None] + np.arange(length)).ravel()] if sample_rows < len(a) else a
    return cheapest(len(a), sample, steps_in(sample))
