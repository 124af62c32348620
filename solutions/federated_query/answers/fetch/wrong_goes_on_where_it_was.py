"""The second try skips as many batches as the first has delivered.

kind: wrong
reason: breaks
breaks: thrown_away
hint: Who promises that the second answer comes in the same order and in batches of the same size?
"""

def fetch(source, sql, tries):
    if tries < 1: raise ValueError(str(tries))
    batches = []
    for _ in range(tries):
        try:
            cursor = source.execute(sql)
            for _ in batches: cursor.next()
            while (b := cursor.next()) is not None: batches.append(b)
            return pa.concat_tables(batches)
        except SourceGone: pass
    raise SourceError(f"{tries} tries")
