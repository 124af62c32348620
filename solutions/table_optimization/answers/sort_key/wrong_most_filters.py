"""The column with most filters.

kind: wrong
reason: how_often
hint: Does a filter that every block passes need a sort key?
"""

def sort_key(table, filters, block_rows):
    if block_rows < 1:
        raise ValueError(f"block_rows is {block_rows}")
    if not filters:
        raise ValueError("no filters")
    count = {name: 0 for name in table.column_names}
    for predicate, times in filters:
        if predicate.column not in count:
            raise ValueError(f"no column {predicate.column}")
        count[predicate.column] += times
    return max(count, key=count.get)
