"""Only slice 0 is asked for heavy keys.

kind: wrong
reason: balance
hint: A key may be heavy and lie on other slices only. Ask all of them.
"""

def redistribute_skewed(cluster, outer, inner, on):
    slices = range(cluster.slices)
    outer_parts, inner_parts = cluster.parts(outer.name), cluster.parts(inner.name)
    reports = cluster.fetch([cluster.run(s, candidates, outer_parts[s], on[0], cluster.slices) for s in slices])
    counts = {}
    for report in reports[:1]:
        for value, count in report:
            counts[value] = counts.get(value, 0) + count
    heavy = [value for value, count in counts.items() if count * 8 * cluster.slices > outer.rows]

    def exchanged(parts, cut, key):
        pieces = [cluster.run(s, cut, parts[s], key, heavy, cluster.slices, s, outputs=cluster.slices) for s in slices]
        return [cluster.run(d, concatenated, *(pieces[s][d] for s in slices)) for d in slices]

    return SkewedJoin(exchanged(outer_parts, spread, on[0]), exchanged(inner_parts, copied, on[1]))
