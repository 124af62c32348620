"""What the data_lake lab lends: a store in memory that answers as one over HTTP does, a file of which only
parts are there, the lake of lineitem, the views."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pyarrow as pa
import pytest

from judging import said, stub
from solved import solved
from warehouse.data_lake import lineitem, parquet_files, table_format, views
from warehouse.data_lake.http_store import lake_over_http
from warehouse.data_lake.lake_store import (
    AlreadyExists,
    InvalidRange,
    LakeStore,
    NotThere,
    Unavailable,
)
from warehouse.data_lake.records import Names, Part, Predicate


@pytest.fixture(scope="module")
def over_http() -> Iterator[LakeStore]:
    with lake_over_http(page=2) as store:
        yield store


@pytest.fixture(params=["memory", "http"])
def store(request) -> LakeStore:
    if request.param == "memory":
        return LakeStore(page=2)
    return request.getfixturevalue("over_http")


def test_ranges_are_those_of_s3(store):
    store.put("r/ten", b"0123456789")
    moved, gets = store.bytes_moved, store.requests["get"]
    assert store.get("r/ten") == Part(0, b"0123456789", 10)
    assert store.get("r/ten", 3, 4) == Part(3, b"3456", 10)
    assert store.get("r/ten", 8, 100) == Part(8, b"89", 10)
    assert store.get("r/ten", 9) == Part(9, b"9", 10)
    assert store.get("r/ten", -3) == Part(7, b"789", 10)
    assert store.get("r/ten", -30) == Part(0, b"0123456789", 10)
    assert store.bytes_moved - moved == 10 + 4 + 2 + 1 + 3 + 10
    assert store.requests["get"] - gets == 6
    for start, length in ((10, 1), (11, None), (0, 0), (-3, 2)):
        with pytest.raises(InvalidRange):
            store.get("r/ten", start, length)
    with pytest.raises(NotThere, match="r/none"):
        store.get("r/none", -8)


def test_listings_come_in_pages_and_puts_may_have_a_condition(store):
    for name in ("l/c", "l/a", "l/b", "m/a"):
        store.put(name, b"x", if_none_match=True)
    assert store.list("l/") == Names(["l/a", "l/b"], True)
    assert store.list("l/", "l/b") == Names(["l/c"], False)
    assert store.list("l/", "l/c") == store.list("nowhere") == Names([], False)
    with pytest.raises(AlreadyExists):
        store.put("l/a", b"y", if_none_match=True)
    assert store.get("l/a").data == b"x"
    store.put("l/a", b"y")
    assert store.get("l/a").data == b"y"


def test_a_store_fails_at_its_request_and_says_what_was_asked():
    seen = []
    store = LakeStore(fails_at=2, others=lambda kind, name: seen.append((kind, name)))
    store.put("a", b"x")
    with pytest.raises(Unavailable):
        store.put("b", b"x")
    assert "b" not in store.bucket.objects
    store.get("a", 0, 1)
    assert seen == [("put", "a"), ("put", "b"), ("get", "a")]
    assert store.asked[-1] == ("get", "a", 0, 1)


def test_a_byte_that_was_not_fetched_cannot_be_read():
    table = pa.table({"a": list(range(100)), "b": [str(n) for n in range(100)]})
    held = parquet_files.written(table, 50)
    end = held[-parquet_files.footer_length(held) :]
    footer = parquet_files.parse_footer(end)
    assert footer.columns == ["a", "b"]
    assert [group.rows for group in footer.row_groups] == [50, 50]

    def part(group: int, name: str) -> Part:
        chunk = footer.row_groups[group].chunks[name]
        start = chunk.dictionary_page or chunk.data_page
        return Part(start, held[start : start + chunk.size], len(held))

    parts = [part(1, "b"), part(1, "a")]
    assert parquet_files.decode(end, parts, [1], ["b", "a"]).equals(
        table.slice(50).select(["b", "a"])
    )
    for missing in (parts[:1], [parts[0], parts[1]._replace(data=parts[1].data[:-1])], []):
        with pytest.raises(parquet_files.NotFetched):
            parquet_files.decode(end, missing, [1], ["a", "b"])
    with pytest.raises(parquet_files.NotFetched):
        parquet_files.decode(end, parts, [0, 1], ["a"])
    assert parquet_files.decode(end, [], [], ["b"]).schema == table.select(["b"]).schema
    with pytest.raises(KeyError, match="c"):
        parquet_files.decode(end, parts, [1], ["c"])


def test_pieces_of_one_range_are_read_together():
    whole = bytes(range(100))
    pieces = [Part(40, whole[40:70], 100), Part(0, whole[:50], 100), Part(90, whole[90:], 100)]
    file = parquet_files.Sparse(pieces)
    assert (file.read(60), file.tell(), file.size()) == (whole[:60], 60, 100)
    file.seek(-10, 2)
    assert file.read() == whole[90:]
    file.seek(65)
    with pytest.raises(parquet_files.NotFetched, match="byte 70"):
        file.read(10)


def test_what_is_no_parquet_file_is_told():
    with pytest.raises(ValueError, match="PAR1"):
        parquet_files.footer_length(b"some other file")
    with pytest.raises(ValueError, match="PAR1"):
        parquet_files.footer_length(b"PAR1")


def test_a_footer_says_what_is_known_of_a_column_and_no_more():
    nan = float("nan")
    table = pa.table({"x": [None, 2, 5], "f": [nan, 1.0, None], "n": pa.nulls(3, pa.int64())})
    known = parquet_files.parse_footer(parquet_files.written(table, 3)).row_groups[0].chunks
    assert known["x"][3:] == (2, 5, 1)
    assert known["f"][3:] == (1.0, 1.0, 1)
    assert known["n"][3:] == (None, None, 3)
    held = parquet_files.written(table, 3, write_statistics=False)
    assert parquet_files.parse_footer(held).row_groups[0].chunks["x"][3:] == (None, None, None)


def test_nulls_and_nan_fulfil_nothing():
    table = pa.table({"f": [None, float("nan"), 1.0, 2.0]})
    for op, rows in (("=", 1), ("<", 0), ("<=", 1), (">", 1), (">=", 2)):
        assert parquet_files.where(table, [Predicate("f", op, 1.0)]).num_rows == rows


def test_names_of_versions_and_manifests():
    assert table_format.snapshot_name("s", 7) == "s/snapshots/00000007.json"
    assert table_format.version_of(table_format.snapshot_name("a/b", 123)) == 123
    one, other = (table_format.to_bytes(it) for it in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert one == other and table_format.from_bytes(one) == {"a": 1, "b": 2}
    assert table_format.manifest_name("s", one) != table_format.manifest_name("s", one + b" ")


def test_the_lake_holds_every_line_of_lineitem_by_year():
    lake = lineitem.files(0.01, 1_000)
    rows = 0
    for name, held in lake.items():
        footer = parquet_files.parse_footer(held)
        year = int(name.split("year=")[1][:4])
        for group in footer.row_groups:
            its = group.chunks["l_shipdate"]
            assert its.minimum.year == its.maximum.year == year
            rows += group.rows
    assert rows == 60_175
    assert lineitem.month(1994, 12)[2].value == datetime.date(1995, 1, 1)


@pytest.fixture(scope="module")
def notebook() -> dict:
    return solved("data_lake")


def shown(names) -> dict[str, str]:
    return {
        "paths": said(views.partitions_left(names("prune_partitions"))),
        "groups": said(views.groups_kept(names("row_groups"))),
        "ranges": said(views.ranges_fetched(names("byte_ranges"))),
        "scan": said(views.scanned(names("scan"), names("row_groups"), names("byte_ranges"))),
        "aggregates": said(views.handed_on(names("push_aggregates"), names("merge"))),
        "plan": said(views.planned(names("commit"), names("plan_files"))),
    }


def test_a_stub_is_shown_as_not_started():
    assert all("Not started yet" in words for words in shown(lambda name: stub).values())


def test_the_views_show_the_parts_at_work(notebook):
    words = shown(notebook.get)
    assert "6 of 14 files are left" in words["paths"]
    assert words["groups"].count(">read<") == 2 and "left out" in words["groups"]
    assert "GETs fetch" in words["ranges"]
    assert "rows out of" in words["scan"] and "the last" in words["scan"]
    assert ">count(l_quantity)<" in words["aggregates"] and "9484, 25.6" in words["aggregates"]
    assert "day=0/part-0, day=1/part-0, day=2/part-0" in words["plan"]
    assert ">day=1/part-0, day=2/part-0<" in words["plan"], "of version 5"
