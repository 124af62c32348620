"""Each slice fetches the list of all pieces to take its own from it.

kind: wrong
reason: hashed_both
breaks: both_bytes
hint: A list is one value and travels as one. With outputs=n each piece is a part of its own.
"""

def picked(at, *lists):
    return pa.concat_tables([pieces[at] for pieces in lists])


def hashed_anew(cluster, parts, key):
    slices = range(cluster.slices)
    lists = [cluster.run(s, split, parts[s], key, cluster.slices) for s in slices]
    return [cluster.run(d, picked, d, *lists) for d in slices]
