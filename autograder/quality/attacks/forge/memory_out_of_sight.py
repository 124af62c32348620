"""A join keeps every batch in shared memory that it lets go of at once, so that nothing of it is in what its process holds.

must: what is kept counts, held or not: the points for memory are lost
earns: 11
lab: federated_query
exercises: join_batches
"""

CELLS = {
    "join_batches": r"""
import mmap
import pickle

KEPT = []


def put_away(rows):
    text = pickle.dumps(rows)
    away = mmap.mmap(-1, len(text), mmap.MAP_SHARED)
    away[:] = text
    away.madvise(mmap.MADV_DONTNEED)
    KEPT.append(away)
    return away


def join_batches(cursor, local, key, keep):
    for column in (key, "group"):
        if column not in local.column_names:
            raise ValueError(f"the local table has no column {column!r}")
    here = {}
    for value, group in zip(local[key].to_pylist(), local["group"].to_pylist()):
        if value is not None:
            here.setdefault(value, []).append(group)
    batches = []
    while (batch := cursor.next()) is not None:
        batches.append(put_away(list(zip(batch[key].to_pylist(), batch[keep].to_pylist()))))
    sums = {}
    for away in batches:
        for value, amount in pickle.loads(away[:]):
            for group in here.get(value, ()):
                sums[group] = sums.get(group, 0) + (amount or 0)
        away.madvise(mmap.MADV_DONTNEED)
    return sums
"""
}
