"""Modules of somebody's that would be imported in place of the course's: a numpy.py in the folder where
one stands, or in PYTHONPATH."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager

COURSE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def leave_out_where_one_stands() -> None:
    """Undo what 'python -m' does to the search path, unless one stands in the course's folder."""
    if not sys.flags.safe_path and os.path.abspath(sys.path[0]) != COURSE:
        del sys.path[0]


@contextmanager
def left_out_by_children() -> Iterator[None]:
    """Within, a Python that is started looks for no module where one stands: a pickle.py there would
    end it before it can be told where to look."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


def found() -> str:
    """A sentence that names a file in front of a package of this Python's, and the fix; empty where
    there is none."""
    packages = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    for folder in filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)):
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            module = name.partition(".")[0]
            importable = name.endswith(".py") or os.path.exists(
                os.path.join(folder, name, "__init__.py")
            )
            ours = module in sys.stdlib_module_names or any(
                os.path.exists(os.path.join(place, file))
                for place in packages
                for file in (module, f"{module}.py")
            )
            if importable and ours:
                return (
                    f"{os.path.join(folder, name)} would be imported in place of Python's own "
                    f"{module}: rename it, or take its folder out of PYTHONPATH"
                )
    return ""
