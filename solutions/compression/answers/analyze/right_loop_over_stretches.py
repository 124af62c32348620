"""Stretches of a hundred rows, evenly spread and moved a little, are looked at one after the other.

kind: right
"""

def cheapest(n, values, steps):
    def bits(x):
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    distinct, changes = len(np.unique(values)), np.count_nonzero(steps) / max(len(steps), 1)
    cost = {"raw": 8 * n, "runlength": 12 * (1 + changes * (n - 1)), "for": n * bits(values) / 8, "delta": n * bits(steps) / 8}
    if len(values) < n:  # as many again may wait as were seen only once; if most were, far more
        first = np.append(True, values[1:] != values[:-1])  # a run is seen once
        counts = np.unique(values[first], return_counts=True)[1]
        once = np.count_nonzero(counts == 1)
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
        raise ValueError("sample_rows must be positive")
    if len(a) == 0:
        return "raw"
    if sample_rows >= len(a):
        return cheapest(len(a), a, steps_in(a))
    rng = np.random.default_rng(seed)
    length = min(100, sample_rows)
    count = sample_rows // length
    room = (len(a) - length) // count
    stretches = []
    for start in np.linspace(0, len(a) - length - room, count).astype(int):
        start += rng.integers(0, room + 1)
        stretches.append(a[start : start + length])
    return cheapest(len(a), np.concatenate(stretches), np.concatenate([steps_in(rows) for rows in stretches]))
