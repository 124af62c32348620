"""After the last try what has come is returned.

kind: wrong
reason: gives_up
hint: Is that all of the answer?
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
    return pa.concat_tables(batches)
