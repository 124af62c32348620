"""One function says the kind of a column, by the name of its type; another its encoding.

kind: right
"""

def encodings(table, sort_key, choose):
    if sort_key is not None and sort_key not in table.column_names:
        raise ValueError(f"no column {sort_key}")

    def is_number(name):
        type_ = str(table[name].type)
        numbers = type_.startswith(("int", "uint", "date32", "date64", "timestamp")) or (type_.startswith("decimal128") and table[name].type.precision <= 18)
        if not numbers and type_ not in ("string", "large_string", "bool", "float", "double", "halffloat"):
            raise ValueError(f"{name}: no rule for {type_}")
        return numbers

    def one(name):
        column, type_ = table[name], str(table[name].type)
        if len(table) < 4096 or name == sort_key or type_ in ("bool", "float", "double", "halffloat"):
            return "raw"
        if numbers[name]:
            return choose(columns.to_streams(column)["values"], 4096, 0)
        return "bytedict" if len({*column.to_pylist()} - {None}) <= 256 else "zstd"

    numbers = {name: is_number(name) for name in table.column_names}
    return {name: one(name) for name in table.column_names}
