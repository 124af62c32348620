"""A file whose columns are of the types that Python's own values do not tell apart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from solutions.data_lake.checks.scans import Case
from warehouse.data_lake.parquet_files import written
from warehouse.data_lake.records import Predicate

VALUES = {
    pa.int32(): [1, 2, 3],
    pa.int16(): [4, None, 6],
    pa.float32(): [0.5, 1.5, None],
    pa.date32(): [date(1994, 3, 1), None, date(1994, 3, 31)],
    pa.decimal128(12, 2): [Decimal("1.50"), Decimal("0.05"), None],
}


def case() -> Case:
    table = pa.table({str(its): pa.array(values, its) for its, values in VALUES.items()})
    two = [Predicate("int32", "<", 3)]
    files, rows = {"s/t": written(table, 2)}, {"s/t": table}
    return Case(files, rows, two, table.column_names, {"s/t": [0, 1]}, 0, 64)
