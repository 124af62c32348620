"""Exercise 1: an oracle that remembers nothing but what happened, made days, and the two traces."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from warehouse.checks import at_most, run
from warehouse.checks.games import Game, expect, once_a_class
from warehouse.workload_management import slots

SLOTS = 5
#: What the bars of the task are.
SHORT_P90, LONG_BESIDE_FIFO = 1.0, 1.15


class Lane:
    """The rules, read from the whole history at every event: slow, and plainly what the task says."""

    def __init__(self, slots: int, reserved: int):
        self.slots, self.reserved = slots, reserved
        self.took: list[float] = []
        self.came: list[list] = []  # [number, lane, whether it runs], in the order of each queue

    def threshold(self) -> float:
        last = self.took[-100:]
        if not last:
            return 2.0
        # the smallest value that seven in ten do not exceed
        up = sorted(last)
        enough = next(v for v in up if 10 * bisect_right(up, v) >= 7 * len(last))
        return min(enough + 2.0, 20.0)

    def begin(self, free: int) -> list[tuple[int, str]]:
        begins = []
        for lane in ("short", "main"):
            for one in self.came:
                in_main = sum(runs for _, its, runs in self.came if its == "main")
                room = lane == "short" or in_main < self.slots - self.reserved
                if one[1] == lane and not one[2] and free > 0 and room:
                    one[2], free = True, free - 1
                    begins.append((one[0], lane))
        return begins

    def gone(self, number: int) -> None:
        self.came = [one for one in self.came if one[0] != number]

    def arrived(self, number: int, predicted: float, free: int) -> list[tuple[int, str]]:
        self.came.append([number, "short" if predicted <= self.threshold() else "main", False])
        return self.begin(free)

    def ended(self, number: int, seconds: float, free: int) -> list[tuple[int, str]]:
        self.gone(number)
        self.took.append(seconds)
        return self.begin(free)

    def overran(self, number: int, free: int) -> list[tuple[int, str]]:
        self.gone(number)
        self.came.append([number, "main", False])
        return self.begin(free)


def game(
    rng: np.random.Generator,
    slots: int = SLOTS,
    reserved: int = 1,
    moves: int = 40,
    shorts: float = 0.6,
    overruns: float = 0.0,
    taken_by_others: bool = False,
    times: tuple = (0.0,),
    edge: bool = False,
    every_threshold: bool = False,
    late: int = 0,
) -> Game:
    """A day of so many events. ``shorts``: the share of those predicted short; ``overruns``: of what stops in
    the lane, the share that has not ended; ``taken_by_others``: whether slots are lost for a while to others;
    ``times``: what those that end have taken, with 0 alone the threshold stays 2; ``edge``: whether
    predictions meet the threshold;
    ``every_threshold``: whether it is asked for after every event;
    ``late``: how many arrive before anybody ends."""
    lane, made, due = Lane(slots, reserved), [], []
    runs: dict[int, str] = {}
    number, others = int(rng.integers(0, 2)), 0  # 0 is a number like any other

    def move(method: str, *arguments) -> None:
        made.append((method, arguments))
        begins = getattr(lane, method)(*arguments)
        due.append(begins)
        if method != "threshold":
            runs.update(begins)

    for at in range(moves):
        if taken_by_others:
            others = min(int(rng.integers(0, 3)), slots - len(runs))
        if runs and at >= late and rng.random() < 0.5:
            gone = int(rng.choice(sorted(runs)))
            short = runs.pop(gone) == "short"
            free = slots - len(runs) - others
            if short and rng.random() < overruns:
                move("overran", gone, free)
            else:
                move("ended", gone, float(rng.choice(times)), free)
        else:
            limit = lane.threshold()
            short = rng.random() < shorts
            # near the threshold, on it, and far from it
            factor = (
                rng.choice([0.1, 0.9, 1.0 if edge else 0.5])
                if short
                else rng.choice([1.125, 3.0, 9.0])
            )
            move("arrived", number, float(limit * factor), slots - len(runs) - others)
            number += 1 + int(rng.integers(0, 3))
        if every_threshold:
            move("threshold")
    return Game((slots, reserved), made, due)


def games(rng: np.random.Generator, **kind) -> list[Game]:
    """Days from short to long, of several numbers of slots."""
    sizes = ((2, 1), (3, 1), (5, 1), (5, 2), (8, 3), (12, 1))
    return [
        game(rng, slots, reserved, moves, **kind)
        for moves in (4, 8, 16, 60)
        for slots, reserved in sizes
    ]


def expect_rules(make: type, rng: np.random.Generator, **kind) -> None:
    """Made days, on which every answer must be the one that the rules give."""
    made = once_a_class(rng, lambda: games(rng, **kind), "lane", sorted(kind.items()))
    expect(make, made, digits=9)


def threshold_games(rng: np.random.Generator, many: bool) -> list[Game]:
    """Queries that end, and the threshold after each: up to some 30 of them, or ``many`` more than a hundred."""
    made = []
    for spread, count in ((1.0, 130), (3.0, 220)) if many else ((0.3, 3), (1.0, 8), (6.0, 30)) * 2:
        times = rng.lognormal(np.log(spread), 0.7, count)
        if many:  # times grow, and fall again: what was long ago no longer counts
            times *= np.linspace(4.0, 0.2, count)
        times = np.minimum(times, 16.0)
        made.append(_ending(times.tolist(), 101 if many else 0, 7 if many else 1))
    return made


def falling_games() -> list[Game]:
    """One waits that was short when it came, and the threshold falls below its prediction."""
    moves = [("arrived", (0, 1.0, 8)), ("ended", (0, 9.0, 8))]
    moves += [("arrived", (number, 1.0, 9 - number)) for number in range(1, 8)]
    moves += [("arrived", (8, 10.0, 0)), ("threshold", ())]
    moves += [("ended", (number, 0.5, 0)) for number in range(1, 7)]
    return [_answered((8, 1), [*moves, ("threshold", ()), ("ended", (7, 0.5, 1))])]


def crowded_games() -> list[Game]:
    """All that main may have is taken and others wait for it, when short ones overrun: none may come in by that."""
    moves = [("arrived", (number, 60.0, max(0, 4 - number))) for number in range(7)]
    for number in (7, 8):
        moves += [("arrived", (number, 0.5, 2)), ("overran", (number, 2))]
    moves += [("ended", (number, 60.0, 3)) for number in range(9)]
    return [_answered((4, 2), moves)]


def first_games() -> list[Game]:
    """The query with number 0 is a report, and takes a place as any other."""
    made = []
    for order in ((0, 1, 2, 3), (2, 0, 3, 1)):
        moves = [("arrived", (number, 60.0, 4 - at)) for at, number in enumerate(order)]
        moves += [("ended", (number, 60.0, 2 + at)) for at, number in enumerate(order)]
        made.append(_answered((4, 2), moves))
    return made


def given_back_games() -> list[Game]:
    """Others use all slots while queries come, and give several back at once: all that may begin does, at one event."""
    made = []
    for count, reserved, shorts in ((5, 1, 0), (5, 1, 1), (5, 2, 3), (8, 3, 2), (3, 1, 0)):
        moves = [("arrived", (number, 60.0, 0)) for number in range(count + 1)]
        moves += [("arrived", (number, 0.5, 0)) for number in range(10, 10 + shorts)]
        for free in (count, count - 1):
            made.append(_answered((count, reserved), [*moves, ("arrived", (20, 60.0, free))]))
            made.append(_answered((count, reserved), [*moves, ("arrived", (20, 0.5, free))]))
    # the same at an end
    moves = [("arrived", (0, 60.0, 1)), *[("arrived", (number, 60.0, 0)) for number in range(1, 6)]]
    return [*made, _answered((5, 1), [*moves, ("ended", (0, 60.0, 5))])]


def next_to_it_games() -> list[Game]:
    """Predictions that are next to the threshold, on both sides."""
    moves, number = [], 0
    for ended in (None, 0.25, 4.0):
        if ended is not None:
            # the ten that came last end: of all that ended more than three in ten took as long
            moves += [("ended", (at, ended, 8)) for at in range(number - 10, number)]
        limit = 2.0 + (ended or 0.0)
        for apart in (2.0**-50, 1e-12, 1e-9, 1e-6, 1e-4):
            for side in (1 - apart, 1 + apart):
                moves.append(("arrived", (number, limit * side, 8)))
                number += 1
    return [_answered((40, 1), moves)]


def _answered(made_with: tuple, moves: list) -> Game:
    lane = Lane(*made_with)
    return Game(made_with, moves, [getattr(lane, method)(*its) for method, its in moves])


def clipped_games() -> list[Game]:
    """Times of nothing, and of more than 18 s."""
    return [_ending([0.0] * 4), _ending([17.5, 18.0, 18.5, 60.0, 3600.0]), _ending([1e6] * 12)]


def _ending(times: list[float], quiet: int = 0, step: int = 1) -> Game:
    """Queries that arrive and end, one after the other, every third after it overran, and the threshold after each ``step``
    of them but the first ``quiet``."""
    lane, moves, due = Lane(4, 1), [("threshold", ())], [2.0]
    for number, seconds in enumerate(times):
        for method, arguments in (
            ("arrived", (number, 1.0, 4)),
            *([("overran", (number, 4))] if number % 3 == 1 else []),
            ("ended", (number, float(seconds), 4)),
            ("threshold", ()),
        ):
            if method == "threshold" and (number < quiet or number % step):
                continue
            moves.append((method, arguments))
            due.append(getattr(lane, method)(*arguments))
    return Game((4, 1), moves, due)


class Asked:
    """The student's lane as a simulator asks it: what it raises is the student's."""

    def __init__(self, make: type, reserved: int = 1):
        self.lane = run(make, SLOTS, reserved)

    def arrived(self, *arguments) -> list[tuple[int, str]]:
        return run(self.lane.arrived, *arguments)

    def ended(self, *arguments) -> list[tuple[int, str]]:
        return run(self.lane.ended, *arguments)

    def overran(self, *arguments) -> list[tuple[int, str]]:
        return run(self.lane.overran, *arguments)

    def threshold(self) -> float:
        return run(self.lane.threshold)


def responses_of(make: type, queries: list[slots.Query]) -> tuple[float, float]:
    """The p90 of the hundred short queries of a trace and that of the others, with a lane of one slot, asked
    event by event."""
    ran = slots.simulate(queries, SLOTS, Asked(make))
    others = [query.number for query in queries if query.number not in slots.SHORT]
    return slots.p90(queries, ran, slots.SHORT), slots.p90(queries, ran, others)


def expect_short(make: type, queries: list[slots.Query]) -> None:
    """The bar of the task for the short ones."""
    short, _ = responses_of(make, queries)
    at_most(short, SHORT_P90, "the p90 of the short queries' seconds")


def expect_long(make: type, queries: list[slots.Query]) -> None:
    """The bar for the reports, and for the short ones, for whom the lane is there."""
    short, long = responses_of(make, queries)
    at_most(short, SHORT_P90, "the p90 of the short queries' seconds")
    others = [query.number for query in queries if query.number not in slots.SHORT]
    first_come = slots.p90(queries, slots.simulate(queries, SLOTS, slots.fifo()), others)
    at_most(long, LONG_BESIDE_FIFO * first_come, "the p90 of the reports' seconds")
