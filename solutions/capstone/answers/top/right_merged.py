"""Sorted parts, fetched one by one, put together in the order of slices.

kind: right
"""


def top(cluster, data, sort):
    limit = sort.limit
    if limit is not None and limit < 0:
        raise ValueError(f"there are no {limit} rows")
    def first(rows, keys, limit):
        by = [(name, ["ascending", "descending"][bool(down)], ["at_end", "at_start"][bool(early)])
              for name, down, early in keys]
        rows = rows.take(pc.sort_indices(rows, by))
        return rows if limit is None else rows.slice(0, limit)
    count = 1 if data.everywhere else cluster.slices
    parts = [cluster.run(s, first, data.parts[s], sort.keys, limit) for s in range(count)]
    got = [cluster.fetch(part) for part in parts]
    return first(pa.concat_tables(got), sort.keys, limit)
