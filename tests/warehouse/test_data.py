"""TPC-H data: made once, checked, and clear words where it cannot be had."""

from __future__ import annotations

import pytest

from warehouse import data, peers


def test_lineitem_is_the_table_the_book_was_measured_on():
    data.generate(0.01)
    data.verify(0.01)
    table = data.table("lineitem", 0.01)
    assert table.num_rows == 60_175
    assert str(table.schema.field("l_comment").type) == "string"
    assert str(table.schema.field("l_extendedprice").type) == "decimal128(15, 2)"


def test_an_unknown_table_is_named():
    with pytest.raises(data.DataError, match="no table 'lineitems'"):
        data.table("lineitems", 0.01)


def test_a_missing_generator_says_how_to_mend_it(monkeypatch, tmp_path):
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path))
    monkeypatch.setattr(data.sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(data.DataError, match="make setup"):
        data.table("nation", 0.01)


def test_a_generator_that_fails_leaves_nothing_half_made(monkeypatch, tmp_path):
    failing = tmp_path / "bin" / "tpchgen-cli"
    failing.parent.mkdir()
    failing.write_text("#!/bin/sh\necho disk full >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setattr(data.sys, "executable", str(failing.parent / "python"))
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path / "cache"))
    with pytest.raises(data.DataError, match="disk full"):
        data.generate(0.01)
    assert list((tmp_path / "cache").iterdir()) == []


def test_changed_data_are_noticed(monkeypatch, tmp_path):
    monkeypatch.setenv("WAREHOUSE_DATA", str(tmp_path))
    folder = data.folder(0.01)
    folder.mkdir()
    (folder / "lineitem.parquet").write_bytes(b"other bytes")
    with pytest.raises(data.DataError, match="not the expected table"):
        data.verify(0.01)


def test_peers_store_and_read_back():
    table = data.table("nation", 0.01)
    assert peers.read_parquet(peers.parquet(table)).equals(table)
    assert peers.duckdb_bytes(table) > 0
