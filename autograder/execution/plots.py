"""Plots where there is no window: a notebook that asks matplotlib for the desktop of its author's machine
has its plots inline, as it would without."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

INLINE = "module://matplotlib_inline.backend_inline"
#: The functions that choose a backend, by module.
CHOOSE = {"matplotlib": "use", "matplotlib.pyplot": "switch_backend"}


class _Finder(MetaPathFinder):
    """Finds matplotlib as Python does, and changes it when it is loaded; a notebook without plots
    does not load it."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in CHOOSE:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def loaded(module: ModuleType) -> None:
                load(module)
                _change(module)

            spec.loader.exec_module = loaded
        return spec


def come_inline() -> None:
    """For this process, from here on."""
    for name in CHOOSE:
        if name in sys.modules:
            _change(sys.modules[name])
    sys.meta_path.insert(0, _Finder())


def _change(module: ModuleType) -> None:
    name = CHOOSE[module.__name__]
    setattr(module, name, _or_inline(getattr(module, name)))


def _or_inline(choose: Callable) -> Callable:
    def chosen(backend: object, *arguments: object, **options: object) -> None:
        try:
            choose(backend, *arguments, **options)
        except (ImportError, ValueError) as error:  # no window here, or no such backend
            print(f"{backend}: plots come inline here ({error})")
            choose(INLINE)

    return chosen
