"""One task for each pair of slices.

kind: right
"""

def piece(table, key, slices, number):
    return split(table, key, slices)[number]


def hashed_anew(cluster, parts, key):
    everyone = range(cluster.slices)
    pieces = [[cluster.run(s, piece, parts[s], key, cluster.slices, d) for s in everyone] for d in everyone]
    return [cluster.run(d, together, *pieces[d]) for d in everyone]
