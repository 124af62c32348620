"""The compression lab's views: an encoding field by field, packed bits, choices by sample, sizes
beside Parquet."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets
import numpy as np
import pyarrow as pa

from warehouse import columns, data, peers
from warehouse.drawing import SHADES, live

_BOX = (
    "display:inline-block;min-width:2.2em;padding:0 .35em;margin:1px;text-align:right;color:white;"
    "font-family:monospace;font-size:90%;background:"
)
_SHOWN = 32  # entries of an array that are drawn


def sample_columns(rows: int = 256) -> dict[str, np.ndarray]:
    """Small int64 columns with a character each, taken from TPC-H where TPC-H has it."""
    table = data.table("lineitem", 0.01).slice(0, rows)
    rng = np.random.default_rng(7)
    outliers = np.where(
        rng.random(rows) < 0.03, rng.integers(2**40, 2**41, rows), rng.integers(-40, 90, rows)
    )
    return {
        "order keys (climbing, repeated)": columns.to_streams(table["l_orderkey"])["values"],
        "ship dates (narrow range)": columns.to_streams(table["l_shipdate"])["values"],
        "discounts (few values)": columns.to_streams(table["l_discount"])["values"],
        "one value (constant)": np.full(rows, 4711),
        "small values, rare outliers": outliers,
        "random 64 bits": rng.integers(-(2**63), 2**63 - 1, rows),
    }


def _array_row(name: str, array: np.ndarray, used: int) -> str:
    boxes = "".join(
        f'<span style="{_BOX}{SHADES[used % len(SHADES)]}">{escape(str(v))}</span>'
        for v in array[:_SHOWN].tolist()
    )
    more = f" … {len(array) - _SHOWN} more" if len(array) > _SHOWN else ""
    return (
        f'<div style="margin:.3em 0"><b>{escape(name)}</b> {escape(str(array.dtype))}, '
        f"{len(array)} entries, {array.nbytes} bytes<br>{boxes or '(none)'}{more}</div>"
    )


def _record_rows(record: tuple, prefix: str = "") -> tuple[str, int]:
    """HTML for every field of an encoding and the bytes its arrays take; single numbers count 8
    each."""
    parts, size = [], 0
    for place, (name, value) in enumerate(zip(type(record)._fields, record)):
        if isinstance(value, np.ndarray):
            parts.append(_array_row(prefix + name, value, place))
            size += value.nbytes
        elif isinstance(value, tuple):
            inner, inner_size = _record_rows(value, f"{prefix}{name}.")
            parts.append(inner)
            size += inner_size
        else:
            parts.append(f"<div><b>{escape(prefix + name)}</b> = {escape(str(value))}</div>")
            size += 8
    return "".join(parts), size


def encoded(encode: Callable[[np.ndarray], tuple]) -> widgets.VBox:
    """Choose a column and a number of rows; see every field of what ``encode`` makes of it, and the
    bytes it takes."""
    samples = sample_columns()

    def draw(name: str, rows: int) -> str:
        a = samples[name][:rows]
        fields, size = _record_rows(encode(a))
        share = f"{size} bytes instead of {a.nbytes} ({size / a.nbytes:.0%})"
        bar = (
            '<div style="background:#d9d9d9;width:100%;max-width:40em">'
            f'<div style="background:{SHADES[0]};height:.8em;'
            f'width:{min(100, 100 * size / a.nbytes):.0f}%"></div></div>'
        )
        return f"<div><b>{share}</b>{bar}{_array_row('the column', a, 5)}{fields}</div>"

    choose = widgets.Dropdown(options=list(samples), description="column")
    rows = widgets.IntSlider(value=32, min=1, max=256, description="rows")
    return live(lambda: draw(choose.value, rows.value), choose, rows)


def bits(bit_pack: Callable[[np.ndarray, int], np.ndarray]) -> widgets.VBox:
    """Eight values at a width you choose, and the bits of what ``bit_pack`` makes of them, byte by
    byte."""

    def draw(width: int) -> str:
        top = (1 << width) - 1
        values = (np.arange(8, dtype=np.uint64) * np.uint64(5) + np.uint64(1)) & np.uint64(top)
        packed = bit_pack(values, width)
        cells = []
        for at, bit in enumerate(np.unpackbits(packed, bitorder="little").tolist()):
            owner = at // width if width and at // width < len(values) else None
            shade = SHADES[owner] if owner is not None else "#777"
            gap = "margin-left:.6em;" if at % 8 == 0 else ""
            cells.append(
                '<span style="display:inline-block;width:1.1em;text-align:center;color:white;'
                f'font-family:monospace;background:{shade};{gap}">{bit}</span>'
            )
        shown = "".join(
            f'<span style="{_BOX}{SHADES[i]}">{v}</span>' for i, v in enumerate(values.tolist())
        )
        return (
            f"<div>values {shown}</div><p>{len(packed)} bytes instead of 64; "
            "in each byte the least significant bit stands first.</p>"
            f'<div style="line-height:1.7">{"".join(cells)}</div>'
        )

    width = widgets.IntSlider(value=6, min=1, max=24, description="width")
    return live(lambda: draw(width.value), width)


def choices(analyze: Callable[[np.ndarray, int, int], str]) -> widgets.VBox:
    """What ``analyze`` chooses for each whole-number column of lineitem, at a sample size and seed
    you set."""
    table = data.table("lineitem", 0.01)
    numbers = {}
    for name in table.column_names:
        streams = columns.to_streams(table[name])
        numbers[name] = streams.get("values", streams.get("codes", streams.get("lengths")))

    def draw(percent: int, seed: int) -> str:
        chosen = {
            name: analyze(a, max(1, len(a) * percent // 100), seed) for name, a in numbers.items()
        }
        rows = "".join(
            f"<tr><td>{name}</td><td><b>{escape(str(choice))}</b></td></tr>"
            for name, choice in chosen.items()
        )
        return (
            f'<table><tr><th style="text-align:left">column</th><th>choice</th></tr>{rows}</table>'
        )

    percent = widgets.IntSlider(value=2, min=1, max=20, description="sample %")
    seed = widgets.IntSlider(value=0, min=0, max=20, description="seed")
    return live(lambda: draw(percent.value, seed.value), percent, seed)


def sizes(encode_table: Callable[[pa.Table], bytes], scale: float = 0.01) -> widgets.VBox:
    """Every column of lineitem as ``encode_table`` stores it, beside Parquet's default and Parquet
    with zstd."""
    table = data.table("lineitem", scale)

    def draw() -> str:
        rows = []
        for name in table.column_names:
            column = table.select([name])
            rows.append(
                (
                    name,
                    len(encode_table(column)),
                    len(peers.parquet(column)),
                    len(peers.parquet(column, compression="zstd")),
                )
            )
        longest = max(max(row[1:]) for row in rows)
        lines = []
        for name, *counts in rows:
            bars = "".join(
                _size_bar(f"{label} {count / 1e3:,.0f} kB", count / longest, shade)
                for label, count, shade in zip(("yours", "Parquet", "Parquet zstd"), counts, SHADES)
            )
            lines.append(
                f'<tr><td style="text-align:left;vertical-align:top">{name}</td>'
                f'<td style="width:30em;text-align:left">{bars}</td></tr>'
            )
        mine, default, zstd = (sum(row[i] for row in rows) for i in (1, 2, 3))
        return (
            f"<p>In all: yours {mine / 1e6:.2f} MB, Parquet {default / 1e6:.2f} MB, "
            f"Parquet zstd {zstd / 1e6:.2f} MB "
            f"({mine / default:.2f} and {mine / zstd:.2f} of them), lineitem SF{scale:g}.</p>"
            f"<table>{''.join(lines)}</table>"
        )

    return live(draw)


def _size_bar(words: str, share: float, shade: str) -> str:
    style = f"background:{shade};color:white;font-size:80%;white-space:nowrap"
    return f'<div style="{style};width:{max(8, round(100 * share))}%">{words}</div>'
