"""Decimals of any number of digits are whole numbers.

kind: wrong
reason: refuses
hint: How many digits does a whole number of eight bytes hold for certain?
breaks: no_rule
"""

def encodings(table, sort_key, choose):
    if sort_key is not None and sort_key not in table.column_names: raise ValueError(sort_key)
    t, out = pa.types, {}
    for f in table.schema:
        ty = f.type
        if t.is_string(ty) or t.is_large_string(ty): kind = "text"
        elif t.is_integer(ty) or t.is_date(ty) or t.is_timestamp(ty) or t.is_decimal(ty): kind = "number"
        elif t.is_boolean(ty) or t.is_floating(ty): kind = "raw"
        else: raise ValueError(f.name)
        if table.num_rows < 4096 or f.name == sort_key or kind == "raw": out[f.name] = "raw"
        elif kind == "text": out[f.name] = "bytedict" if len(table[f.name].drop_null().unique()) <= 256 else "zstd"
        else: out[f.name] = choose(columns.to_streams(table[f.name])["values"], 4096, 0)
    return out
