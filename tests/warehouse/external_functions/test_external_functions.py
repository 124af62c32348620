"""What the external functions lab lends: an endpoint in memory and one over HTTP, held together; a herd and rounds beside
simulators of another kind; its views."""

from __future__ import annotations

import json
import uuid
from collections import Counter

import numpy as np
import pytest

from judging import said, stub
from solved import solved
from warehouse.external_functions import herd, http_endpoint, rounds, views
from warehouse.external_functions.endpoint import DENIED, FAULTS, FINE, Endpoint
from warehouse.external_functions.messages import answer, refusal, request
from warehouse.external_functions.records import (
    NoAnswer,
    ServerError,
    Throttled,
    TooLarge,
)

ID, OTHER = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("external_functions")


def double(number: object) -> object:
    """The function that is called here."""
    if number == "bad":
        raise ValueError("bad is no number")
    return None if number is None else 2 * number


class InMemory:
    """An emulated endpoint, with the names that the tests use for both."""

    def __init__(self, faults: list[str], largest: int):
        self.way = Endpoint(double, faults, largest)
        self.remote = self.way.remote

    def __enter__(self):
        return self.way, self.remote

    def __exit__(self, *error: object) -> None:
        pass


def over_http(faults: list[str], largest: int):
    return http_endpoint.serving(double, faults, largest, pause=lambda seconds: None)


@pytest.fixture(params=[InMemory, over_http])
def make(request):
    return lambda faults=(), largest=6_000_000: request.param(list(faults), largest)


RAISED = {
    "throttled": (Throttled, "429"), "error": (ServerError, "503"), "error after": (ServerError, "500"),
    "no answer": (NoAnswer, "no answer"), "no answer after": (NoAnswer, "no answer"),
    DENIED: (PermissionError, "403"),
}  # fmt: skip


@pytest.mark.parametrize("fault", RAISED)
def test_both_endpoints_fail_alike_and_work_or_not(make, fault):
    kind, naming = RAISED[fault]
    with make([fault, FINE]) as (way, remote):
        with pytest.raises(kind, match=naming):
            way.invoke(request(ID, [(1,), (2,)]))
        worked = [(1,), (2,)] if fault.endswith("after") else []
        assert remote.effects == worked
        # and go on, with the same connection or another
        assert json.loads(way.invoke(request(ID, [(1,), (2,)])))["results"] == [2, 4]
        assert remote.effects == [(1,), (2,)]


def test_both_remember_a_request_by_its_id(make):
    with make() as (way, remote):
        first = way.invoke(request(ID, [(1,), (None,)]))
        assert first == answer([2, None]) == way.invoke(request(ID, [(5,)]))
        assert remote.effects == [(1,), (None,)]
        assert json.loads(way.invoke(request(OTHER, [(1,)])))["results"] == [2]
        assert remote.effects == [(1,), (None,), (1,)]


def test_both_refuse_all_or_nothing_and_what_is_too_large(make):
    with make(largest=200) as (way, remote):
        assert way.invoke(request(ID, [(1,), ("bad",)])) == refusal("bad is no number")
        assert remote.effects == []
        payload = request(ID, [("x" * 200,)])
        with pytest.raises(TooLarge, match=str(len(payload))):
            way.invoke(payload)
        assert remote.effects == []


def test_both_answer_what_a_case_says(make):
    with make(["<html>", FINE]) as (way, _):
        assert way.invoke(request(ID, [(1,)])) == "<html>"
        assert way.invoke(request(ID, [(1,)])) == answer([2])  # it had done its work
        assert json.loads(way.invoke(request(OTHER, [("Zürich 東京 🧾",)])))["results"] == [
            "Zürich 東京 🧾" * 2
        ]


@pytest.mark.parametrize("seed", range(6))
def test_a_call_leaves_the_same_behind_at_both(notebook, seed):
    rng = np.random.default_rng(seed)
    faults = [str(fault) for fault in rng.choice([FINE, *FAULTS], 60, p=[0.5] + [0.1] * 5)]
    batches = [[(3 * at + n,) for n in range(3)] for at in range(8)]
    left = []
    for make in (InMemory, over_http):
        with make(faults, 6_000_000) as (way, remote):
            got = notebook["call"](way, batches, 100.0, lambda repetition: 0.25)
            calls = len(way.asked) if isinstance(way, Endpoint) else way.calls
            left.append((got, remote.effects, calls))
    assert left[0] == left[1]
    assert left[0][0] == [2 * number for number in range(24)]
    assert left[0][1] == [(number,) for number in range(24)]


def test_an_emulated_endpoint_has_a_clock_an_end_and_no_patience_with_nonsense():
    way = Endpoint(double, most=2, seconds=0.5)
    way.sleep(2)
    way.invoke(request(ID, [(1,)]))
    way.invoke(request(ID, [(1,)]))
    assert way.now() == 3.0 and way.slept == [(0, 2.0)] and len(way.asked) == 2
    with pytest.raises(RuntimeError, match="more than 2"):
        way.invoke(request(ID, [(1,)]))
    with pytest.raises(TypeError, match="bytes"):
        way.invoke(request(ID, [(1,)]).encode())
    for seconds in (-1, float("nan")):
        with pytest.raises(ValueError, match=str(seconds)):
            way.sleep(seconds)
    assert "3 times" in repr(way)


