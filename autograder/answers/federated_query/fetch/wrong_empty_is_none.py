"""An answer without rows is no table.

kind: wrong
reason: whole
hint: Which columns has it got?
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
            return pa.concat_tables(batches) if any(map(len, batches)) else None
        except SourceGone:
            continue
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
