"""The sample is priced as if it were the whole column.

kind: wrong
reason: menu
hint: The values of a dictionary are stored once, however many rows there are. On a small sample they weigh more than on the column: price the column's rows.
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
    if sample_rows >= len(a):
        return cheapest(len(a), a, steps_in(a))
    length = min(100, sample_rows)
    count = sample_rows // length
    part = len(a) // count
    starts = np.arange(count) * part + np.random.default_rng(seed).integers(0, part - length + 1, count)
    rows = a[starts[:, None] + np.arange(length)]
    return cheapest(rows.size, rows.ravel(), steps_in(rows))
