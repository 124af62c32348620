"""Returns Arrow columns that unpack into a million million rows: run-end encoding, dictionaries, views, nested nulls.

must: they are wrong and are not unpacked
earns: 0
exercises: table
others: reference
"""

CELLS = {
    "table": r"""
runs = pa.RunEndEncodedArray.from_arrays(pa.array([10**12], pa.int64()), pa.array([7]))
columns_to_try = [
    runs,
    pa.DictionaryArray.from_arrays(pa.array([0] * 10, pa.int8()), pa.array(["x" * 10_000_000])),
    pa.StructArray.from_arrays([pa.nulls(10**9)], ["n"]),
    pa.array(["x" * 20] * 3, pa.string_view()),
    pa.FixedSizeListArray.from_arrays(pa.nulls(10**9), 10**9),
]


def encode_table(table):
    return bytes(8)


def decode_table(encoded):
    columns_to_try.append(columns_to_try.pop(0))
    return pa.table({"x": columns_to_try[0]})
"""
}
