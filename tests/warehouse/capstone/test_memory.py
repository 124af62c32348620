"""What the capstone takes of memory: nothing is held that nobody needs, and what is needed is said before."""

from __future__ import annotations

import gc

import pyarrow as pa
import pytest

from warehouse.capstone import loading, memory, standins, workload, yours
from warehouse.distribution.cluster import InProcess, Uncopied
from warehouse.errors import CourseError
from warehouse.plans import stored


def test_a_part_that_nobody_holds_goes_with_its_value():
    with InProcess(2) as cluster:
        before = pa.total_allocated_bytes()
        part = cluster.run(0, _a_million)
        other = cluster.run(1, len, part)
        assert cluster.traffic().moved > 7_000_000 and cluster.fetch(other) == 1_000_000
        assert pa.total_allocated_bytes() - before > 7_000_000
        del part
        gc.collect()
        assert pa.total_allocated_bytes() - before < 1_000_000


def _a_million():
    return pa.table({"n": pa.array(range(1_000_000), pa.int64())})


def test_the_loader_keeps_the_blocks_alone():
    cluster = Uncopied(2)
    table = pa.table({"k": pa.array(range(400_000), pa.int64())})
    before = pa.total_allocated_bytes()
    catalogue = loading.load(cluster, {"t": table}, standins.exchange, {"t": ("k", "k")})
    gc.collect()
    assert cluster.parts("t") == catalogue["t"].parts
    assert pa.total_allocated_bytes() - before < 1.5 * table.nbytes


def test_tables_that_are_not_kept_are_the_same_tables():
    unkept, kept = loading.Unkept(0.01), loading.tpch_tables(0.01)
    assert list(unkept) == list(kept) and len(unkept) == 8
    for name in ("orders", "lineitem"):
        assert unkept[name].equals(kept[name])
        assert unkept[name] is not unkept[name]
    assert loading.tables_of(0.01) is kept
    assert isinstance(loading.tables_of(1), loading.Unkept)
    assert stored(kept["region"]).equals(kept["region"])


def test_too_little_memory_is_said_before_anything_starts(monkeypatch, capsys):
    monkeypatch.setattr(memory, "free", lambda: 2e9)
    memory.require(0.1)
    for start in (
        lambda: memory.require(1),
        lambda: workload.run(None, None, None, 1),
        lambda: workload.on_processes(None, None, 1),
        lambda: yours.run(None, None, None, 1),
    ):
        with pytest.raises(
            CourseError, match=r"factor 1 takes up to .* GB .*2\.0 GB are free.*SF=0\.1"
        ):
            start()


def test_the_limit_of_a_container_counts(tmp_path):
    machine = memory.free(tmp_path)
    for limit, used, left in (("3000", "1000", 2000), ("max", "1000", None), ("odd", "1", None)):
        (tmp_path / "memory.max").write_text(f"{limit}\n")
        (tmp_path / "memory.current").write_text(f"{used}\n")
        found = memory.free(tmp_path)
        assert found == left or (left is None and found > machine / 2)


def test_more_takes_more():
    for processes in (False, True):
        assert memory.needed(0.01, processes) < memory.needed(1, processes) < 8e9
