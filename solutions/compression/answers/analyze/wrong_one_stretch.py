"""The sample is a single stretch at a random place.

kind: wrong
reason: along_the_way
hint: One stretch shows one place of the column. Divide the same number of rows into many stretches.
"""

def cheapest(n, values, steps):
    def bits(x):
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    distinct, changes = len(np.unique(values)), np.count_nonzero(steps) / max(len(steps), 1)
    cost = {"raw": 8 * n, "runlength": 12 * (1 + changes * (n - 1)), "for": n * bits(values) / 8, "delta": n * bits(steps) / 8}
    if len(values) < n:
        first = np.append(True, values[1:] != values[:-1])  # a run is seen once
        once = np.count_nonzero(np.unique(values[first], return_counts=True)[1] == 1)
        distinct = n if 2 * once > distinct else distinct + once
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
    start = np.random.default_rng(seed).integers(0, max(1, len(a) - sample_rows))
    sample = a[start : start + sample_rows]
    return cheapest(len(a), sample, steps_in(sample))
