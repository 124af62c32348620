"""The autograder: nbgrader, and what the course puts around it."""

from __future__ import annotations

import os
import sys

# nbformat imports jsonschema, which compiles a grammar of international addresses if it finds the
# package for it: more than a second of every process's time, for a check that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # "is not there", to whoever asks

if hasattr(os, "geteuid") and os.geteuid() == 0:  # Windows has no root
    # On a hub the course's account makes files in this folder, beside modules that root runs. It
    # cannot replace those, but paths/__init__.py or a paths.*.so of its own would be imported before
    # paths.py. This stands here and not in a module, because that would be imported so, too.
    from importlib.machinery import ModuleSpec, PathFinder

    class OfTheOwner:
        """Of this package's modules, finds those that are root's or belong to who owns the
        package, and refuses the others."""

        prefix, folder = f"{__name__}.", os.path.dirname(__file__)
        owners = {0, os.lstat(__file__).st_uid}

        @classmethod
        def find_spec(cls, name: str, *more: object) -> ModuleSpec | None:
            """As Python's import asks. Raises ImportError with the file and the fix."""
            if not name.startswith(cls.prefix):
                return None
            spec = PathFinder.find_spec(name, *more)
            if spec is not None:
                # a folder without an __init__.py has no origin
                for file in (spec.origin, spec.cached, *(spec.submodule_search_locations or ())):
                    cls.check(name, file or "")
            return spec

        @classmethod
        def check(cls, name: str, file: str) -> None:
            """Look at a file and at the folders up to the package's: one of them could be a link,
            which its maker turns elsewhere after the look."""
            foreign = ""
            while file.startswith(cls.folder + os.sep):
                # there may be no bytecode yet
                if os.path.lexists(file) and os.lstat(file).st_uid not in cls.owners:
                    foreign = file
                file = os.path.dirname(file)
            if foreign:
                raise ImportError(
                    f"{foreign} belongs to another than the owner of the course: root does not run "
                    f"it as {name}. Look what it is, then remove it: rm -r {foreign}",
                    name=name,
                    path=foreign,
                )

    sys.meta_path.insert(0, OfTheOwner)
