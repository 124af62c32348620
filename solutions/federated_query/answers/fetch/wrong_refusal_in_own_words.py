"""A refusal is told in words of its own.

kind: wrong
reason: failures
breaks: refused
hint: What did the source say?
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
        except SourceError:
            raise SourceError("the query failed") from None
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
