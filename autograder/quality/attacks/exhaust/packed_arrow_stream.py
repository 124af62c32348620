"""Answers with a packed Arrow stream that unpacks into four gigabytes.

must: refused; wrong; the grader goes on
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys

import pyarrow as pa

writer = sys.modules["autograder.execution.writer"]
column = pa.array(np.zeros(60_000_000, np.int64))
batch = pa.record_batch([column] * 9, names=[f"c{number}" for number in range(9)])
sink = pa.BufferOutputStream()
options = pa.ipc.IpcWriteOptions(compression="zstd")
with pa.ipc.new_stream(sink, batch.schema, options=options) as stream:
    stream.write_batch(batch)
packed = sink.getvalue().to_pybytes()
del column, batch


def rle_encode(a):
    return pa.array([1, 2, 3])


def rle_decode(r):
    return pa.array([1, 2, 3])


writer.Writer._chunk = lambda self, array: ["ipc", self.buffer(packed)]
"""
}
