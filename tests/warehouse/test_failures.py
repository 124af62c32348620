"""The law of collaborators: a failure of any of their calls comes out."""

from __future__ import annotations

import pytest

from warehouse.checks import Wrong, every_failure_comes_out
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage.objects import MemoryStore, Unavailable


def make(number):
    store = MemoryStore(fails_at=number)
    return (store,), lambda: store.requests.total() >= number


def writes_two(store):
    store.put("a", b"1")
    store.put("b", b"2")


def swallows_the_second(store):
    store.put("a", b"1")
    try:
        store.put("b", b"2")
    except Exception:
        return


def renames_it(store):
    try:
        store.put("a", b"1")
    except Unavailable:
        raise KeyError("a") from None


def is_broken(store):
    store.put("a", b"1")
    raise KeyError("its own")


def never_ends(store):
    for number in range(100):
        store.put(str(number), b"")


def asks_nothing(store):
    return None


def test_every_call_is_tried():
    assert every_failure_comes_out(writes_two, make, Unavailable) == 2


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (swallows_the_second, "call 2 of the store failed, and swallows_the_second went on"),
        (renames_it, "call 1 of the store failed, and another error came out"),
        (never_ends, "more than 20 calls"),
        (asks_nothing, "asks nothing of the store"),
    ],
)
def test_who_does_not_let_it_out_is_wrong(function, words):
    with pytest.raises(Wrong, match=words):
        every_failure_comes_out(function, make, Unavailable, most=20)


def test_an_error_of_its_own_is_told_as_such():
    with pytest.raises(Raised):
        every_failure_comes_out(is_broken, make, Unavailable)


def test_what_a_failure_leaves_behind_is_looked_at():
    seen = []
    every_failure_comes_out(writes_two, make, Unavailable, afterwards=seen.append)
    assert [sorted(store.bucket.objects) for (store,) in seen] == [[], ["a"]]
