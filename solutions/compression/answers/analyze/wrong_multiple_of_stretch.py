"""The size of the sample is taken to be a multiple of the length of a stretch.

kind: wrong
reason: menu
hint: 2 % of 60,175 rows are 1,203. What do you do with the rows that are left when the stretches are filled? "About sample_rows" allows you to leave them.
breaks: near_best
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
    length = 16 if sample_rows >= 1000 else sample_rows
    if sample_rows >= len(a) or length < 16:
        return cheapest(len(a), a[:sample_rows], steps_in(a[:sample_rows]))
    part = len(a) * length // sample_rows
    starts = np.arange(0, len(a) - part + 1, part)
    starts += np.random.default_rng(seed).integers(0, part - length, len(starts))
    rows = (starts[:, None] + np.arange(length)).reshape(sample_rows // length, length)
    if rows.size != sample_rows:
        raise IndexError(f"{rows.size} rows instead of {sample_rows}")
    return cheapest(len(a), a[rows].ravel(), steps_in(a[rows]))
