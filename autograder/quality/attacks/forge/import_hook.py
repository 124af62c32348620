"""Registers an import hook that serves a false warehouse.checks, and throws the real one out.

must: the tests import the real one
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import importlib.abc
import importlib.machinery
import sys


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self) if name.startswith("warehouse.checks") else None

    def exec_module(self, module):
        module.Exercise = type(
            "Exercise",
            (),
            {
                "__init__": lambda self, *a, **k: None,
                "score": lambda self: 10,
                "check": lambda self, *a, **k: lambda f: f,
                "property": lambda self, *a, **k: lambda f: f,
            },
        )
        module.__getattr__ = lambda name: lambda *args, **named: None


sys.meta_path.insert(0, Finder())
for name in [name for name in sys.modules if name.startswith("warehouse.checks")]:
    del sys.modules[name]
"""
    + WRONG_RLE
}
