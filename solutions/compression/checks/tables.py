"""Judgements of a format for whole tables, and the files it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import pyarrow as pa

from solutions.compression.checks.made_tables import (
    every_type,
    other_types,
    small_tables,
    with_bytes_under_nulls,
    with_metadata,
)
from solutions.compression.checks.table_drivers import (
    decoded_by_another,
    encoded_slice,
    encoded_with_other_hashes,
    ready_made_calls,
)
from solutions.compression.checks.together import break_law, each, each_refused
from warehouse import data, peers
from warehouse.checks import (
    Wrong,
    at_least,
    at_most,
    generator,
    in_notebook,
    kept,
    no_slower_than,
    run,
    same_table,
)
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.checks.showing import show
from warehouse.errors import CourseError

ROWS = 50_000  # of lineitem SF0.1


def _bytes(encoded: object) -> bytes:
    if type(encoded) is not bytes:
        raise Wrong("encode_table must return bytes", "bytes", type(encoded).__name__)
    return encoded


def _same_schema(got: object, table: pa.Table) -> None:
    """Metadata too, which ``same_table`` does not look at."""
    if type(got) is pa.Table and not got.schema.equals(table.schema, check_metadata=True):
        raise Wrong("the schema differs", *(one.schema.to_string() for one in (table, got)))


class Format:
    """The student's ``encode_table`` and ``decode_table``. The first ``ROWS`` rows of lineitem are
    encoded and decoded once for all checks."""

    def __init__(self, encode: Callable, decode: Callable):
        self.encode, self.decode = encode, decode

    def expect_back(self, *tables: pa.Table) -> list[bytes]:
        """All are encoded before the first is decoded. Returns the bytes of each."""

        def is_back(got: object, table: pa.Table) -> None:
            try:
                _same_schema(got, table)
                same_table(got, table)
            except Wrong as wrong:
                wrong.given = f"decode_table(encode_table({as_text(table)}))"
                raise

        are_bytes = lambda got, _: _bytes(got)
        made = each(self.encode, [(table,) for table in tables], tables, are_bytes, arrays=False)
        each(self.decode, [(encoded,) for encoded in made], tables, is_back, arrays=False)
        return made

    def expect_every_type_back(self) -> None:
        """In a table for each number of rows."""
        made: dict[int, dict] = {}
        for name, array in every_type().items():
            made.setdefault(len(array), {})[name] = array
        every = list(map(pa.table, sorted(made.values(), key=len)))
        encoded = self.expect_back(*every)
        named = with_metadata()  # whose keys a set would turn round
        run(
            self.encode, named.replace_schema_metadata({"other": ""})
        )  # an error is told with its line
        self._expect_alone([every[0], named])
        encoded.append(_bytes(run(self.encode, named)))
        self._expect_same_bytes([*every, named], encoded)
        self._expect_bytes_of_slice(every[0], encoded[0])

    def _expect_alone(self, tables: list[pa.Table]) -> None:
        """Decoded once what encoding left behind in the notebook is taken away."""
        told = in_notebook(decoded_by_another, self.encode, self.decode, tables, keeps=True)
        for (_, failure), table in zip(told, tables):
            what = "another notebook that is given the bytes alone cannot read them"
            given = f"decode_table(encode_table({as_text(table)}))"
            if failure:
                raise Wrong(what, as_text(table), failure, given)

    def _expect_same_bytes(self, tables: list[pa.Table], encoded: list[bytes]) -> None:
        """Where texts have other hashes, and sets another order."""
        again = in_notebook(encoded_with_other_hashes, self.encode, tables, True, keeps=True)
        if again != encoded:  # or is it another list that makes the difference?
            encoded = in_notebook(encoded_with_other_hashes, self.encode, tables, False, keeps=True)
        for table, one, other in zip(tables, encoded, again):
            if one != other:
                what = "equal tables give equal bytes: in another process, where sets have another "
                what += "order, they are others"
                given = f"encode_table({as_text(table)})"
                break_law("encode_table", Wrong(what, show(one), show(other), given))
                return

    def _expect_bytes_of_slice(self, table: pa.Table, encoded: bytes) -> None:
        """Cut out over there: on the way a slice becomes a table of its own."""
        other = in_notebook(encoded_slice, self.encode, table, keeps=True)
        if other != encoded:
            what = "equal tables give equal bytes, also where one is a slice of a longer one"
            given = f"encode_table({as_text(table)})"
            break_law("encode_table", Wrong(what, show(encoded), show(other), given))

    def expect_shapes_back(self) -> None:
        """No rows, no columns or neither, all nulls, chunks (empty ones among them), slices."""
        names = ["int32", "double", "flag", "text", "money", "blob"]
        table = pa.table({name: every_type()[name].slice(0, 3) for name in names})
        empty, several = table.slice(0, 0), pa.concat_tables([table, table.slice(1, 2), table])
        with_empty = pa.concat_tables([table.slice(0, 0), table, table.slice(0, 0), table.slice(2)])
        made = {"made": "by hand"}
        rows_alone = [pa.table({"n": pa.nulls(n)}, metadata=made).select([]) for n in (1, 70_000)]
        no_chunks = pa.table(
            {"n": pa.chunked_array([], pa.int64()), "t": pa.chunked_array([], "string")}
        )
        columns = [pa.nulls(1)] * 259 + [pa.array([1])]
        wide = pa.table(columns, [f"c{n}" for n in range(260)])
        slices = [table.slice(1, 2), table.slice(1, 1), several.slice(2, 5)]
        shapes = [empty, no_chunks, pa.table({}), *rows_alone, wide, with_empty, *slices]
        alike = [several, several.combine_chunks(), *with_bytes_under_nulls()]
        pieces, whole, tidy, other, *_ = self.expect_back(*alike, *shapes)
        told = (
            "tables are equal however they are cut into chunks",
            "whatever stands under their nulls",
        )
        for what, table, one, two in zip(told, alike[::2], (pieces, tidy), (whole, other)):
            if one != two:
                wrong = Wrong(f"{what}: equal tables give equal bytes", show(one), show(two))
                wrong.given = f"encode_table({as_text(table)})"
                break_law("encode_table", wrong)

    def expect_long_columns_back(self) -> None:
        """Of one and of more than two blocks of 65,536 rows, where the last one is of other values;
        text of three megabytes, a run of 70,000 rows; 1,000 values in no order, and in runs;
        eleven blocks, one of which holds more values than a dictionary."""
        rows = np.arange(131_073)
        pairs = np.stack((rows // 400 % 26, rows // 400 // 26), axis=1) + ord("A")  # 328 texts
        letters = np.tile(pairs.astype(np.uint8), 12)
        starts = np.arange(0, 24 * len(rows) + 1, 24, np.int32)
        starts[-1] += 70_000  # of the last text, which is longer than two bytes count
        letters = letters.tobytes() + b"x" * 70_000
        texts = pa.StringArray.from_buffers(len(rows), pa.py_buffer(starts), pa.py_buffer(letters))
        n = np.where(rows < 60_000, rows * 3, np.where(rows < 131_072, 7, -(2**63)))
        rng = generator("table", "codes")
        wide = rng.integers(-(2**62), 2**62, 1000)
        some = rng.choice(wide, 20_000)
        turns = np.resize(np.repeat(wide, rng.integers(1, 40, 1000)), 20_000)
        self.expect_back(pa.table({"n": n[:65_536]}), pa.table({"n": n, "t": texts}))
        rows = np.arange(10 * 65_536 + 1)
        blocks = np.where(rows >> 16 == 5, rows % 400, rows >> 16).astype(np.int16)
        self.expect_back(pa.table({"n": some, "r": turns}), pa.table({"b": blocks}))

    def expect_own_format(self) -> None:
        """No ready-made writer or reader of files is called on the way there and back."""
        same_table(_first(self.decoded_lineitem), _first(self.lineitem))
        if self._watched[2]:
            what = "the format must be your own, not a ready-made file in disguise"
            raise Wrong(what, "blocks that you encoded", f"calls of {', '.join(self._watched[2])}")

    @cached_property
    def _watched(self) -> tuple[bytes, object, list[str]]:
        """Lineitem's bytes, what they are decoded to, calls of ready-made formats."""
        given = calls.start("encode_table", (self.lineitem,))
        small = small_tables(self.lineitem)
        try:
            encoded, back, seen = in_notebook(
                ready_made_calls, self.encode, self.decode, self.lineitem, small, keeps=True
            )
        except CourseError:
            raise
        except Exception as error:
            if type(error) is NotImplementedError:
                raise NotStarted("encode_table") from error
            raise Raised(error, given) from error
        _bytes(encoded)
        calls.text = f"decode_table({given})"
        return encoded, back, seen

    def expect_types_refused(self) -> None:
        """By the name of the column and of its type, with rows or without; good columns around."""
        cases, words = [], []
        for type_, column in other_types().items():
            parts = [pa.array([1]), column, pa.array(["x"])]
            table = pa.table(parts, ["id", "basket", "last"])
            twice = table.rename_columns(["basket", "basket", "last"])
            cases += [(table,), (table.slice(0, 0),), (twice,), (twice.slice(0, 0),)]
            words += ["basket"] * 2 + [type_] * 2
        each_refused(TypeError, self.encode, cases, words)

    def expect_bytes_refused(self) -> None:
        """Those of another format, and a table's cut short near its ends and in between."""
        wrong = [b"PAR1 is another format altogether, and this is not even that", b"\0" * 99]
        tables = [pa.table({"id": [1, 2, 3]}), pa.table({"t": ["a", None]}), pa.table({})]
        # what no encoding makes small: most of the bytes are the last block's
        floats = generator("table", "cut short").random(60)
        tables += [pa.table({"x": floats}), pa.table({"b": [True, False, True] * 6})]
        for encoded in self.expect_back(*tables):
            size = len(encoded)
            cuts = {*range(40), *range(size - 9, size), *np.linspace(40, size - 9, 24, dtype=int)}
            wrong += [encoded[:cut] for cut in sorted(cuts) if 0 <= cut < size]
        each_refused(ValueError, self.decode, [(some,) for some in wrong])

    @cached_property
    def lineitem(self) -> pa.Table:
        """Plain columns that may hold nulls: nullability and metadata are another check's matter."""
        table = data.table("lineitem", 0.1).slice(0, ROWS)
        return pa.table(dict(zip(table.column_names, table.columns)))

    @property
    def encoded_lineitem(self) -> bytes:
        return self._watched[0]

    @property
    def decoded_lineitem(self) -> object:
        return self._watched[1]

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
        same_table(_first(self.decoded_lineitem), _first(self.lineitem))
        encoded, what = self.encoded_lineitem, "the size of lineitem"
        zstd = lambda: len(peers.parquet(self.lineitem, compression="zstd"))
        duckdb = lambda: peers.duckdb_bytes(self.lineitem)
        got = len(encoded) / 1e6
        hidden = "MB (no encoding gets there: is something kept outside the bytes?)"
        at_least(got, 1, what, hidden)
        by_default = of_parquet * len(self.parquet) / 1e6
        at_most(got, by_default, what, f"MB ({of_parquet:g} of default Parquet)")
        by_zstd = kept(zstd, "lineitem, bytes of Parquet, zstd", seeded=False)
        at_most(got, by_zstd / 1e6, what, "MB (Parquet, zstd)")
        by_duckdb = kept(duckdb, "lineitem, bytes of DuckDB's file", seeded=False)
        at_most(got, by_duckdb / 1e6, what, "MB (a DuckDB file)")

    def expect_orders_small(self) -> None:
        orders = data.table("orders", 0.1, ["o_orderkey", "o_custkey", "o_orderdate"])
        orders = pa.table(dict(zip(orders.column_names, orders.slice(0, ROWS).columns)))
        make = lambda: len(peers.parquet(orders))
        parquet = kept(make, "orders, bytes of Parquet", seeded=False)
        (encoded,) = self.expect_back(orders)
        at_most(len(encoded) / 1e6, parquet / 1e6, "the size of three columns of orders", "MB")

    def expect_speed(self, ratio: float) -> None:
        """Of decoding lineitem, beside pyarrow's reader on one thread."""
        encoded, file, decoded = self.encoded_lineitem, self.parquet, self.decoded_lineitem
        same_table(_first(decoded), _first(self.lineitem))
        no_slower_than(
            lambda: run(self.decode, encoded),
            lambda: peers.read_parquet(file),
            ratio,
            "decode_table",
            rounds=3,
            right=lambda got: same_table(_first(got), _first(self.lineitem)),
        )


def _first(got: object) -> object:
    return got.slice(0, 1000) if type(got) is pa.Table else got


def as_text(table: pa.Table) -> str:
    """A small table in full, chunk by chunk; the size of a large one."""
    if table.num_rows > 50:
        return (
            f"a table of {table.num_rows:,} rows: {table.schema.to_string(truncate_metadata=False)}"
        )
    columns = [list(map(_rows, column.chunks)) for column in table.columns]
    named = [f"{field.name!r} {field.type}: {rows}" for field, rows in zip(table.schema, columns)]
    return f"{table.num_rows} rows, {'; '.join(named) or 'no columns'}"


def _rows(chunk: pa.Array) -> object:
    try:
        return chunk.to_pylist()
    except (ValueError, OverflowError):  # nanoseconds and years that Python's own times have not
        return " ".join(chunk.to_string(window=len(chunk)).split())
