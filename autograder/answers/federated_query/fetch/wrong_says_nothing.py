"""The error of the last break comes through.

kind: wrong
reason: gives_up
hint: Who reads it wants to know how often it was tried.
"""

def fetch(source, sql: str, tries: int) -> pa.Table:
    if tries < 1:
        raise ValueError(f"a query is sent at least once, not {tries} times")
    for _ in range(tries):
        batches = []
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceGone("gone")
