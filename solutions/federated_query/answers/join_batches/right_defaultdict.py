"""With defaultdicts.

kind: right
"""

from collections import defaultdict


def join_batches(cursor, local, key, keep):
    if key not in local.column_names:
        raise ValueError(f"{key} is missing")
    if "group" not in local.column_names:
        raise ValueError("group is missing")
    of_key = defaultdict(list)
    for row in local.to_pylist():
        of_key[row[key]].append(row["group"])
    of_key.pop(None, None)
    sums = defaultdict(int)
    while (batch := cursor.next()) is not None:
        for row in batch.to_pylist():
            for group in of_key[row[key]] if row[key] in of_key else []:
                sums[group] += row[keep] if row[keep] is not None else 0
    return dict(sums)
