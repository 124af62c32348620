"""The columns are called as in the example.

kind: wrong
reason: batches
breaks: sums
hint: Where do the names of the columns come from?
"""

_joined = join_batches
def join_batches(cursor, local, key, keep):
    for c in (key, "group"):
        if c not in local.column_names: raise ValueError(c)
    return _joined(cursor, local, "k", "v")
