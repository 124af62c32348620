"""Three sets of columns first; distinct values by count_distinct.

kind: right
"""

def encodings(table: pa.Table, sort_key: str | None, choose) -> dict[str, str]:
    import pyarrow.compute as pc

    if sort_key not in (None, *table.column_names):
        raise ValueError(f"the sort key {sort_key!r} is none of {', '.join(table.column_names)}")
    t = pa.types
    texts = {f.name for f in table.schema if f.type in (pa.string(), pa.large_string())}
    plain = {f.name for f in table.schema if t.is_boolean(f.type) or t.is_floating(f.type)}
    whole = {f.name for f in table.schema if t.is_integer(f.type) or t.is_date(f.type) or t.is_timestamp(f.type)}
    whole |= {f.name for f in table.schema if t.is_decimal128(f.type) and f.type.precision < 19}
    for field in table.schema:
        if field.name not in texts | plain | whole:
            raise ValueError(f"no rule for {field}")
    chosen = dict.fromkeys(table.column_names, "raw")
    if table.num_rows >= 4096:
        for name in chosen:
            if name != sort_key and name in texts:
                few = pc.count_distinct(table[name], mode="only_valid").as_py() <= 256
                chosen[name] = "bytedict" if few else "zstd"
            elif name != sort_key and name in whole:
                chosen[name] = choose(columns.to_streams(table[name])["values"], 4096, 0)
    return chosen
