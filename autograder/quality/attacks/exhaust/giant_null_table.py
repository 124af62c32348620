"""Returns Arrow tables of a million million nulls, which take no memory until somebody looks at them.

must: it is wrong, not the grader's fault; the test process does not run out of memory
earns: 0
exercises: table
others: reference
"""

CELLS = {
    "table": r"""
def encode_table(table):
    return b"x" * 100


def decode_table(encoded):
    return pa.table({"x": pa.nulls(10**12)})
"""
}
