"""Sums pass through floats at the end.

kind: wrong
reason: types
breaks: types
hint: A float64 holds whole numbers up to 2^53. What is the sum of thirty that are larger?
"""

reference = two_phase_aggregate


def two_phase_aggregate(cluster, table, group_by, aggregates):
    got = reference(cluster, table, group_by, aggregates)
    for at, field in enumerate(got.schema):
        if field.name.startswith("sum_") and pa.types.is_int64(field.type):
            rounded = got.column(at).cast(pa.float64(), safe=False).cast(pa.int64(), safe=False)
            got = got.set_column(at, field.name, rounded)
    return got
