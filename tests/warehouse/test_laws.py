"""The laws that the framework holds for every call: what breaks one costs the laws' own check and no
other, and what keeps them costs nothing."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from warehouse.checks import Exercise, Outcome, laws, run, same


def graded(function, cases, **laws_of):
    """The outcomes of one check over ``cases`` (arguments, answer), and of the laws, with a
    message."""
    exercise = Exercise("demo", "compression", section="Run-length encoding")

    @exercise.check("right", points=1)
    def right():
        for args, answer in cases:
            same(run(function, *args), answer)

    exercise.laws(points=1, **laws_of)
    first, second = exercise.run()
    return first.outcome, second.outcome, second.message


def in_order(numbers):
    return sorted(numbers)


def sorts_in_place(numbers):
    numbers.sort()
    return list(numbers)


def empties(numbers):
    answer = sorted(numbers)
    numbers.clear()
    return answer


_shared: list = []


def one_list(numbers):
    _shared[:] = sorted(numbers)
    return _shared


_seen: Counter = Counter()


def remembers(numbers):
    _seen[tuple(numbers)] += 1
    return sorted(numbers) if _seen[tuple(numbers)] < 2 else []


_cache: dict = {}


def hands_out_its_cache(numbers):
    return _cache.setdefault(tuple(numbers), sorted(numbers))


_last: list = []


def knows_its_way_back(numbers):
    """Right in the order in which it is called, again and again; wrong on the way back."""
    _last.append(sum(numbers))
    return sorted(numbers)[:: -1 if _last[-2:] == [9, 6] else 1]


def cases():
    return [(([3, 1, 2],), [1, 2, 3]), (([5, 4],), [4, 5])]


def test_who_keeps_them_earns_them():
    assert graded(in_order, cases())[:2] == (Outcome.PASSED, Outcome.PASSED)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (sorts_in_place, "changed its argument 1"),
        (empties, "changed its argument 1"),
        (remembers, "the second time"),
        (hands_out_its_cache, "once its caller had changed the first"),
    ],
)
def test_who_breaks_one_loses_the_laws_alone(function, words):
    _seen.clear()
    _cache.clear()
    first, second, message = graded(function, cases())
    assert (first, second) == (Outcome.PASSED, Outcome.WRONG)
    assert words in message


def test_calls_are_made_again_from_the_last_to_the_first_too():
    _last.clear()
    three = [*cases(), (([1],), [1])]
    first, second, message = graded(knows_its_way_back, three)
    assert (first, second) == (Outcome.PASSED, Outcome.WRONG)
    assert "after other calls" in message


def test_a_list_used_for_every_answer_is_no_answer_of_its_own():
    """Called again it gives the same values; only a second look at the first tells."""
    first, second, message = graded(one_list, cases())
    assert first is Outcome.PASSED
    assert second is Outcome.WRONG and "shares" in message


def test_what_is_asked_for_is_allowed():
    assert graded(sorts_in_place, cases(), may_change={"sorts_in_place": "it sorts in place"})[
        1
    ] is (Outcome.PASSED)
    assert graded(sorts_in_place, cases(), may_change={("sorts_in_place", 1): "so"})[1] is (
        Outcome.PASSED
    )
    _seen.clear()
    assert graded(remembers, cases(), may_differ={"remembers": "a counter"})[1] is Outcome.PASSED


@pytest.mark.parametrize("nothing", [lambda numbers: None, lambda numbers: numbers])
def test_who_does_no_work_keeps_no_law(nothing):
    assert graded(nothing, cases())[:2] == (Outcome.WRONG, Outcome.WRONG)


def test_a_stub_is_not_started():
    def stub(numbers):
        raise NotImplementedError("not started")

    assert graded(stub, cases())[:2] == (Outcome.NOT_STARTED, Outcome.NOT_STARTED)


CHANGES = [
    ([1, [2, 3]], lambda v: v[1].append(4)),
    ({"a": [1]}, lambda v: v["a"].clear()),
    ({"a": 1, "b": 2}, lambda v: v.pop("a")),
    ({1, 2}, lambda v: v.add(3)),
    (np.arange(3), lambda v: v.__setitem__(0, 9)),
    (([1], 2), lambda v: v[0].append(2)),
    (bytearray(b"ab"), lambda v: v.extend(b"c")),
    ([np.array([0.0, np.nan])], lambda v: v[0].__setitem__(0, -0.0)),
]


@pytest.mark.parametrize(("value", "change"), CHANGES)
def test_a_change_is_seen_and_put_right(value, change):
    was = laws.copied(value)
    assert laws.alike(was, value)
    change(value)
    assert not laws.alike(was, value)
    laws.put_back(value, was)
    assert laws.alike(was, value)


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        (pa.table({"x": [float("nan")]}), pa.table({"x": [float("nan")]}), True),
        (pa.table({"x": [0.0]}), pa.table({"x": [-0.0]}), False),
        (pa.array([1]), pa.array([1], pa.int32()), False),
        (1, True, False),
        ((1, 2), [1, 2], False),
        (float("nan"), float("nan"), True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
    ],
)
def test_alike_is_exact(one, other, like):
    assert laws.alike(one, other) is like


@pytest.mark.parametrize("value", [[1, [2]], {"a": [1]}, {1}, np.arange(4), np.zeros((2, 2))])
def test_a_spoilt_answer_is_another(value):
    was = laws.copied(value)
    laws.spoil(value)
    assert not laws.alike(was, value)


def test_an_answer_that_is_given_out_again_is_found_whatever_is_done_to_it_twice():
    kept: dict = {}

    def of(key):
        return kept.setdefault(key, np.arange(3))

    ((*_, last),) = laws.again(of, [("x",)])
    assert not laws.alike(last, np.arange(3))
