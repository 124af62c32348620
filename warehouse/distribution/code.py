"""Functions as bytes, remembered: an engine sends the same few functions hundreds of times, and to pickle one
by value takes longer than many a slice's work.

What is remembered must be what would be pickled now. So nothing is, of a function that could read something
else the next time: one with a closure, with attributes, or with globals that can be changed in place.
"""

from __future__ import annotations

import builtins
import dis
import sys
from functools import lru_cache
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType

import cloudpickle

MOST = 256  # functions that are remembered
_FIXED = (type(None), bool, int, float, complex, str, bytes, ModuleType, BuiltinFunctionType)


class Pickled:
    """``cloudpickle.dumps`` that remembers."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, tuple, bytes]] = {}
        self._bytes: set[bytes] = set()

    def dumps(self, function: object) -> bytes:
        """The function as bytes. Raises what ``cloudpickle.dumps`` raises."""
        reads = _reads(function, set())
        if reads is None:
            return cloudpickle.dumps(function)
        known = self._known.get(id(function))
        # the function is held, so its id is nobody else's
        if known is None or len(known[1]) != len(reads) or any(map(_other, known[1], reads)):
            if len(self._known) >= MOST:
                self._known.clear()
                self._bytes.clear()
            known = self._known[id(function)] = function, reads, cloudpickle.dumps(function)
            self._bytes.add(known[2])
        return known[2]

    def remembers(self, code: bytes) -> bool:
        """Whether these bytes are those of a function that keeps nothing from one call to the next."""
        return code in self._bytes


def _other(one: object, two: object) -> bool:
    return one is not two


def _reads(value: object, seen: set[int]) -> tuple | None:
    """All that a function is made of besides its own code, itself first; None where some of it may
    change in place."""
    if isinstance(value, _FIXED):
        return (value,)
    if isinstance(value, tuple) and type(value) is tuple:
        parts = [_reads(part, seen) for part in value]
        return None if None in parts else (value,)
    home = getattr(sys.modules.get(getattr(value, "__module__", None) or ""), "__dict__", {})
    named = isinstance(value, (type, FunctionType)) and value.__module__ != "__main__"
    if named and home.get(value.__qualname__) is value and not _by_value(value.__module__):
        return (value,)  # goes by its name
    if (
        type(value) is not FunctionType
        or value.__closure__
        or value.__dict__
        or value.__kwdefaults__
    ):
        return None
    if id(value) in seen:
        return ()
    seen.add(id(value))
    names, keeps = _names(value.__code__)
    if keeps or _reads(value.__defaults__, seen) is None:
        return None
    found: list[object] = [value, value.__code__, value.__defaults__]
    for name in names:
        if name not in value.__globals__:
            if not hasattr(builtins, name):
                found.append(None)  # an attribute's name, or one that is not there yet
            continue
        more = _reads(value.__globals__[name], seen)
        if more is None:
            return None
        found += more
    return tuple(found)


def _by_value(module: str) -> bool:
    """Whether functions of this module travel as their code."""
    named = cloudpickle.list_registry_pickle_by_value()
    return any(module == one or module.startswith(f"{one}.") for one in named)


@lru_cache(maxsize=1024)
def _names(code: CodeType) -> tuple[tuple[str, ...], bool]:
    """The names that a function's code, and what is defined in it, asks for; and whether it sets globals."""
    names, keeps = set(code.co_names), False
    for step in dis.get_instructions(code):
        keeps = keeps or step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL", "IMPORT_NAME")
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            more, sets = _names(constant)
            names |= set(more)
            keeps = keeps or sets
    return tuple(sorted(names)), keeps
