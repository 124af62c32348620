"""Tries once more than it may.

kind: wrong
reason: gives_up
hint: How often in all?
"""

def fetch(source, sql: str, tries: int) -> pa.Table:
    if tries < 1:
        raise ValueError(f"a query is sent at least once, not {tries} times")
    for _ in range(tries + 1):
        batches = []
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
