"""The notebook's names inside something that is pickled: they travel as names, and are looked up in
the notebook's process where it is unpickled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Names(Protocol):
    def __getitem__(self, name: str) -> object: ...


_names: ContextVar[Names] = ContextVar("names of the notebook")


def from_notebook(name: str) -> object:
    """What the notebook holds under a name; only within ``notebook_names``."""
    return _names.get()[name]


@contextmanager
def notebook_names(names: Names) -> Iterator[None]:
    """Within the block what is unpickled finds the notebook's names in ``names``."""
    token = _names.set(names)
    try:
        yield
    finally:
        _names.reset(token)
