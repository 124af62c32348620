"""No tries are one.

kind: wrong
reason: no_tries
hint: A number below 1 is a mistake.
"""

def fetch(source, sql: str, tries: int) -> pa.Table:
    if tries < 1:
        tries = 1
    for _ in range(tries):
        batches = []
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceError(f"the source went away {tries} times during {sql[:80]!r}")
