"""What the workload_management lab lends: its simulators beside second ones that step by time, its views."""

from __future__ import annotations

import nbformat
import numpy as np
import pytest

from autograder.paths import source_notebook
from judging import said, stub
from solved import solved
from warehouse.checks import Wrong
from warehouse.workload_management import memory, slots, views
from warehouse.workload_management.records import Waiting


def setup(lab: str) -> str:
    """The cell of a notebook that imports what its exercises need."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    return next(cell.source for cell in cells if cell["id"] == "setup")


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("workload_management")


def by_rescanning(queries: list[slots.Query], count: int, policy) -> dict[int, float]:
    """Ends of all queries, by another way: no heap of events; at each step all that could happen next is looked
    through, and of each query what is left is kept by the clock."""
    state = {query.number: ["to come", query.seconds, 0.0, 0.0] for query in queries}
    known = {query.number: query for query in queries}
    ends: dict[int, float] = {}
    while len(ends) < len(queries):
        nexts = []
        for number, (where, left, since, limit) in state.items():
            if where == "to come":
                nexts.append((known[number].arrival, 2, number))
            elif where == "runs":
                nexts.append(
                    (since + left, 0, number) if left <= limit else (since + limit, 1, number)
                )
        now, kind, number = min(nexts)
        _, left, since, _ = state[number]
        running = sum(one[0] == "runs" for one in state.values()) - (kind < 2)
        if kind == 0:
            state[number] = ["over", 0.0, 0.0, 0.0]
            ends[number] = now
            begins = policy.ended(number, known[number].seconds, count - running)
        else:
            state[number] = ["waits", left - (now - since if kind == 1 else 0.0), 0.0, 0.0]
            if kind == 1:
                begins = policy.overran(number, count - running)
            else:
                begins = policy.arrived(number, known[number].predicted, count - running)
        for other, lane in begins:
            limit = policy.threshold() if lane == "short" else float("inf")
            state[other] = ["runs", state[other][1], now, limit]
    return ends


@pytest.mark.parametrize("trace", [slots.taken, slots.liars, slots.mixed])
@pytest.mark.parametrize("who", ["first come", "shortest", "lane"])
def test_the_simulator_of_slots_agrees_with_a_second_one(notebook, trace, who):
    made = {
        "first come": slots.fifo,
        "shortest": slots.shortest_first,
        "lane": lambda: notebook["ShortQueryLane"](5, 1),
    }[who]
    for seed in range(3):
        queries = trace(np.random.default_rng(seed))[:150]
        ran = slots.simulate(queries, 5, made())
        ends = by_rescanning(queries, 5, made())
        responses = slots.responses(queries, ran)
        for query in queries:
            assert responses[query.number] == pytest.approx(
                ends[query.number] - query.arrival, abs=1e-9
            )


def test_a_slot_serves_one_query_at_a_time_and_nothing_is_lost(notebook):
    for trace in (slots.liars, slots.mixed):
        queries = trace(np.random.default_rng(5))
        ran = slots.simulate(queries, 5, notebook["ShortQueryLane"](5, 1))
        for slot in range(5):
            stretches = sorted((one.start, one.end) for one in ran if one.slot == slot)
            assert all(a[1] <= b[0] for a, b in zip(stretches, stretches[1:]))
        for query in queries:
            did = sum(one.end - one.start for one in ran if one.number == query.number)
            assert did == pytest.approx(query.seconds, abs=1e-9)
            assert min(one.start for one in ran if one.number == query.number) >= query.arrival


class Says(slots.Queue):
    """A policy that answers the first arrival so."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def arrived(self, number, predicted, free):
        answer, self.answer = self.answer, []
        return answer


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "what begins is a list"),
        ([1], "what begins"),
        ([(1, "fast")], "what begins"),
        ([(2, "main")], "only what waits"),
        ([(1, "main"), (1, "main")], "only what waits"),
        ([], "never began"),
    ],
)
def test_a_policy_that_breaks_the_rules_is_told(answer, words):
    with pytest.raises(Wrong, match=words):
        slots.simulate([slots.Query(1, 0.0, 1.0, 1.0)], 1, Says(answer))


