"""What the student's code gets of things of the test process: by what name it can import them
itself, and what it may use of those that stay here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cache, partial

import cloudpickle

from autograder.execution.bridge import SPECIAL
from warehouse.checks.keep import kept

SOLUTIONS = "solutions"  # the package whose modules (a lab's checks.py) only the test process has
#: Whose functions and classes the student's process imports by itself, in place of a proxy.
_IMPORTABLE = ("warehouse", "numpy", "pyarrow", "builtins", "math", "operator")
#: Modules of the test process whose objects are lent: what a cell defines, and its clusters.
_LENT = ("__main__", "autograder.execution.graded_cluster")


def check_public(target: object, name: str) -> None:
    """Raise AttributeError unless ``name`` is a public part of an object of the course's or of a
    test's own class."""
    kind = type(target)
    ours = kind.__module__.startswith(("warehouse.", f"{SOLUTIONS}.")) or kind.__module__ in _LENT
    if not ours or name.startswith("_") or name in getattr(kind, "TESTS_ONLY", ()):
        raise AttributeError(f"{kind.__name__} has no {name!r} that can be used here")


@cache
def abilities(kind: type) -> tuple[str, list[str], list[str], list[str], list[str]]:
    """Of a class: its name, its special methods that may be used, its other methods, and which
    attributes never change and which methods give the same for the same (class attributes CONSTANT
    and PURE of a course class say so)."""
    special = [name for name in SPECIAL if hasattr(kind, name)]
    methods = [
        name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))
    ]
    return (
        kind.__qualname__,
        special,
        methods,
        list(getattr(kind, "CONSTANT", ())),
        list(getattr(kind, "PURE", ())),
    )


def import_path(value: object) -> list[str] | None:
    """(module, name) of a function or class that the other side can import by itself: of a library
    or of ``warehouse``."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if (
        not isinstance(module, str)
        or not name.isidentifier()
        or module in ("__main__", "builtins")
        and not isinstance(value, type)
    ):
        return None
    if not callable(value) or module.partition(".")[0] not in _IMPORTABLE:
        return None
    found = getattr(importlib.import_module(module), name, None)
    return [module, name] if found is value else None


def code_of(function: Callable) -> bytes:
    """A function of a test's as bytes that need no module but those of libraries and of
    ``warehouse``: the student's process can import nothing of ``solutions``.

    To write one takes milliseconds, so that of functions of modules is kept for a class.
    """
    names = _names_of(function)
    return kept(lambda: _written(function), "code", *names) if names else _written(function)


def _written(function: Callable) -> bytes:
    hidden = sys.modules.get(SOLUTIONS)
    if hidden is not None and SOLUTIONS not in cloudpickle.list_registry_pickle_by_value():
        cloudpickle.register_pickle_by_value(hidden)
    return cloudpickle.dumps(function)


def _names_of(function: Callable) -> list[str]:
    """By what names all that the function is made of stands in modules of ``solutions``; none where
    a part of it stands in a cell, or was made in a call."""
    whole = isinstance(function, partial) and not function.keywords
    parts = (function.func, *function.args) if whole else (function,)
    names = []
    for part in parts:
        module, name = getattr(part, "__module__", None), getattr(part, "__qualname__", "")
        ours = isinstance(module, str) and module.startswith(f"{SOLUTIONS}.")
        if not ours or getattr(sys.modules.get(module), name, None) is not part:
            return []
        names.append(f"{module}.{name}")
    return names
