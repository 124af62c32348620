"""The workload_management lab's generators make what its tasks allow, its oracles agree with others, and its bars hold
on many seeds and refuse what is wrong."""

from __future__ import annotations

from collections import Counter

import nbformat
import pytest

from autograder.paths import source_notebook
from autograder.quality import sampling
from conftest import sample_seed
from judging import fails, rng
from solutions.workload_management.checks import admission, caches, lanes, rules, shares
from solved import solved
from warehouse.workload_management import memory, slots

#: A hundred where all is asked for (``make test-all``), or this lab's tests alone.
SEEDS = 100 if sample_seed() in (sampling.ALL, sampling.EACH) else 25


def setup(lab: str) -> str:
    """The cell of a notebook that imports what its exercises need."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    return next(cell.source for cell in cells if cell["id"] == "setup")


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("workload_management")


class AsLane(slots.Queue):
    """One queue, made as a lane is."""

    order_by = staticmethod(lambda predicted, place: place)

    def __init__(self, slots: int, reserved: int):
        super().__init__(self.order_by)

    def threshold(self):
        return 1e9


class Shortest(AsLane):
    order_by = staticmethod(lambda predicted, place: predicted)


def test_bars_of_the_lane_on_many_seeds(notebook, monkeypatch):
    """Prints how many of the seeds each policy fails. Calls are made without the text of a message for each."""
    monkeypatch.setattr(lanes, "run", lambda function, *arguments: function(*arguments))
    bars = {"taken": (lanes.expect_long, slots.taken), "liars": (lanes.expect_short, slots.liars)}

    class NoReserve(notebook["ShortQueryLane"]):
        def __init__(self, slots: int, reserved: int):
            super().__init__(slots, reserved)
            self.for_main = slots

    class ThreeReserved(notebook["ShortQueryLane"]):
        def __init__(self, slots: int, reserved: int):
            super().__init__(slots, 3)

    class KeepsOverruns(notebook["ShortQueryLane"]):
        def overran(self, number: int, free: int):
            self.short.appendleft(number)
            return self.begin(free)

    policies = (
        notebook["ShortQueryLane"],
        AsLane,
        Shortest,
        NoReserve,
        ThreeReserved,
        KeepsOverruns,
    )
    failed: dict = {}
    for policy in policies:
        for bar, (check, trace) in bars.items():
            made = [fails(check, policy, trace(rng(seed))) for seed in range(SEEDS)]
            failed[policy.__name__, bar] = sum(made) / len(made)
    for (policy, bar), share in failed.items():
        print(f"{policy:>16} {bar}: fails {share:.0%}")
    lane = "ShortQueryLane"
    assert failed.pop((lane, "taken")) == failed.pop((lane, "liars")) == 0
    right_on_one = {("ThreeReserved", "liars"), ("KeepsOverruns", "taken")}
    assert all(
        (share == 0) if who in right_on_one else share >= 0.95 for who, share in failed.items()
    )


def test_bars_of_admission_on_many_seeds(notebook, monkeypatch):
    """Prints how many of the seeds each policy fails. Calls are made without the text of a message for each."""
    monkeypatch.setattr(admission, "run", lambda function, *arguments: function(*arguments))
    failed = Counter()
    policies = (notebook["admit"], memory.first_come, memory.first_fit)
    for seed in range(SEEDS):
        day, stream = memory.mixed(rng(seed)), memory.stream(rng(seed))
        for policy in policies:
            failed[policy.__name__, "sooner"] += fails(admission.expect_sooner, policy, day)
            failed[policy.__name__, "starves"] += fails(
                admission.expect_no_starving, policy, stream
            )
    print(dict(failed))
    assert failed["admit", "sooner"] == failed["admit", "starves"] == 0
    assert min(failed["first_come", "sooner"], failed["first_fit", "starves"]) >= 0.95 * SEEDS


def test_shares_on_many_seeds(notebook):
    """Strict priority and turns in bursts fail; the reference does not. Prints how often."""

    class Strict(notebook["PriorityQueues"]):
        def next(self):
            for queue in self.queues.values():
                if queue:
                    return queue.popleft()
            return None

    class Bursts(notebook["PriorityQueues"]):
        turn: tuple = ()

        def next(self):
            if not any(self.queues.values()):
                return None
            while not self.turn or not self.queues[self.turn[0]]:
                again = tuple(name for name, weight in self.weights.items() for _ in range(weight))
                self.turn = self.turn[1:] or again
            name, self.turn = self.turn[0], self.turn[1:]
            return self.queues[name].popleft()

    failed = Counter()
    for seed in range(SEEDS):
        draw = rng(seed)
        games = [shares.drawn(draw, rounds=4, most=45, asked=100, beyond=0) for _ in range(4)]
        for make in (notebook["PriorityQueues"], Strict, Bursts):
            failed[make.__name__] += fails(shares.expect_shares, make, games)
    print(dict(failed))
    assert failed["PriorityQueues"] == 0
    assert min(failed["Strict"], failed["Bursts"]) >= 0.95 * SEEDS


def test_who_saves_up_or_forgets_is_told(notebook):
    """Four classes that come back at once with a little each; a refusal that puts credits back."""

    class SavesUp(notebook["PriorityQueues"]):
        def next(self):
            for name, queue in self.queues.items():
                if not queue and self.credit[name] < 100:
                    self.credit[name] += self.weights[name]
            return super().next()

    class Forgets(notebook["PriorityQueues"]):
        def add(self, number: int, priority: str):
            if priority not in self.weights:
                self.credit = dict.fromkeys(self.weights, 0)
            super().add(number, priority)

    for make in (notebook["PriorityQueues"], SavesUp, Forgets):
        turns = fails(shares.expect_turns, make, [shares.all_come_back()])
        assert turns == (make is SavesUp)
        assert fails(shares.expect_refused_unseen, make) == (make is Forgets)


@pytest.mark.parametrize("seed", range(4))
def test_days_have_what_a_day_can_have(seed):
    seen = Counter()
    kinds = (
        {"edge": True, "taken_by_others": True},
        {"edge": True},
        {"overruns": 0.7, "shorts": 0.8},
        {"taken_by_others": True},
        {"times": (9.0,), "late": 10, "every_threshold": True},
    )
    for kind in kinds:
        for game in lanes.games(rng(seed), **kind):
            limits = [due for due in game.due if type(due) is float]
            seen["the threshold moves"] += len(set(limits)) > 1
            for (method, arguments), due in zip(game.moves, game.due):
                seen[method] += 1
                seen["query 0"] += method == "arrived" and arguments[0] == 0
                seen["at the threshold"] += method == "arrived" and arguments[1] == 2.0
                seen["no slot is free"] += method == "arrived" and arguments[2] == 0
                seen["several begin"] += type(due) is list and len(due) > 1
                seen["both lanes begin"] += type(due) is list and len({its for _, its in due}) > 1
                seen["nobody begins"] += due == []
    assert min(seen.values()) >= 1, seen
    assert len(seen) == 11


@pytest.mark.parametrize("seed", range(2))
def test_states_of_a_cluster_have_what_they_can_have(notebook, seed):
    seen = Counter()
    draw = rng(seed)
    cases = admission.states(draw, 180, full=True) + admission.overdue(draw)
    for now, waiting, running, free in cases:
        begins = admission.oracle(now, waiting, running, free)
        assert begins == notebook["admit"](now, waiting, running, free)
        numbers = [query.number for query in waiting]
        assert len(set(numbers)) == len(numbers)
        at = next((n for n, one in enumerate(numbers) if one not in begins), None)
        seen["some begin before the head"] += bool(at)
        seen["some go before the head"] += at is not None and bool({*numbers[at:]} & {*begins})
        seen["nobody begins"] += not begins
        seen["overdue"] += any(end < now for end, _ in running)
        seen["ends at one time"] += len({end for end, _ in running}) < len(running)
        seen["query 0"] += 0 in numbers
        seen["nobody runs"] += not running
        ends = {end for end, _ in running}
        seen["ends with another"] += any(now + query.seconds in ends for query in waiting)
    assert min(seen.values()) >= 4 and len(seen) == 8, seen


@pytest.mark.parametrize("seed", range(4))
def test_rules_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    actions = ("log", "log", "hop", "abort")
    cases = (
        rules.cases(draw, rules=8, actions=actions) + rules.ties(draw) + rules.not_measured(draw)
    )
    cases += rules.single(draw, operators=("=", "<", ">"), equal=True, actions=("hop",))
    for made, samples in cases:
        told = rules.oracle(made, samples)
        assert told == notebook["monitor"](made, samples)
        seen.update(action for _, _, action in told)
        seen["nothing happens"] += not told
        seen["several happen"] += len(told) > 1
        seen["an empty name"] += any(rule.name == "" for rule in made)
        for rule in made:
            for metric, operator, value in rule.predicates:
                seen[operator] += 1
                for _, metrics in samples:
                    seen["not measured"] += metric not in metrics
                    seen["equal"] += metrics.get(metric) == value
    assert min(seen.values()) >= 3 and len(seen) == 11, seen


@pytest.mark.parametrize("seed", range(4))
def test_histories_of_a_cache_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    games = caches.mixing(draw) + caches.odd(draw) + caches.unknown()
    games += caches.leaving(draw, 0.0, True) + caches.leaving(draw, 0.5, False)
    for game in games:
        cache = notebook["TimeCache"](*game.made_with)
        known: set = set()
        for (method, arguments), due in zip(game.moves, game.due):
            got = getattr(cache, method)(*arguments)
            assert got is due or got == pytest.approx(due, abs=1e-9)
            seen["unknown"] += method == "predict" and due is None
            seen["forgotten"] += method == "predict" and due is None and arguments[0] in known
            seen["zero"] += method == "observe" and arguments[1] == 0
            seen["falsy"] += arguments[0] in (0, "")
            known.add(arguments[0])
    assert min(seen.values()) >= 4 and len(seen) == 4, seen
