"""Short stretches begin at random rows; the steps across their seams are masked out.

kind: right
"""

def cheapest(n, values, steps):
    def bits(x):
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    distinct, changes = len(np.unique(values)), np.count_nonzero(steps) / max(len(steps), 1)
    cost = {"raw": 8 * n, "runlength": 12 * (1 + changes * (n - 1)), "for": n * bits(values) / 8, "delta": n * bits(steps) / 8}
    counts = np.unique(values[np.append(True, values[1:] != values[:-1])], return_counts=True)[1]
    if len(values) < n and np.mean(counts == 1) > 0.5:  # most of what was seen was seen once: the rest was not seen
        distinct = n
    if distinct <= 256:
        cost["bytedict"] = n + 8 * distinct
    for width in (8, 16, 32):
        limit = 2 ** (width - 1)
        cost[f"mostly{width}"] = n * (width // 8 + 16 * np.mean((values < -limit) | (values >= limit)))
    return min(cost, key=cost.get)


def steps_in(rows):
    return np.diff(rows.view(np.uint64)).view(np.int64).ravel()

def analyze_compression(a, sample_rows, seed):
    if sample_rows <= 0:
        raise ValueError(f"sample_rows is {sample_rows}")
    n = len(a)
    if not n:
        return "raw"
    if sample_rows >= n:
        return cheapest(n, a, steps_in(a))
    length = min(64, sample_rows)
    starts = np.random.RandomState(seed).randint(0, n - length + 1, max(1, sample_rows // length))
    rows = (np.sort(starts)[:, None] + np.arange(length)).ravel()
    values = a[rows]
    return cheapest(n, values, steps_in(values)[np.diff(rows) == 1])
