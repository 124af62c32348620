"""What is fetched is fetched for a file; decoded and filtered is one row group after the other.

kind: right
"""


def scan(store, files, predicates, columns, prune, ranges, tail):
    if not files or tail < 8:
        raise ValueError(f"{len(files)} files, a tail of {tail} bytes")
    whole = None
    for name in files:
        last = store.get(name, -tail)
        have = [last]
        try:
            length = parquet_files.footer_length(last.data)
        except ValueError as error:
            raise ValueError(f"object {name!r}") from error
        while sum(len(part.data) for part in have) < length:
            first = last.size - length
            have.insert(0, store.get(name, first, last.start - first))
        end = b"".join(part.data for part in have)
        footer = parquet_files.parse_footer(end)
        asked = dict.fromkeys(columns)
        for predicate in predicates:
            asked[predicate.column] = None
        for column in asked:
            footer.columns.index(column) if column in footer.columns else _strange(name, column)
        groups = prune(footer, predicates)
        edge = have[0].start
        for start, size in ranges(footer, groups, list(asked)):
            if start + size <= edge:
                have.append(store.get(name, start, size))
            elif start < edge:
                have.append(store.get(name, start, edge - start))
        pieces = [parquet_files.decode(end, have, [], list(asked))]
        pieces += [parquet_files.decode(end, have, [group], list(asked)) for group in groups]
        for piece in pieces:
            rows = parquet_files.where(piece, predicates).select(columns)
            whole = rows if whole is None else pa.concat_tables([whole, rows])
    return whole


def _strange(name, column):
    raise KeyError(f"no {column} in {name}")
