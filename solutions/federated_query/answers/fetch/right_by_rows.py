"""All rows as Python values, made a table at the end.

kind: right
"""

def fetch(source, sql, tries):
    if not tries >= 1: raise ValueError(f"tries {tries}")
    left = tries
    while left:
        left -= 1
        try:
            c = source.execute(sql); rows = []; schema = None
            while (b := c.next()) is not None:
                schema = b.schema; rows.extend(b.to_pylist())
        except SourceGone: continue
        return pa.Table.from_pylist(rows, schema=schema)
    raise SourceError(f"gave up after {tries} tries")
