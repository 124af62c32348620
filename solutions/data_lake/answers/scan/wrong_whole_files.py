"""Each file is fetched as a whole: one request, and no ranges to be thought about.

kind: wrong
reason: bar
hint: How many of a file's bytes does the query need?
"""


def scan(store, files, predicates, columns, prune, ranges, tail):
    if not files:
        raise ValueError("no files")
    if tail < 8:
        raise ValueError(f"tail {tail}")
    tables = []
    for name in files:
        end = store.get(name, -8)
        try:
            length = parquet_files.footer_length(end.data)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
        footer = store.get(name, end.size - length).data
        names = parquet_files.parse_footer(footer).columns
        needed = list(dict.fromkeys([*columns, *(it.column for it in predicates)]))
        for column in needed:
            if column not in names:
                raise KeyError(column)
        numbers = prune(parquet_files.parse_footer(footer), predicates)
        whole = store.get(name)
        rows = parquet_files.decode(footer, [whole], numbers, needed)
        tables.append(parquet_files.where(rows, predicates).select(columns))
    return pa.concat_tables(tables)
