"""Batches taken apart, and one table of all pieces.

kind: right
"""

def fetch(source, sql, tries):
    if not tries >= 1:
        raise ValueError(f"{tries} tries are none")
    tried = 0
    while tried < tries:
        tried += 1
        pieces, schema, gone = [], None, False
        try:
            cursor = source.execute(sql)
            batch = cursor.next()
            while batch is not None:
                schema = batch.schema
                pieces += batch.to_batches()
                batch = cursor.next()
        except SourceGone:
            gone = True
        if not gone:
            return pa.Table.from_batches(pieces, schema=schema)
    raise SourceError(f"{sql}: gone, after it was tried {tried} times")
