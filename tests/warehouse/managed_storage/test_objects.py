"""Object stores: the one in memory behaves as the one over S3's interface, counts, charges and
crashes as it says."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.checks.outcomes import Wrong
from warehouse.managed_storage import caching
from warehouse.managed_storage.objects import (
    BANDWIDTH,
    LATENCY,
    AlreadyExists,
    Bucket,
    Crashed,
    MemoryStore,
    NotingStore,
    NotThere,
    Unavailable,
)
from warehouse.managed_storage.s3 import s3_store


@pytest.fixture(scope="module", params=["memory", "s3"])
def store(request):
    if request.param == "memory":
        yield MemoryStore()
        return
    with s3_store() as over_s3:
        yield over_s3


def test_both_stores_behave_alike(store):
    store.put("a/1", b"one")
    store.put("a/2", b"")
    store.put("b/1", b"\0" * 1000)
    assert store.get("a/1") == b"one"
    with pytest.raises(AlreadyExists, match="a/1"):
        store.put("a/1", b"another", if_none_match=True)
    assert store.get("a/1") == b"one"
    store.put("a/1", b"replaced")
    store.put("a/3", b"new", if_none_match=True)
    assert [(found.name, found.size) for found in store.list("a/")] == [
        ("a/1", 8),
        ("a/2", 0),
        ("a/3", 3),
    ]
    store.delete("a/2")
    store.delete("a/2")
    with pytest.raises(NotThere, match="a/2"):
        store.get("a/2")
    with pytest.raises(TypeError, match="str"):
        store.put("x", "text")
    assert store.requests == {"put": 6, "get": 3, "list": 1, "delete": 2}
    assert all(found.age >= 0 for found in store.list(""))


def test_time_and_money_are_charged_and_nothing_waits():
    store = MemoryStore()
    store.put("x", bytes(int(BANDWIDTH)))
    assert store.seconds == pytest.approx(LATENCY + 1) == store.bucket.now
    store.get("x")
    assert store.dollars == pytest.approx(5.4e-6) and store.bytes_moved == 2 * int(BANDWIDTH)


@pytest.mark.parametrize("after", [False, True])
def test_a_dead_node_sends_nothing_more(after):
    bucket = Bucket()
    node = MemoryStore(bucket, crash_at=2, after=after)
    node.put("first", b"1")
    with pytest.raises(Crashed, match="request 2"):
        node.put("second", b"2")
    with pytest.raises(Crashed):
        node.get("first")
    assert ("second" in bucket.objects) is after
    assert MemoryStore(bucket).get("first") == b"1"


def test_a_request_that_fails_takes_no_effect_and_the_next_one_does():
    store = MemoryStore(fails_at=2)
    store.put("first", b"1")
    with pytest.raises(Unavailable, match="request 2, a put"):
        store.put("second", b"2")
    store.put("third", b"3")
    assert sorted(store.bucket.objects) == ["first", "third"]


def test_others_come_before_the_request_that_they_are_told_of_and_never_after_a_death():
    bucket, told = Bucket(), []

    def others(number):
        told.append(number)
        MemoryStore(bucket).put(f"theirs/{number}", b"")

    store = NotingStore(bucket, crash_at=3, others=others)
    store.put("mine", b"1")
    assert [found.name for found in store.list("")] == ["mine", "theirs/1", "theirs/2"]
    for _ in range(2):
        with pytest.raises(Crashed):
            store.delete("mine")
    assert told == [1, 2, 3]
    assert store.asked == [
        ("put", ("mine", b"1", False)),
        ("list", ("",)),
        ("delete", ("mine",)),
        ("delete", ("mine",)),
    ]


def test_policies_are_judged_by_what_they_evict():
    trace = caching.polluted_trace(np.random.default_rng(1), rounds=10)
    lru = caching.hit_rate(trace, caching.evictions(caching.LRU, 100, trace), 100)
    assert lru < caching.optimum(trace, 100)
    with pytest.raises(Wrong, match="too much"):
        caching.hit_rate(trace, [[]] * len(trace), 100)
    with pytest.raises(Wrong, match="not in the cache"):
        caching.hit_rate([1, 2], [[], [7]], 100)

    class Silent:
        def __init__(self, capacity):
            pass

        def access(self, key):
            return None

    with pytest.raises(Wrong, match="must give a list") as wrong:
        caching.hit_rate([5], caching.evictions(Silent, 1, [5]), 1)
    assert (wrong.value.got, wrong.value.given) == ("None", "Cache(1), then access of 5")
    assert caching.optimum([1, 2, 1, 3, 1], 1) == 0.4  # 2 and 3 are let pass by
