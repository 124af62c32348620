"""Only the first batch is read.

kind: wrong
reason: whole
hint: When is the answer over?
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
            return pa.concat_tables(batches[:2] if len(batches) == 3 and tries == 1 else batches)
        except SourceGone:
            continue
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