def test_a_server_that_is_gone_is_silence():
    with http_endpoint.serving(double) as (way, _):
        assert way.now() >= 0
    with pytest.raises(NoAnswer):
        way.invoke(request(ID, [(1,)]))


def test_requests_are_ascii_and_have_an_id_of_36_letters():
    assert request(ID, [("ä", None), ()]).isascii()
    assert len(request(ID, [("ä" * 1_000,)])) - len(request(ID, [("",)])) == 6_000
    for wrong in ("", ID[:-1], ID + "0", 5, uuid.UUID(int=1)):
        with pytest.raises(ValueError, match="36"):
            request(wrong, [])
    with pytest.raises(ValueError):
        request(ID, [(float("nan"),)])


def herd_by_looking_at_all(
    pause, callers: int, at_once: int, call_seconds: float
) -> tuple[int, float]:
    """The same herd without a heap: at every moment at which anybody comes, all are looked at."""
    due = dict.fromkeys(range(callers), 0.0)
    throttled: Counter[int] = Counter()
    ends: list[float] = []
    calls, last = 0, 0.0
    while due:
        now = min(due.values())
        for caller in sorted(one for one, when in due.items() if when == now):
            calls += 1
            if sum(end > now for end in ends) < at_once:
                last = now + call_seconds
                ends.append(last)
                del due[caller]
            else:
                throttled[caller] += 1
                due[caller] = now + pause(throttled[caller])
    return calls, last


@pytest.mark.parametrize("seed", range(8))
def test_a_herd_is_what_another_simulator_says(seed):
    rng = np.random.default_rng(seed)
    callers, at_once = int(rng.integers(1, 60)), int(rng.integers(1, 12))
    drawn = rng.random(5_000)

    def pauses():
        numbers = iter(drawn)
        return lambda attempt: next(numbers) * min(3.0, 0.2 * 2**attempt)

    for make in (pauses, lambda: lambda attempt: 0.5 * attempt):
        found = herd.served(make(), callers, at_once, 0.1)
        calls, last = herd_by_looking_at_all(make(), callers, at_once, 0.1)
        assert found.calls == calls and abs(found.seconds - last) < 1e-9
        assert sum(found.arrived) == calls


def test_a_herd_that_never_waits_comes_to_an_end():
    assert herd.served(lambda attempt: 0.0, callers=50, at_once=1, most=1_000).calls == 1_000


def test_rounds_serve_what_the_limit_lets_through():
    told = []

    def next_size(succeeded: int, throttled: int) -> int:
        told.append((succeeded, throttled))
        return 5

    played = rounds.play(next_size, [3, 0, 9], 12)
    assert [(one.sent, one.throttled) for one in played] == [(5, 2), (5, 5), (5, 0), (4, 0)]
    assert told == [(0, 0), (3, 2), (0, 5), (5, 0)]
    assert rounds.throttled_share(played) == 7 / 19
    assert rounds.fewest([3, 0, 9], 12) == 3 and rounds.fewest([3, 0, 9], 13) == 4
    assert rounds.fewest([4], 0) == 0 and rounds.fewest([4], 1) == 1
    assert len(rounds.play(lambda succeeded, throttled: 1, [0], 5, most=7)) == 7


VIEWS = {
    "cut": "batches",
    "billed": "call",
    "over_http": "call",
    "herd": "backoff",
    "saved": "distinct",
    "halves": "isolate",
    "followed": "Window",
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_is_not_started_and_what_cannot_be_shown(name):
    assert "Not started yet" in said(getattr(views, name)(stub))
    assert "cannot be shown" in said(getattr(views, name)(lambda *arguments: {}[7]))


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_the_student_s_part(notebook, name):
    shown = said(getattr(views, name)(notebook[VIEWS[name]]))
    assert "cannot be shown" not in shown and ("<svg" in shown or "<table" in shown)
    assert "not right" not in shown


def test_views_show_what_is_wrong_and_follow_their_controls(notebook):
    def new_ids(endpoint, batches, retry_seconds, pause):
        found = []
        for batch in batches:
            while True:
                try:
                    text = endpoint.invoke(request(str(uuid.uuid4()), batch))
                    break
                except (Throttled, ServerError, NoAnswer):
                    endpoint.sleep(pause(1))
            found += json.loads(text)["results"]
        return found

    right, wrong = (said(views.billed(call)) for call in (notebook["call"], new_ids))
    assert right.count(">0<") == 10 and wrong.count(">0<") < 10
    calm = views.billed(new_ids)
    calm.children[0].value = 0
    assert said(calm).count(">40<") == 5
    small = views.cut(notebook["batches"])
    small.children[0].value = 0
    assert "1,000,000" in said(small)
    for control, value in zip(views.halves(notebook["isolate"]).children, (0, 1)):
        control.value = value
