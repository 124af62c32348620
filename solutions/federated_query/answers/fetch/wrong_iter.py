"""With iter and a sentinel, which ends at a StopIteration as well.

kind: wrong
reason: failures
breaks: other_errors
hint: What does iter(function, sentinel) make of a StopIteration that the function raises?
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
