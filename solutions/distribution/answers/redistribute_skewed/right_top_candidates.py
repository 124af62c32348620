"""The 64 most frequent keys of each slice are candidates; the leader judges them by their sum.

kind: right
"""

def redistribute_skewed(cluster, outer, inner, on):
    slices = range(cluster.slices)
    outer_parts, inner_parts = cluster.parts(outer.name), cluster.parts(inner.name)
    reports = cluster.fetch([cluster.run(s, candidates, outer_parts[s], on[0], cluster.slices) for s in slices])
    rows, counts = sum(part_rows for part_rows, _ in reports), {}
    for _, report in reports:
        for value, count in report:
            counts[value] = counts.get(value, 0) + count
    heavy = [value for value, count in counts.items() if count > rows / (6 * cluster.slices)]

    def exchanged(parts, cut, key):
        pieces = [cluster.run(s, cut, parts[s], key, heavy, cluster.slices, s, outputs=cluster.slices) for s in slices]
        return [cluster.run(d, concatenated, *(pieces[s][d] for s in slices)) for d in slices]

    return SkewedJoin(exchanged(outer_parts, spread, on[0]), exchanged(inner_parts, copied, on[1]))


def candidates(table, key, slices):
    counted = pc.value_counts(table[key])
    order = pc.sort_indices(counted.field("counts"))[-64:]
    return len(table), [(pair["values"], pair["counts"]) for pair in counted.take(order).to_pylist()]
