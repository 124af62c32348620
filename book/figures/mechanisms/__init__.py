"""A drawing of each chapter's mechanism: one module per lab, whose ``DRAWINGS`` names what it draws. What a drawing
counts is counted there from what it draws, not typed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

#: By name, a function that takes the id of the picture and returns its SVG.
DRAWINGS: dict[str, Callable[[str], str]] = {}

for _module in iter_modules(__path__):
    for _name, _drawing in import_module(f"{__name__}.{_module.name}").DRAWINGS.items():
        if _name in DRAWINGS:
            raise ValueError(f"two drawings are called {_name!r}: one is in {_module.name}.py")
        DRAWINGS[_name] = _drawing
