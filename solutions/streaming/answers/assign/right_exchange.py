"""The longest first; then the busiest slice gives a partition to another one as long as that helps.

kind: right
"""


def assign(lags, slices):
    if slices < 1:
        raise ValueError(f"not {slices} slices")
    for lag in lags.values():
        if lag < 0:
            raise ValueError(f"a lag of {lag}")
    heap = [(0, 0, at) for at in range(slices)]
    own = [set() for _ in range(slices)]
    for lag, partition in sorted(((-lag, partition) for partition, lag in lags.items())):
        load, count, at = heappop(heap)
        own[at].add(partition)
        heappush(heap, (load - lag, count + 1, at))
    loads = {at: load for load, _, at in heap}
    if len(lags) < 200:
        for _ in range(50):
            top = max(range(slices), key=lambda at: (loads[at], -at))
            low = min(range(slices), key=lambda at: (loads[at], at))
            moves = [p for p in sorted(own[top]) if 0 < lags[p] < loads[top] - loads[low]]
            moves = [p for p in moves if len(own[top]) > len(own[low]) + 1]
            if not moves:
                break
            own[top].remove(moves[0])
            own[low].add(moves[0])
            loads[top] -= lags[moves[0]]
            loads[low] += lags[moves[0]]
    return [sorted(each) for each in own]
