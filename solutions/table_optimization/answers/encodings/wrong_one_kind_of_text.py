"""A large_string is no text.

kind: wrong
reason: text
hint: Which types of text does Arrow have?
breaks: text
"""

def encodings(table, sort_key, choose):
    if sort_key is not None and sort_key not in table.column_names: raise ValueError(sort_key)
    t, out = pa.types, {}
    for f in table.schema:
        ty = f.type
        text = t.is_string(ty); whole = t.is_integer(ty) or t.is_date32(ty) or t.is_timestamp(ty) or (t.is_decimal128(ty) and ty.precision <= 18)
        if not (text or whole or t.is_boolean(ty) or t.is_floating(ty)): raise ValueError(f.name)
        if table.num_rows < 4096 or f.name == sort_key or not (text or whole): out[f.name] = "raw"
        elif text: out[f.name] = "bytedict" if len(table[f.name].drop_null().unique()) <= 256 else "zstd"
        else: out[f.name] = choose(columns.to_streams(table[f.name])["values"], 4096, 0)
    return out
