"""Parquet as bytes: what a footer says, and rows out of a file of which only parts are there.

The decoding is pyarrow's. The file that it reads is ``Sparse``: whoever touches a byte that was not
fetched is told so.
"""

from __future__ import annotations

import bisect
import io
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.data_lake.records import Chunk, Footer, Part, Predicate, RowGroup

#: A file ends with the length of its footer, 4 bytes, least first, and with these.
MAGIC = b"PAR1"
END = 8
_COMPARE = {"=": pc.equal, "<": pc.less, "<=": pc.less_equal, ">": pc.greater, ">=": pc.greater_equal}  # fmt: skip


class NotFetched(LookupError):
    """A byte was read that no part holds."""


class Sparse(io.RawIOBase):
    """A file of which some parts are there. Reading a byte that no part holds raises
    ``NotFetched``."""

    def __init__(self, parts: Sequence[Part]):
        self._parts = sorted(parts)
        self._starts = [part.start for part in self._parts]
        self._size = self._parts[0].size if parts else 0
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def size(self) -> int:
        return self._size

    def read(self, count: int = -1) -> bytes:
        end = self._size if count is None or count < 0 else min(self._size, self._at + count)
        data = self._bytes(self._at, end)
        self._at = max(self._at, end)
        return data

    def _bytes(self, start: int, end: int) -> bytes:
        pieces = []
        while start < end:
            at = bisect.bisect_right(self._starts, start) - 1
            # a shorter part may begin later than a longer one that holds the byte
            while at >= 0 and self._parts[at].start + len(self._parts[at].data) <= start:
                at -= 1
            if at < 0:
                raise NotFetched(f"byte {start} is needed to decode, and was not fetched")
            part = self._parts[at]
            piece = part.data[start - part.start : end - part.start]
            pieces.append(piece)
            start += len(piece)
        return b"".join(pieces)


def footer_length(end: bytes) -> int:
    """How many bytes at a file's end are its footer, the last 8 included. ``end``: the file's last
    bytes, 8 or more. Raises ``ValueError`` where they are no Parquet file's."""
    if len(end) < END or end[-4:] != MAGIC:
        raise ValueError(f"a Parquet file ends with {MAGIC!r}, not with {end[-4:]!r}")
    return int.from_bytes(end[-8:-4], "little") + END


def parse_footer(footer: bytes) -> Footer:
    """``footer``: the last bytes of a file, as many as ``footer_length`` says or more."""
    metadata = _metadata(footer)
    schema = metadata.schema.to_arrow_schema()
    groups = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        chunks = {}
        for at in range(group.num_columns):
            column = group.column(at)
            known = column.statistics
            bounds = known is not None and known.has_min_max
            chunks[column.path_in_schema] = Chunk(
                column.data_page_offset,
                column.dictionary_page_offset,
                column.total_compressed_size,
                known.min if bounds else None,
                known.max if bounds else None,
                known.null_count if known is not None and known.has_null_count else None,
            )
        groups.append(RowGroup(group.num_rows, chunks))
    return Footer(list(schema.names), groups)


def decode(
    footer: bytes, parts: Sequence[Part], row_groups: list[int], columns: list[str]
) -> pa.Table:
    """The rows of these row groups, in this order, of these columns. ``parts``: what was fetched.
    No row groups: no rows, with the columns' types. Raises ``NotFetched`` where a byte is missing,
    and ``KeyError`` for a column that the file has not."""
    metadata = _metadata(footer)
    schema = metadata.schema.to_arrow_schema()
    for name in columns:
        if name not in schema.names:
            raise KeyError(f"the file has no column {name!r}")
    if not row_groups:
        return pa.schema([schema.field(name) for name in columns]).empty_table()
    if not parts:
        raise NotFetched(f"row groups {row_groups} are needed, and nothing was fetched")
    # pre_buffer, which is the default, would read the holes between chunks as well
    file = pq.ParquetFile(Sparse(parts), metadata=metadata, pre_buffer=False)
    return file.read_row_groups(row_groups, columns=columns, use_threads=False).select(columns)


def where(table: pa.Table, predicates: Sequence[Predicate]) -> pa.Table:
    """The rows for which all predicates hold. A null fulfils none, and neither does NaN."""
    for column, op, value in predicates:
        held = table[column]
        table = table.filter(_COMPARE[op](held, pa.scalar(value, held.type)))
    return table


def written(table: pa.Table, rows: int, **options) -> bytes:
    """The table as a Parquet file with so many rows in a row group."""
    sink = io.BytesIO()
    pq.write_table(table, sink, row_group_size=rows, **options)
    return sink.getvalue()


def _metadata(footer: bytes) -> pq.FileMetaData:
    return pq.read_metadata(io.BytesIO(MAGIC + footer))
