"""Judgements of a format for whole tables, and the files it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import pyarrow as pa

from warehouse import data, peers
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    kept,
    no_slower_than,
    raises,
    run,
    same_table,
)


def every_type() -> dict[str, pa.Array]:
    """Three rows of every type that the format stores: nulls, NaN, -0.0, the ends of ranges."""
    nan = float("nan")
    return {
        "tiny": pa.array([1, None, -128], pa.int8()),
        "small": pa.array([1, 2, 65_535], pa.uint16()),
        "int": pa.array([2**31 - 1, None, -(2**31)], pa.int32()),
        "big": pa.array([2**63 - 1, -(2**63), None], pa.int64()),
        "unsigned": pa.array([2**64 - 1, 0, None], pa.uint64()),
        "single": pa.array([nan, -0.0, None], pa.float32()),
        "double": pa.array([nan, 1e300, None], pa.float64()),
        "flag": pa.array([True, None, False]),
        "day": pa.array([date(1992, 1, 1), None, date(1998, 12, 1)]),
        "moment": pa.array([datetime(2026, 1, 2, 3, 4, 5), None, None], pa.timestamp("us", "UTC")),
        "money": pa.array(
            [Decimal("-1.05"), None, Decimal("9999999999999.99")], pa.decimal128(15, 2)
        ),
        "long": pa.array([Decimal(10) ** 37, None, Decimal(-1)], pa.decimal128(38, 0)),
        "text": pa.array(["naïve", None, ""]),
        "blob": pa.array([b"\x00\xff", None, b""], pa.binary()),
    }


class Format:
    """The student's ``encode_table`` and ``decode_table``. Lineitem SF0.1 is encoded and decoded
    once for all checks."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def encoded(self, table: pa.Table) -> bytes:
        encoded = run(self.encode, table)
        if type(encoded) is not bytes:
            raise Wrong("encode_table must return bytes", "bytes", type(encoded).__name__)
        return encoded

    def expect_back(self, *tables: pa.Table) -> list[bytes]:
        """Returns the bytes of each."""
        made = []
        for table in tables:
            made.append(self.encoded(table))
            same_table(run(self.decode, made[-1]), table)
        return made

    def expect_every_type_back(self) -> None:
        tables = [pa.table({name: array}) for name, array in every_type().items()]
        for table, encoded in zip(tables, self.expect_back(*tables)):
            # once more, after others: the bytes alone must say everything
            same_table(run(self.decode, encoded), table)
        self.expect_back(pa.table(every_type()))

    def expect_columns_back(self, numbers: list, texts: list) -> None:
        """As many rows as the shorter one has."""
        rows = min(len(numbers), len(texts))
        n, t = pa.array(numbers[:rows], pa.int64()), pa.array(texts[:rows], pa.string())
        self.expect_back(pa.table({"n": n, "t": t}))

    def expect_refusals(self) -> None:
        """Of a nested column, of bytes of another format, and of every ninth cut of a table's."""
        nested = pa.table({"id": [1], "basket": pa.array([[1, 2]])})
        raises(TypeError, self.encode, nested, naming="basket")
        (encoded,) = self.expect_back(pa.table({"id": [1, 2, 3]}))
        other = b"PAR1 is another format altogether, and this is not even that"
        raises(ValueError, self.decode, other)
        for cut in (*range(0, len(encoded), 9), len(encoded) - 1):
            raises(ValueError, self.decode, encoded[:cut])

    @cached_property
    def lineitem(self) -> pa.Table:
        return data.table("lineitem", 0.1)

    @cached_property
    def encoded_lineitem(self) -> bytes:
        return self.encoded(self.lineitem)

    @cached_property
    def decoded_lineitem(self) -> object:
        return run(self.decode, self.encoded_lineitem)

    @cached_property
    def parquet(self) -> bytes:
        """Lineitem as Parquet writes it by default."""
        make = lambda: peers.parquet(self.lineitem)
        return kept(make, "lineitem, default Parquet", seeded=False)

    def expect_lineitem_back(self) -> None:
        same_table(self.decoded_lineitem, self.lineitem)

    def expect_lineitem_small(self, of_parquet: float) -> None:
        """Megabytes: at most ``of_parquet`` of Parquet's, at most those of Parquet with zstd and of
        DuckDB's file."""
        self.expect_back(self.lineitem.slice(0, 1000))
        encoded, what = self.encoded_lineitem, "the size of lineitem"
        if any(magic in encoded[:64] + encoded[-64:] for magic in (b"PAR1", b"ARROW1")):
            file = "a Parquet or an Arrow file"
            raise Wrong("the format must be your own", "blocks that you encoded", file)
        zstd = lambda: len(peers.parquet(self.lineitem, compression="zstd"))
        duckdb = lambda: peers.duckdb_bytes(self.lineitem)
        got = len(encoded) / 1e6
        hidden = "MB (no encoding gets there: is something kept outside the bytes?)"
        at_least(got, 5, what, hidden)
        by_default = of_parquet * len(self.parquet) / 1e6
        at_most(got, by_default, what, f"MB ({of_parquet:g} of default Parquet)")
        by_zstd = kept(zstd, "lineitem, bytes of Parquet, zstd", seeded=False)
        at_most(got, by_zstd / 1e6, what, "MB (Parquet, zstd)")
        by_duckdb = kept(duckdb, "lineitem, bytes of DuckDB's file", seeded=False)
        at_most(got, by_duckdb / 1e6, what, "MB (a DuckDB file)")

    def expect_orders_small(self) -> None:
        orders = data.table("orders", 0.1, ["o_orderkey", "o_custkey", "o_orderdate"])
        make = lambda: len(peers.parquet(orders))
        parquet = kept(make, "orders, bytes of Parquet", seeded=False)
        (encoded,) = self.expect_back(orders)
        at_most(len(encoded) / 1e6, parquet / 1e6, "the size of three columns of orders", "MB")

    def expect_speed(self, ratio: float) -> None:
        """Of decoding lineitem, beside pyarrow's reader on one thread."""
        encoded, file, decoded = self.encoded_lineitem, self.parquet, self.decoded_lineitem
        first = decoded.slice(0, 1000) if type(decoded) is pa.Table else decoded
        same_table(first, self.lineitem.slice(0, 1000))
        no_slower_than(
            lambda: run(self.decode, encoded),
            lambda: peers.read_parquet(file),
            ratio,
            "decode_table",
            rounds=3,
        )
