"""Small tables pass as one batch of rows, and lie on the other side as they lay here; tables and classes of
records that stand in a message more than once pass once."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa
import pytest

from autograder.execution.codec import NotData, Reader, Writer
from warehouse.plans import Scan

PLAIN = pa.table({"a": [1, None, 3], "t": ["x", None, "ü"], "b": [True, None, False]})
DAYS = pa.array([1, 2]).cast(pa.timestamp("us", "UTC"))


def passed(value: object) -> tuple[object, list]:
    """A value on the other side, and the tree that it went as."""
    writer = Writer(lambda other: ["no data"])
    tree = json.loads(json.dumps(writer.tree(value)))
    return Reader([bytearray(bytes(buffer)) for buffer in writer.buffers], None).value(tree), tree


@pytest.mark.parametrize(
    ("table", "way"),
    [
        (PLAIN, "batch"),
        (PLAIN.slice(0, 2), "batch"),
        (PLAIN.replace_schema_metadata({"k": "v"}), "batch"),
        (pa.table([[1], [2]], names=["a", "a"]), "batch"),
        (pa.table({"f": [1.5, -0.0], "day": DAYS}), "batch"),
        # what a batch would not leave as it lies
        (PLAIN.slice(1), "table"),
        (PLAIN.slice(0, 0), "table"),
        (pa.concat_tables([PLAIN, PLAIN]), "table"),
        (pa.table({"a": pa.chunked_array([[1], pa.array([], pa.int64())])}), "table"),
        (pa.Table.from_batches([], PLAIN.schema), "table"),
        (PLAIN.select([]), "table"),
        (pa.table({"a": np.arange(10_000)}), "table"),
        (pa.table({"a": [[1], [2]]}), "table"),
        (pa.table({"a": pa.array(["x", "y"]).dictionary_encode()}), "table"),
    ],
)
def test_a_table_comes_as_it_was(table, way):
    came, tree = passed(table)
    assert tree[0] == way
    assert came.schema.equals(table.schema, check_metadata=True)
    assert came.num_rows == table.num_rows and came.equals(table)
    for mine, theirs in zip(table.columns, came.columns):
        lie = [[(len(chunk), chunk.offset) for chunk in each.chunks] for each in (mine, theirs)]
        assert lie[0] == lie[1]


def test_what_stands_twice_in_a_message_passes_once():
    value = [PLAIN, [PLAIN], Scan("t", ["a"], ["a"], Scan("u", [], [], None)), Scan("v", [], [], 1)]
    came, tree = passed(value)
    assert came == value and type(came[2].predicate) is Scan
    assert str(tree).count("batch") == str(tree).count("warehouse.plans") == 1


@pytest.mark.parametrize("compression", ["zstd", "lz4"])
def test_a_batch_may_not_be_compressed(compression):
    batch = pa.table({"a": np.zeros(1_000, int)}).to_batches()[0]
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.ipc.new_stream(sink, batch.schema, options=options) as stream:
        stream.write_batch(batch)
    _, message = pa.ipc.MessageReader.open_stream(sink.getvalue())
    with pytest.raises(NotData):
        Reader([batch.schema.serialize(), message.serialize()], None).value(["batch", 0, 1])


@pytest.mark.parametrize("tree", [["same table", 0], ["another", 0, [1]], ["batch", 0, 0]])
def test_what_was_not_there_before_is_malformed(tree):
    with pytest.raises(NotData):
        Reader([PLAIN.schema.serialize()], None).value(tree)
