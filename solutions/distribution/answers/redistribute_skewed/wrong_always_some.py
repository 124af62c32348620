"""The ten most frequent keys of each slice are taken for heavy.

kind: wrong
reason: no_heavy
breaks: light
hint: A most frequent key there always is. Is it heavy? Compare it with what a slice should hold.
"""

def redistribute_skewed(cluster, outer, inner, on):
    slices = range(cluster.slices)
    outer_parts, inner_parts = cluster.parts(outer.name), cluster.parts(inner.name)
    reports = cluster.fetch([cluster.run(s, candidates, outer_parts[s], on[0], cluster.slices) for s in slices])
    counts = {}
    for report in reports:
        for value, count in report:
            counts[value] = counts.get(value, 0) + count
    heavy = list(counts)

    def exchanged(parts, cut, key):
        pieces = [cluster.run(s, cut, parts[s], key, heavy, cluster.slices, s, outputs=cluster.slices) for s in slices]
        return [cluster.run(d, concatenated, *(pieces[s][d] for s in slices)) for d in slices]

    return SkewedJoin(exchanged(outer_parts, spread, on[0]), exchanged(inner_parts, copied, on[1]))


def candidates(table, key, slices):
    counted = pc.value_counts(table[key]).to_pylist()
    return [(pair["values"], pair["counts"]) for pair in sorted(counted, key=lambda pair: -pair["counts"])[:10]]
