"""Both tables are hashed, heavy key or not.

kind: wrong
reason: balance
hint: All rows of one key hash to one slice. Which rows may go elsewhere, and what must be there when they arrive?
"""

def redistribute_skewed(cluster, outer, inner, on):
    slices = range(cluster.slices)
    outer_parts, inner_parts = cluster.parts(outer.name), cluster.parts(inner.name)
    reports = cluster.fetch([cluster.run(s, candidates, outer_parts[s], on[0], cluster.slices) for s in slices])
    counts = {}
    for report in reports:
        for value, count in report:
            counts[value] = counts.get(value, 0) + count
    heavy = []

    def exchanged(parts, cut, key):
        pieces = [cluster.run(s, cut, parts[s], key, heavy, cluster.slices, s, outputs=cluster.slices) for s in slices]
        return [cluster.run(d, concatenated, *(pieces[s][d] for s in slices)) for d in slices]

    return SkewedJoin(exchanged(outer_parts, spread, on[0]), exchanged(inner_parts, copied, on[1]))
