"""What a broken try delivered is kept.

kind: wrong
reason: breaks
breaks: thrown_away
hint: Which rows stand twice now?
"""

def fetch(source, sql: str, tries: int) -> pa.Table:
    if tries < 1:
        raise ValueError(f"a query is sent at least once, not {tries} times")
    batches = []
    for _ in range(tries):
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
