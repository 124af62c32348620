"""Only what breaks between batches is tried again, not a connection that cannot be had.

kind: wrong
reason: breaks
breaks: sent_again
hint: Which of the two calls may raise SourceGone? Which of them stand inside your try?
"""

def fetch(source, sql, tries):
    if tries < 1: raise ValueError(str(tries))
    for _ in range(tries):
        cursor = source.execute(sql)
        batches = []
        try:
            while (b := cursor.next()) is not None: batches.append(b)
            return pa.concat_tables(batches)
        except SourceGone: pass
    raise SourceError(f"{tries} tries")
