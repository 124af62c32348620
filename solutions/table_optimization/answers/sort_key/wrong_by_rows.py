"""Rows that match are counted, not blocks that are read.

kind: wrong
reason: how_often
hint: Zone maps skip blocks. Where do the rows lie?
"""

def sort_key(table, filters, block_rows):
    if block_rows < 1:
        raise ValueError(f"block_rows is {block_rows}")
    if not filters:
        raise ValueError("no filters")
    skipped = {name: 0 for name in table.column_names if name in {predicate.column for predicate, _ in filters}}
    for predicate, times in filters:
        if predicate.column not in table.column_names:
            raise ValueError(f"no column {predicate.column}")
        skipped[predicate.column] += times
    return max(skipped, key=skipped.get)
