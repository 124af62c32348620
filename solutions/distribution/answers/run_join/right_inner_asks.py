"""The local join is written the other way round, and the exchange with nested lists.

kind: right
"""

def joined(outer, inner, outer_key, inner_key):
    names = outer.column_names + [name for name in inner.column_names if name != inner_key]
    return inner.join(outer, keys=inner_key, right_keys=outer_key, join_type="inner").rename_columns(
        {inner_key: outer_key}).select(names)


def hashed_anew(cluster, parts, key):
    made = [cluster.run(part.slice, split, part, key, cluster.slices, outputs=cluster.slices) for part in parts]
    return [cluster.run(to, together, *column) for to, column in enumerate(zip(*made))]
