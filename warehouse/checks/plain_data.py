"""One comparison for whatever is plain data: numbers, texts, dates, lists, tuples, records, dicts,
sets, arrays and tables, one within the other.

Types count: 1, 1.0 and True are three values, a list is no tuple. What numpy gives for a number (an
element of an array) passes for that number. NaN equals NaN, -0.0 is not 0.0.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from warehouse.checks.calls import calls
from warehouse.checks.compare import same_array, same_table
from warehouse.checks.outcomes import Wrong
from warehouse.checks.showing import show

_SCALARS = (type(None), bool, int, float, complex, str, bytes, Decimal, date, datetime, time, timedelta)  # fmt: skip

#: What numpy has for a key that is a number.
_NUMPY = {
    int: (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64),
    float: (np.float32, np.float64),
    bool: (np.bool_,),
    str: (np.str_,),
}

_READABLE = 160  # characters: ``show`` cuts longer texts


def same(got: object, expected: object, what: str = "the result", ordered: bool = False) -> None:
    """``got`` must be the plain data ``expected``. Raises ``Wrong``, which says where they part.

    ``what``: the thing in words, as the message's subject. ``ordered``: the keys of dicts must stand
    in the same order, too.
    """
    if type(expected) is np.ndarray:
        same_array(got, expected, what)
    elif isinstance(expected, pa.Table):
        same_table(got, expected)
    elif (way := difference(got, expected, ordered)) is not None:
        place = "".join(f".{key}" if type(key) is _Field else f"[{key!r}]" for key in way)
        where = f"{what} is not right" + (f", first at {place}" if place else "")
        texts = show(expected), show(got)
        if way and (texts[0] == texts[1] or max(map(len, texts)) > _READABLE):
            # what is cut short in the middle may look alike: the two places themselves do not
            texts = tuple(f"{place} is {show(_at(value, way))}" for value in (expected, got))
        if texts[0] == texts[1]:
            texts = _told_apart(_at(expected, way), _at(got, way))
        raise Wrong(where, *texts, calls.text)


class _Field(str):
    """The name of a record's field, on the way to a difference."""


def _told_apart(expected: object, got: object) -> tuple[str, str]:
    """Two values whose short texts are one: by their types, or around the first character that
    differs."""
    if type(expected) is not type(got):
        return tuple(f"{show(value)} ({type(value).__name__})" for value in (expected, got))
    whole = repr(expected), repr(got)
    at = next((at for at, pair in enumerate(zip(*whole)) if pair[0] != pair[1]), 0)
    start = max(0, at - 40)
    return tuple(f"... {text[start : at + 40]} ..., from character {start}" for text in whole)


def _at(value: object, way: tuple) -> object:
    for key in way:
        value = getattr(value, key) if type(key) is _Field else value[key]
    return value


def difference(got: object, expected: object, ordered: bool = False) -> tuple | None:
    """The way to where the two differ first: places in lists, keys of dicts, fields of records; ()
    where they differ as a whole. None where they are the same.

    Raises TypeError for an ``expected`` that is no plain data: then the test is at fault.
    """
    if isinstance(expected, (list, tuple)):
        if not _same_kind(got, expected) or len(got) != len(expected):
            return ()
        names = getattr(type(expected), "_fields", None)
        for place, (mine, right) in enumerate(zip(got, expected)):
            if (deeper := difference(mine, right, ordered)) is not None:
                return (_Field(names[place]) if names else place, *deeper)
        return None
    if type(expected) is dict:
        return _of_dicts(got, expected, ordered)
    if type(expected) in (set, frozenset):
        alike = type(got) is type(expected) and len(got) == len(expected)
        return None if alike and _same_members(got, expected) else ()
    if type(expected) is np.ndarray or isinstance(expected, pa.Table):
        return _as_wrong(same_array if type(expected) is np.ndarray else same_table, got, expected)
    if isinstance(expected, np.generic):
        expected = expected.item()
    if type(expected) not in _SCALARS:
        raise TypeError(f"{show(expected)} is no plain data to compare with")
    return None if _same_scalar(got, expected) else ()


def _same_kind(got: object, expected: list | tuple) -> bool:
    """A record passes for one of the same name and fields: the notebook may have its own class."""
    if not hasattr(type(expected), "_fields"):
        return type(got) is type(expected)
    kind = type(got)
    return (
        issubclass(kind, tuple)
        and kind.__name__ == type(expected).__name__
        and getattr(kind, "_fields", None) == type(expected)._fields
    )


def _of_dicts(got: object, expected: dict, ordered: bool) -> tuple | None:
    if type(got) is not dict or len(got) != len(expected):
        return ()
    if not _same_members(got, expected):
        return ()
    if ordered and difference(list(got), list(expected)) is not None:
        return ()
    for key, value in expected.items():
        if (deeper := difference(got[key], value, ordered)) is not None:
            return (key, *deeper)
    return None


def _same_members(got: dict | set | frozenset, expected: dict | set | frozenset) -> bool:
    """Whether both hold the same keys, of the same types. No key of another type than the expected
    ones' is ever asked for its hash or whether it is equal."""
    kinds = {kind for key in expected for kind in (type(key), *_NUMPY.get(type(key), ()))}
    if not all(type(key) in kinds for key in got):
        return False
    mine = {key: key for key in got}
    return all(key in mine and difference(mine[key], key) is None for key in expected)


def _as_wrong(compare, got: object, expected: object) -> tuple | None:
    try:
        compare(got, expected)
    except Wrong:
        return ()
    return None


def _same_scalar(got: object, expected: object) -> bool:
    plain = got.item() if isinstance(got, np.generic) and type(got).__module__ == "numpy" else got
    if type(plain) is not type(expected):
        return False
    if type(plain) in (float, complex):  # repr tells -0.0 from 0.0 and NaN from nothing
        return repr(plain) == repr(expected)
    return plain == expected
