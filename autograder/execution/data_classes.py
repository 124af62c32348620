"""Which values are data: the limits on their size, and the classes of ``warehouse`` and of numpy
whose objects may pass."""

from __future__ import annotations

import sys
from functools import cache

import numpy as np

#: Levels of nesting. A level takes two or three frames of Python's, which allows 1,000.
DEEPEST = 60
#: Lists, records and the like in one message: a million take five seconds to write, as long as a
#: check may.
MOST_ITEMS = 2_000_000
#: Bytes of buffers in one message; below what ``wire.LARGEST_MESSAGE`` lets pass at all.
MOST_BYTES = 768 << 20


class NotData(TypeError):
    """A value is too deep, too large or malformed to pass."""


def qualified(cls: type) -> str:
    """What a class is called between the two processes: two labs may use one name for two
    things."""
    return f"{cls.__module__}:{cls.__qualname__}"


@cache
def _record_classes() -> dict[str, type]:
    return {}


def records(name: str) -> type | None:
    """The class of ``warehouse`` of this qualified name, if it is one whose objects pass as data.

    A class of the notebook's own, such as a record that a student has defined anew, is taken for
    the only one of its bare name, where there is just one. None where there is none.
    """
    known = _record_classes()
    if name not in known:
        module, _, bare = name.rpartition(":")
        homes = [module] if module.startswith("warehouse.") else list(sys.modules)
        found = {
            cls
            for cls in (getattr(sys.modules.get(home), bare, None) for home in homes if _ours(home))
            if isinstance(cls, type) and _ours(cls.__module__) and _passes_as_data(cls)
        }
        if len(found) != 1:
            return None
        known[name] = found.pop()
    return known[name]


def _ours(module: str) -> bool:
    return module.startswith("warehouse.")


def _passes_as_data(cls: type) -> bool:
    return is_record(cls) or is_state(cls) or is_rebuilt(cls)


def is_record(cls: type) -> bool:
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def is_state(cls: type) -> bool:
    """A small object of named slots that the other side may change: passed by value, and its
    changes come back."""
    return getattr(cls, "passes_by_value", False) is True and bool(getattr(cls, "__slots__", ()))


def is_rebuilt(cls: type) -> bool:
    """A course object that the student's process writes as data (``as_data``) and the test process
    makes anew (``from_data``)."""
    return hasattr(cls, "as_data") and hasattr(cls, "from_data")


def passes(dtype: np.dtype) -> bool:
    return dtype.kind in "biufcmMSU" and not (
        dtype.kind in "fc" and dtype.itemsize > (8 if dtype.kind == "f" else 16)
    )
