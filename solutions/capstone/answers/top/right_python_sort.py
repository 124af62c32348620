"""Python's stable sort, from the last key to the first.

kind: right
"""


def top(cluster, data, sort):
    if sort.limit is not None and sort.limit < 0:
        raise ValueError(f"limit {sort.limit}")
    keys = [tuple(key) for key in sort.keys]
    parts = [data.parts[0]] if data.everywhere else list(data.parts)
    sent = [cluster.run(s, first_rows, part, keys, sort.limit) for s, part in enumerate(parts)]
    return first_rows(pa.concat_tables(cluster.fetch(sent)), keys, sort.limit)


def first_rows(rows, keys, limit):
    order = list(range(len(rows)))
    for name, down, nulls_first in reversed(keys):
        values = rows[name].to_pylist()
        known = [at for at in order if values[at] is not None]
        nulls = [at for at in order if values[at] is None]
        known.sort(key=lambda at: values[at], reverse=down)
        order = nulls + known if nulls_first else known + nulls
    return rows.take(pa.array(order[:limit], pa.int64()))
