"""Floats and booleans are given to choose.

kind: wrong
reason: raw
hint: choose knows whole numbers.
breaks: raw
"""

def encodings(table: pa.Table, sort_key: str | None, choose) -> dict[str, str]:
    if sort_key is not None and sort_key not in table.column_names:
        raise ValueError(f"the sort key {sort_key!r} is no column of the table: {', '.join(table.column_names)}")
    t, chosen = pa.types, {}
    for field in table.schema:
        text, whole = t.is_string(field.type) or t.is_large_string(field.type), t.is_integer(field.type) or t.is_date32(field.type)
        whole = whole or t.is_timestamp(field.type) or (t.is_decimal128(field.type) and field.type.precision <= 18)
        if not (text or whole or t.is_boolean(field.type) or t.is_floating(field.type)):
            raise ValueError(f"column {field.name!r} has type {field.type}, for which there is no rule")
        if table.num_rows < 4096 or field.name == sort_key or t.is_boolean(field.type):
            chosen[field.name] = "raw"
        elif t.is_floating(field.type):
            chosen[field.name] = "for"
        elif text:
            distinct = table[field.name].drop_null().unique()
            chosen[field.name] = "bytedict" if len(distinct) <= 256 else "zstd"
        else:
            chosen[field.name] = choose(columns.to_streams(table[field.name])["values"], 4096, 0)
    return chosen
