"""There is believed to be one heavy key.

kind: wrong
reason: balance
hint: Two keys with 30 % each are both too much for one slice of four. What makes a key heavy?
"""

def redistribute_skewed(cluster, outer, inner, on):
    slices = range(cluster.slices)
    outer_parts, inner_parts = cluster.parts(outer.name), cluster.parts(inner.name)
    reports = cluster.fetch([cluster.run(s, candidates, outer_parts[s], on[0], cluster.slices) for s in slices])
    counts = {}
    for report in reports:
        for value, count in report:
            counts[value] = counts.get(value, 0) + count
    heavy = [value for value in sorted(counts, key=counts.get)[-1:] if counts[value] * 8 * cluster.slices > outer.rows]

    def exchanged(parts, cut, key):
        pieces = [cluster.run(s, cut, parts[s], key, heavy, cluster.slices, s, outputs=cluster.slices) for s in slices]
        return [cluster.run(d, concatenated, *(pieces[s][d] for s in slices)) for d in slices]

    return SkewedJoin(exchanged(outer_parts, spread, on[0]), exchanged(inner_parts, copied, on[1]))
