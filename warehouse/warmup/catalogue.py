"""The catalogue of the tables of TPC-H: how many bytes every column takes."""

from __future__ import annotations

from warehouse import data

#: The scale factor of all that this lab counts.
SCALE = 0.01


def sizes() -> dict[str, dict[str, int]]:
    """By table and column, the bytes of its values in Arrow's arrays. (No column of TPC-H has nulls,
    whose bitmap would be counted too.)"""
    found = {}
    for name in data.TABLES:
        table = data.table(name, SCALE)
        found[name] = {column: table[column].nbytes for column in table.column_names}
    return found
