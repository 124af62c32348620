"""With iter and a sentinel.

kind: right
"""

def fetch(source, sql, tries):
    if tries < 1:
        raise ValueError(f"at least one try, not {tries}")
    left = tries
    while left:
        left -= 1
        try:
            return pa.concat_tables(list(iter(source.execute(sql).next, None)))
        except SourceGone:
            pass
    raise SourceError(f"no complete answer in {tries} tries")
