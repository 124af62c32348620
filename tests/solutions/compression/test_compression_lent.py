"""Right parts that the checks of whole tables lend where the student's own do not work."""

from __future__ import annotations

import numpy as np
import pytest

from judging import stub
from solutions.compression.checks import lent
from warehouse.compression.records import Dictionary, FrameOfReference

ALL = [name for pair in (lent.PACKING, *lent.PAIRS) for name in pair]


def notebook(**parts: object):
    """A notebook's ``encode_table`` whose other names are ``parts``."""
    names = {"np": np, **parts}
    exec("def encode_table(table):\n    return b''", names)
    return names["encode_table"]


def test_every_part_comes_back_and_is_taken_for_usable():
    right = notebook(**lent.RIGHT)
    lent.lend_missing(right)
    for name, part in lent.RIGHT.items():
        assert right.__globals__[name] is part
    ends = np.array([np.iinfo(np.int64).min, -1, 0, np.iinfo(np.int64).max])
    for (encode, decode), more in lent.PAIRS.items():
        made = lent.RIGHT[encode](ends, *more)
        assert np.array_equal(lent.RIGHT[decode](made), ends), encode
    assert lent.for_encode(np.array([3, 10]))[:2] == (3, 3)
    assert lent.dict_encode(np.array([9, 1, 9])).values.tolist() == [9, 1]


def raises(*given):
    raise RuntimeError("x")


def wide(a):
    return FrameOfReference(0, 64, a.view(np.uint8), len(a))


@pytest.mark.parametrize("part", [None, stub, raises, wide, 7])
def test_a_part_that_is_missing_a_stub_broken_or_wrong_is_lent(part):
    parts = {**lent.RIGHT, "for_decode": part}
    if part is None:
        del parts["for_decode"]
    broken = notebook(**parts)
    lent.lend_missing(broken)
    assert broken.__globals__["for_decode"] is lent.for_decode
    assert broken.__globals__["rle_decode"] is lent.rle_decode


def test_a_students_own_part_that_works_stays():
    own = lambda d: d.values[d.codes]
    mine = notebook(**{**lent.RIGHT, "dict_decode": own})
    lent.lend_missing(mine)
    assert mine.__globals__["dict_decode"] is own
    assert own(Dictionary(np.array([0], np.uint8), np.array([5]))).tolist() == [5]


def test_all_are_lent_to_a_notebook_that_has_none():
    empty = notebook()
    lent.lend_missing(empty)
    assert {name: empty.__globals__.get(name) for name in ALL} == lent.RIGHT
