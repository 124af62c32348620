"""Returns Arrow columns whose offsets point past their buffers, whose text is no text, whose types are extension types.

must: they are refused or wrong; the test process does not crash
earns: 0
exercises: table
others: reference
"""

CELLS = {
    "table": r"""
offsets = pa.py_buffer(np.array([0, 2**30, 5], np.int32))
codes = pa.py_buffer(np.array([0, 99, -5], np.int8))
made = [
    lambda: pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"abc")]),
    lambda: pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe")]),
    lambda: pa.Array.from_buffers(pa.int64(), 10**9, [None, pa.py_buffer(bytes(8))]),
    lambda: pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b""), pa.py_buffer(bytes(16))], null_count=1),
    lambda: pa.DictionaryArray.from_buffers(pa.dictionary(pa.int8(), pa.string()), 3, [None, codes], pa.array(["a"])),
    lambda: pa.Array.from_buffers(pa.decimal128(3, 2), 1, [None, pa.py_buffer(b"\xff" * 8 + b"\x7f" * 8)]),
]


def encode_table(table):
    return b"PAR1"


def decode_table(encoded):
    made.append(made.pop(0))
    return pa.table({"x": made[0]()})
"""
}
