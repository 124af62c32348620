"""Right parts for the exercise that is built from all others: where one of a student's is missing,
a stub, broken or wrong, the table is judged with ours, so that it costs its own points alone.

They run where the student's code runs, in a process that is given up after the graded cell.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from warehouse.checks import in_notebook
from warehouse.checks.limits import time_limit
from warehouse.compression.records import Delta, Dictionary, FrameOfReference, Mostly, RunLength
from warehouse.probes import why_unusable

#: Pairs of functions: (encode, decode), and what the encoder gets besides its column.
PAIRS = {
    ("rle_encode", "rle_decode"): (),
    ("for_encode", "for_decode"): (),
    ("delta_encode", "delta_decode"): (),
    ("dict_encode", "dict_decode"): (),
    ("mostly_encode", "mostly_decode"): (8,),
}
PACKING = ("bit_pack", "bit_unpack")
TRY_SECONDS = 3.0  # what trying a pair may take, ``PROBE_SECONDS`` and what ends it included
COLUMNS = ([], [5], [7, 7, 7, -3, -3, 100], list(range(-70, 70)), [0, 2**40, -(2**40)])


def lend_missing(encode_table: Callable) -> None:
    """Put right parts into the notebook of ``encode_table`` in the place of those that do not bring
    some small columns back."""
    tries = [(PACKING, packs_back, ())]
    tries += [(names, comes_back, more) for names, more in PAIRS.items()]
    missing: list[str] = []
    for names, probe, more in tries:
        try:
            with time_limit(TRY_SECONDS):  # over there it could be switched off
                works = in_notebook(
                    partial(usable, names=names, probe=partial(probe, more=more)),
                    encode_table,
                    keeps=True,
                )
        except Exception:  # whatever the part does to the process that it is tried in
            works = False
        if not works:
            missing += names
    if missing:
        in_notebook(lend, encode_table, missing)


def usable(encode_table: Callable, names: tuple[str, str], probe: Callable) -> bool:
    """Whether two parts of the notebook work.  # driver: runs in the student's process"""
    notebook = getattr(encode_table, "__globals__", {})
    return not why_unusable(notebook, names, probe, "wrong")


def comes_back(encode: Callable, decode: Callable, more: tuple) -> bool:
    return all(
        np.array_equal(decode(encode(np.array(column, np.int64), *more)), column)
        for column in COLUMNS
    )


def packs_back(pack: Callable, unpack: Callable, more: tuple) -> bool:
    made = [(np.arange(70, dtype=np.uint64) % 2**width, width) for width in (0, 1, 7, 13, 64)]
    return all(np.array_equal(unpack(pack(a, width), width, len(a)), a) for a, width in made)


def lend(encode_table: Callable, names: list[str]) -> None:
    """# driver: runs in the student's process"""
    encode_table.__globals__.update({name: RIGHT[name] for name in names})


def bit_pack(a: np.ndarray, width: int) -> np.ndarray:
    bits = np.unpackbits(a.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
    return np.packbits(bits[:, :width].ravel(), bitorder="little")


def bit_unpack(packed: np.ndarray, width: int, count: int) -> np.ndarray:
    bits = np.zeros((count, 64), np.uint8)
    found = np.unpackbits(packed, count=count * width, bitorder="little")
    bits[:, :width] = found.reshape(count, width)
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64).ravel()


def rle_encode(a: np.ndarray) -> RunLength:
    starts = np.flatnonzero(np.concatenate((np.ones(len(a[:1]), bool), a[1:] != a[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))


def rle_decode(r: RunLength) -> np.ndarray:
    return np.repeat(r.values, r.lengths)


def for_encode(a: np.ndarray) -> FrameOfReference:
    base = int(a.min()) if len(a) else 0
    above = a.astype(np.int64).view(np.uint64) - np.uint64(base % 2**64)
    width = int(above.max()).bit_length() if len(a) else 0
    return FrameOfReference(base, width, bit_pack(above, width), len(a))


def for_decode(f: FrameOfReference) -> np.ndarray:
    above = bit_unpack(f.packed, f.width, f.count)
    return (above + np.uint64(f.base % 2**64)).view(np.int64)


def delta_encode(a: np.ndarray) -> Delta:
    return Delta(int(a[0]) if len(a) else None, for_encode(np.diff(a)))


def delta_decode(d: Delta) -> np.ndarray:
    if d.first is None:
        return np.empty(0, np.int64)
    return np.cumsum(np.concatenate(([d.first], for_decode(d.deltas))), dtype=np.int64)


def dict_encode(a: np.ndarray) -> Dictionary:
    values, first, codes = np.unique(a, return_index=True, return_inverse=True)
    if len(values) > 256:
        raise ValueError(f"{len(values)} distinct values do not fit one byte")
    order = np.argsort(first)
    places = np.empty(len(order), np.uint8)
    places[order] = np.arange(len(order))
    return Dictionary(places[codes], values[order])


def dict_decode(d: Dictionary) -> np.ndarray:
    return d.values[d.codes]


def mostly_encode(a: np.ndarray, width: int) -> Mostly:
    ends = np.iinfo(f"int{width}")
    at = np.flatnonzero((a < ends.min) | (a > ends.max))
    return Mostly(width, a.astype(f"int{width}"), at, a[at])


def mostly_decode(m: Mostly) -> np.ndarray:
    whole = m.values.astype(np.int64)
    whole[m.exceptions_at] = m.exceptions
    return whole


RIGHT = {
    function.__name__: function
    for function in (
        bit_pack, bit_unpack, rle_encode, rle_decode, for_encode, for_decode, delta_encode,
        delta_decode, dict_encode, dict_decode, mostly_encode, mostly_decode,
    )
}  # fmt: skip
