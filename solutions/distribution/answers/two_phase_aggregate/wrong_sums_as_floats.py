"""Whole numbers are summed up as floats and rounded at the end.

kind: wrong
reason: types
breaks: types
hint: A float64 holds whole numbers up to 2^53. What is the sum of thirty that are larger?
"""

plain = aggregated


def aggregated(table, group_by, functions):
    for column, function in functions:
        at = table.column_names.index(column)
        if function == "sum" and pa.types.is_int64(table.schema.field(at).type):
            table = table.set_column(at, column, table[column].cast(pa.float64(), safe=False))
    result = plain(table, group_by, functions)
    for at, field in enumerate(result.schema):
        if field.name.endswith("_sum") and "f" not in field.name and pa.types.is_floating(field.type):
            result = result.set_column(at, field.name, result.column(at).cast(pa.int64(), safe=False))
    return result