def test_more_than_the_slots_and_a_threshold_of_nothing_are_told():
    queries = [slots.Query(1, 0.0, 1.0, 1.0), slots.Query(2, 0.0, 1.0, 1.0)]

    class Both(slots.Queue):
        def arrived(self, number, predicted, free):
            return [(1, "main"), (2, "main")] if number == 2 else []

    with pytest.raises(Wrong, match="more queries begin than slots"):
        slots.simulate(queries, 1, Both())

    class Zero(Says):
        def threshold(self):
            return 0.0

    with pytest.raises(Wrong, match="threshold"):
        slots.simulate(queries[:1], 1, Zero([(1, "short")]))


def by_marks(jobs: list[memory.Job], whole: int, admit) -> dict[int, float]:
    """Beginnings of all jobs, by another way: the moments at which something can happen are kept in one sorted list,
    and what runs is found anew at each."""
    starts: dict[int, float] = {}
    moments = sorted({job.arrival for job in jobs})
    at = 0
    while at < len(moments):
        now = moments[at]
        runs = [
            job for number in starts for job in jobs
            if job.number == number and starts[number] + job.seconds > now
        ]  # fmt: skip
        came = [job for job in jobs if job.arrival <= now and job.number not in starts]
        came.sort(key=lambda job: (job.arrival, job.number))
        if came:
            waiting = [Waiting(job.number, job.predicted, job.memory) for job in came]
            running = [(starts[job.number] + job.predicted, job.memory) for job in runs]
            free = whole - sum(job.memory for job in runs)
            for number in admit(now, waiting, running, free):
                starts[number] = now
                job = next(job for job in jobs if job.number == number)
                moments = sorted({*moments, now + job.seconds})
        at += 1
    return starts


@pytest.mark.parametrize("who", ["first_come", "first_fit", "admit"])
def test_the_simulator_of_memory_agrees_with_a_second_one(notebook, who):
    admit = notebook["admit"] if who == "admit" else getattr(memory, who)
    for trace in (memory.mixed, memory.stream):
        jobs = trace(np.random.default_rng(3))[:70]
        first, second = (run(jobs, memory.MEMORY, admit) for run in (memory.simulate, by_marks))
        assert first.keys() == second.keys()
        assert max(abs(first[number] - second[number]) for number in first) < 1e-9


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "is a list"),
        ([2], "only what waits"),
        ([1, 1], "only what waits"),
        ([], "never begin"),
    ],
)
def test_an_admission_that_breaks_the_rules_is_told(answer, words):
    with pytest.raises(Wrong, match=words):
        memory.simulate([memory.Job(1, 0.0, 1.0, 1.0, 10)], 10, lambda *asked: answer)


def test_memory_is_never_given_out_twice():
    jobs = [memory.Job(n, 0.0, 1.0, 1.0, 6) for n in range(2)]
    with pytest.raises(Wrong, match="more memory"):
        memory.simulate(jobs, 10, lambda now, waiting, running, free: [0, 1])


VIEWS = {
    "lanes": "ShortQueryLane",
    "admission": "admit",
    "turns": "PriorityQueues",
    "hit_rates": "TimeCache",
    "watched": "monitor",
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_says_what_is_not_started_and_what_cannot_be_shown(name):
    assert "Not started yet" in said(getattr(views, name)(stub))
    assert "cannot be shown" in said(getattr(views, name)(lambda *arguments: 7))


def test_the_lanes_are_drawn_with_what_each_policy_takes(notebook):
    view = views.lanes(notebook["ShortQueryLane"])
    assert said(view).count("<svg") == 3 and "0.3 s" in said(view)
    for trace in views.TRACES:
        view.children[0].value = trace
        assert said(view).count("<svg") == 3
    view.children[1].value = 4
    assert "your lane" in said(view)


def test_the_other_views_show_the_student_s_part(notebook):
    assert "your function" in said(views.admission(notebook["admit"]))
    turns = views.turns(notebook["PriorityQueues"])
    assert ">highest: 52<" in said(turns) and ">lowest: 3<" in said(turns)
    for box in turns.children[:4]:
        box.value = False
    assert ">lowest: 100<" in said(turns)
    rates = said(views.hit_rates(notebook["TimeCache"]))
    assert "1000" in rates and "%" in rates
    shown = said(views.watched(notebook["monitor"]))
    assert all(word in shown for word in ("log", "abort", "hop"))
