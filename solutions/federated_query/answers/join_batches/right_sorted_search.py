"""Local rows are sorted by key, and searched by halves.

kind: right
"""

from bisect import bisect_left, bisect_right


def join_batches(cursor, local, key, keep):
    names = set(local.column_names)
    if key not in names:
        raise ValueError(key)
    if "group" not in names:
        raise ValueError("group")
    pairs = zip(local.column(key).to_pylist(), local.column("group").to_pylist())
    known = sorted((pair for pair in pairs if pair[0] is not None), key=lambda pair: pair[0])
    keys = [value for value, _ in known]
    kinds = list(dict.fromkeys(group for _, group in known))
    number_of = {group: at for at, group in enumerate(kinds)}
    places = [number_of[group] for _, group in known]
    totals = [None] * len(kinds)
    batch = cursor.next()
    while batch is not None:
        of, numbers = batch.column(key), batch.column(keep)
        for at in range(batch.num_rows):
            value = of[at].as_py()
            if value is None:
                continue
            low = bisect_left(keys, value)
            if low == len(keys) or keys[low] != value:
                continue
            add = numbers[at].as_py() or 0
            for place in places[low : bisect_right(keys, value)]:
                totals[place] = add + (totals[place] or 0)
        del batch, of, numbers
        batch = cursor.next()
    return {group: total for group, total in zip(kinds, totals) if total is not None}
