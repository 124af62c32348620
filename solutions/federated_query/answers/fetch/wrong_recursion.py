"""The retry is a recursion, and a thousand tries are too deep.

kind: wrong
reason: gives_up
hint: How many calls may wait for one another in Python?
breaks: tries_in_all
"""

def fetch(source, sql, tries):
    if tries <= 0:
        raise ValueError(f"tries is {tries}")

    def attempt(number):
        try:
            return complete(source.execute(sql))
        except SourceGone as gone:
            if number == tries:
                raise SourceError(f"gave up after {tries} tries: {gone}") from gone
            return attempt(number + 1)

    return attempt(1)


def complete(cursor):
    tables = []
    while True:
        table = cursor.next()
        if table is None:
            return pa.concat_tables(tables)
        tables.append(table)
