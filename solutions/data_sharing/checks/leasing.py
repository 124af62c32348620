"""Exercise 6: games on ``Leases`` with a judge that reads all that was said anew for each question, and logs whose
garbage is found by trying every version."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solutions.data_sharing.checks.logs import History, Writer, drawn
from warehouse.checks import raises, run_each, same
from warehouse.checks.games import Game, Refused
from warehouse.data_sharing.records import Log, NoVersion, State

OVER = "LeaseOver"


def due(seconds: float, said: list[tuple], move: tuple) -> object:
    """What a call returns or raises after all that was said before it; each is (method, arguments)."""
    clock, lives = None, []  # of each lease: version, when it ends, None for given back
    for method, arguments in [*said, move]:
        if method != "release":
            now = arguments[-1]
            clock = now if clock is None or now > clock else clock
        if method == "take":
            lives.append([arguments[0], clock + seconds])
            answer: object = len(lives)
        elif method == "versions":
            answer = sorted({version for version, end in lives if end is not None and clock < end})
        else:
            lease = arguments[0]
            its = lives[lease - 1] if 1 <= lease <= len(lives) else None
            if method == "release":
                answer = None
                if its:
                    its[1] = None
            elif its is None or its[1] is None or clock >= its[1]:
                answer = Refused(OVER, str(lease))
            else:
                answer, its[1] = None, clock + seconds
    return answer


def game(seconds: float, *moves: tuple) -> Game:
    said: list[tuple] = []
    wanted = []
    for method, *arguments in moves:
        wanted.append(due(seconds, said, (method, tuple(arguments))))
        said.append((method, tuple(arguments)))
    return Game((seconds,), said, wanted)


def taken() -> list[Game]:
    """Leases of versions: none, one, several of one version, eleven, in any order; numbers, also once
    all were given back."""
    back = [("take", 7, 0), ("take", 8, 0), ("take", 9, 0), *(("release", at) for at in (1, 3, 2))]
    eleven = [("take", version, 3) for version in (5, 2, 9, 2, 11, 10, 7, 1, 5, 4, 0)]
    return [
        game(60, ("versions", 0)),
        game(60, ("take", 7, 0), ("versions", 0)),
        game(60, ("take", 7, 0), ("take", 7, 0), ("take", 3, 1), ("versions", 2)),
        game(60, *eleven, ("versions", 3), ("versions", 62)),
        game(60, ("take", 0, 0), ("versions", 0)),
        game(60, *back, ("take", 7, 1), ("versions", 2)),
    ]


def run_out() -> list[Game]:
    """A consumer that has crashed asks for nothing more: just before, in that second, after; others live on."""
    made = []
    for seconds in (60, 1, 0.5):
        for start in (0, 1000, -5, 2.25):
            for after in (0, seconds / 2, seconds - 0.25, seconds, seconds + 0.25, seconds + 500):
                made.append(game(seconds, ("take", 7, start), ("versions", start + after)))
    made += [
        game(60, ("take", 7, 0), ("take", 8, 30), ("versions", 59), ("versions", 60), ("versions", 89),
             ("versions", 90)),
        game(60, ("take", 7, 0), ("take", 7, 30), ("versions", 60), ("versions", 90)),
        game(60, *[("take", at, 10 * at) for at in range(12)], ("versions", 110), ("versions", 115)),
    ]  # fmt: skip
    return made


def renewed() -> list[Game]:
    """Renewed early, late, often; by its own number; from the moment of the renewal on."""
    often = [("renew", 1, 50 * at) for at in range(1, 12)]
    return [
        game(60, ("take", 7, 0), ("renew", 1, 59), ("versions", 60), ("versions", 118), ("versions", 119)),
        game(60, ("take", 7, 0), ("renew", 1, 10), ("versions", 69), ("versions", 70), ("versions", 120)),
        game(60, ("take", 7, 0), *often, ("versions", 609), ("versions", 610)),
        game(60, ("take", 7, 0), ("take", 8, 0), ("renew", 2, 30), ("versions", 60), ("versions", 90)),
        game(60, ("take", 7, 0), ("take", 7, 0), ("renew", 1, 30), ("versions", 60), ("renew", 1, 61),
             ("versions", 91)),
        game(60, ("take", 7, 5), ("renew", 1, 5), ("versions", 64), ("versions", 65)),
        game(60, ("take", 7, 0), ("take", 7, 0), ("renew", 1, 30), ("renew", 2, 65)),
    ]  # fmt: skip


def too_late() -> list[Game]:
    """Renewed when it had run out: refused, for ever, whether or not anybody had looked."""
    return [
        game(60, ("take", 7, 0), ("renew", 1, 60), ("versions", 60)),
        game(60, ("take", 7, 0), ("renew", 1, 61), ("renew", 1, 62), ("versions", 62)),
        game(60, ("take", 7, 0), ("versions", 60), ("renew", 1, 61), ("versions", 61)),
        game(60, ("take", 7, 0), ("take", 8, 50), ("renew", 1, 70), ("renew", 2, 70), ("versions", 70)),
        game(60, ("take", 7, 0), ("renew", 1, 1000), ("take", 7, 1000), ("renew", 1, 1001), ("renew", 2, 1001),
             ("versions", 1060), ("versions", 1061)),
        game(60, ("renew", 1, 0), ("take", 7, 0), ("renew", 2, 1), ("renew", 0, 1), ("renew", -1, 1),
             ("renew", 40, 1), ("versions", 59)),
    ]  # fmt: skip


def released() -> list[Game]:
    """Given back: once, twice, one of two of a version, one that is over or never was; and not renewed any more."""
    return [
        game(60, ("take", 7, 0), ("release", 1), ("versions", 0)),
        game(60, ("take", 7, 0), ("take", 7, 0), ("release", 1), ("versions", 1), ("release", 2), ("versions", 2)),
        game(60, ("take", 7, 0), ("release", 1), ("renew", 1, 1), ("versions", 1)),
        game(60, ("take", 7, 0), ("release", 1), ("release", 1), ("take", 8, 1), ("versions", 1)),
        game(60, ("release", 1), ("take", 7, 0), ("versions", 0), ("release", 5), ("release", 0), ("release", -1),
             ("versions", 1)),
        game(60, ("take", 7, 0), ("versions", 99), ("release", 1), ("versions", 99)),
        game(60, ("take", 7, 0), ("take", 8, 0), ("release", 1), ("take", 9, 0), ("renew", 2, 1), ("renew", 3, 1),
             ("versions", 2)),
    ]  # fmt: skip


def clock_back() -> list[Game]:
    """Another node's clock is behind: what was over stays over, and a renewal does not shorten."""
    return [
        game(60, ("take", 7, 0), ("versions", 60), ("versions", 10)),
        game(60, ("take", 7, 0), ("renew", 1, 70), ("renew", 1, 10), ("versions", 10)),
        game(60, ("take", 7, 100), ("renew", 1, 50), ("versions", 159), ("versions", 160)),
        game(
            60,
            ("take", 7, 100),
            ("take", 8, 40),
            ("versions", 40),
            ("versions", 159),
            ("versions", 160),
        ),
        game(60, ("take", 7, 0), ("take", 8, 100), ("renew", 1, 5), ("versions", 5)),
        game(60, ("take", 7, 0), ("take", 8, 50), ("renew", 1, 200), ("versions", 60)),
        game(60, ("take", 7, 0), ("renew", 99, 200), ("versions", 10)),
        game(60, ("versions", 100), ("take", 7, 20), ("versions", 159), ("versions", 160)),
    ]


def drawn_games(rng: np.random.Generator, count: int = 15, length: int = 40) -> list[Game]:
    made = []
    for _ in range(count):
        seconds, now, taken_ = float(rng.choice([1, 10, 60])), 0, 0
        moves: list[tuple] = []
        steps = rng.choice(
            [0, 0, 1, 5, 20, -10, 70], length, p=[0.2, 0.2, 0.2, 0.2, 0.1, 0.07, 0.03]
        )
        kinds = rng.choice(
            ["take", "renew", "release", "versions"], length, p=[0.25, 0.35, 0.1, 0.3]
        )
        for step, kind in zip(steps.tolist(), kinds.tolist()):
            now += step
            if kind == "take":
                taken_ += 1
                moves.append((kind, int(rng.integers(0, 9)), now))
            elif kind == "versions":
                moves.append((kind, now))
            else:
                lease = int(rng.integers(max(1, taken_ - 4), taken_ + 2))
                moves.append((kind, lease, now) if kind == "renew" else (kind, lease))
        made.append(game(seconds, *moves))
    return made


# --- the sweep

Swept = tuple[Log, list[str], list[int], float, float, list[str]]


def kept(history: History, leased: list[int], now: float, keep: float) -> set[int]:
    """The versions that are kept: the last, the leased, and all that the next one has followed within ``keep``."""
    states = history.states
    found = {states[-1].version, *leased}
    return found | {
        before.version for before, after in zip(states, states[1:]) if after.time > now - keep
    }


def swept(history: History, stored: list[str], leased: list[int], now: float, keep: float) -> Swept:
    ever = {name for state in history.states for its in state.tables.values() for name in its}
    ever |= {n for commit in history.log.commits for change in commit.changes for n in change.add}
    safe = kept(history, leased, now, keep)
    needed = {
        n for s in history.states if s.version in safe for its in s.tables.values() for n in its
    }
    due_ = sorted(name for name in stored if name in ever and name not in needed)
    return history.log, stored, leased, now, keep, due_


def expect_garbage(garbage: Callable, cases: Iterable[Swept]) -> None:
    cases = list(cases)
    for case, (_, got) in zip(cases, run_each(garbage, [case[:5] for case in cases])):
        same(got, case[5], "the blocks that go")


def blocks(history: History) -> list[str]:
    """All that the log ever named, as a store lists them."""
    return blocks_named(history.log)


def blocks_named(log: Log) -> list[str]:
    found = {name for its in log.base.tables.values() for name in its}
    return sorted(found | {n for c in log.commits for change in c.changes for n in change.add})


def line(count: int = 6, first: int = 0, step: int = 100) -> History:
    """One table, one block in and one out at each version; version v begins at v * step."""
    writer = Writer(State(first, first * step, {"sales": ["b1", "b2"]}))
    for at in range(1, count + 1):
        writer.commit((first + at) * step, ("sales", 1, 1))
    return writer.done()


def by_age() -> list[Swept]:
    """No leases: a version is kept while it ended less than so long ago, to the second."""
    history, made = line(), []
    for keep in (0, 1, 99, 100, 101, 250):
        for now in (600, 601, 650, 700, 701, 10**6):
            made.append(swept(history, blocks(history), [], now, keep))
    for now, keep in ((699.25, 99.5), (699.75, 99.5), (600.5, 0.5), (600.25, 0.5)):
        made.append(swept(history, blocks(history), [], now, keep))
    return made


def leased() -> list[Swept]:
    """Leases of old versions, of one, of several, of the last, of the base; all ages beside. A block
    that left, came back and left again, before, between and after."""
    writer = Writer(State(0, 0, {"sales": ["b1", "b2"]}))
    for at, (out, in_) in enumerate((("b1", "b3"), ("b3", "b1"), ("b1", "b4")), 1):
        writer.commit(100 * at, ("sales", [out], [in_]))
    twice = writer.done()
    made = [swept(twice, blocks(twice), some, 10**4, 0) for some in ([0], [1], [2], [0, 1], [])]
    for history in (line(), line(12, first=30)):
        versions = [state.version for state in history.states]
        for some in ([versions[0]], [versions[2]], versions[1:4:2], versions[-1:], versions, versions[3:0:-1],
                     [versions[2], versions[2]]):  # fmt: skip
            for keep in (0, 150):
                made.append(
                    swept(
                        history, blocks(history), list(some), history.states[-1].time + 10**4, keep
                    )
                )
                made.append(
                    swept(history, blocks(history), list(some), history.states[-1].time, keep)
                )
    return made


def strangers() -> list[Swept]:
    """Blocks that the log has never named; blocks that are gone already; nothing stored; nothing to do."""
    history = line()
    made = []
    for stored in (
        ["b1", "zz", "aa"],
        ["in flight"],
        [],
        ["b8", "b7"],
        ["b1", "b1.tmp", "b"],
        ["b3", "b1", "b2"],
        ["b4"],
    ):
        made.append(swept(history, list(stored), [], 10**6, 0))
        made.append(swept(history, list(stored), [2], 10**6, 0))
    writer = Writer(State(5, 0, {"sales": ["b1"]}))
    made.append(swept(writer.done(), ["b1", "b2"], [], 10**6, 0))
    return made


def several_tables() -> list[Swept]:
    """A block that one table has dropped and another holds; one in and out in one commit; one of a table that is empty now;
    one that comes and goes and whose table lives; names beyond 9 in the order of texts."""
    made = []
    writer = Writer(State(0, 0, {"sales": ["b1", "b2"], "copy": ["b1"]}))
    writer.commit(100, ("sales", ["b1"], ["b3"]))
    writer.commit(200, ("sales", [], ["x"]), ("sales", ["x"], []), ("shops", 0, 2))
    writer.commit(300, ("shops", 2, 0))
    writer.commit(400, ("copy", ["b1"], []), ("sales", [], ["b4"]))
    history = writer.done()
    for some in ([], [0], [2], [3]):
        for keep, now in ((0, 350), (0, 10**4), (10**4, 10**4), (150, 400)):
            made.append(swept(history, blocks(history), list(some), now, keep))
    history = line(14)
    return [
        *made,
        swept(history, blocks(history), [], 10**6, 0),
        swept(history, blocks(history)[::-1], [3], 10**6, 0),
    ]


def clocks_back() -> list[Swept]:
    """Commit times that stand still and go back: a version ends when the clock, which never goes back, shows the
    next one's time."""
    made = []
    for times in (
        (100, 100, 200),
        (200, 100, 300),
        (300, 100, 150, 400),
        (50, 40, 30),
        (100, 200, 50, 210),
        (100.5, 100.75, 100.6),
        (-90, -50, -20),
    ):
        # the base's own clock may be ahead of the first commits'
        base = 120 if times == (100, 100, 200) else -60 if times[0] < 0 else 0
        writer = Writer(State(0, base, {"sales": ["b1", "b2"]}))
        for time in times:
            writer.commit(time, ("sales", 1, 1))
        history = writer.done()
        for now in (*times, max(times) + 20):
            for keep in (0, 110):
                made.append(swept(history, blocks(history), [], now, keep))
    return made


def drawn_sweeps(rng: np.random.Generator, count: int = 40) -> list[Swept]:
    made = []
    while len(made) < count:
        history = drawn(rng, most=10)
        stored = [str(n) for n in rng.permutation([*blocks(history), "in flight", "another's"])]
        stored = stored[: len(stored) - int(rng.choice([0, 0, 1, 3]))]
        versions = [state.version for state in history.states]
        some = [int(v) for v in rng.permutation(versions)[: int(rng.choice([0, 0, 1, 2, 3]))]]
        last = history.states[-1].time
        now = last + int(rng.choice([0, 1, 60, 10**4]))
        made.append(swept(history, stored, some, now, int(rng.choice([0, 1, 5, 60, 10**3, 10**4]))))
    return made


def expect_refused(garbage: Callable, leases: type) -> None:
    history = line(4, first=20)
    for version in (19, 25, 0, -1, 400):
        for others in ([], [21, 24]):
            raises(
                NoVersion,
                garbage,
                history.log,
                blocks(history),
                [*others, version],
                10**4,
                0,
                naming=str(version),
            )
    # also where there is nothing to delete, and in a log that has no entries
    alone = Log(State(7, 0, {"sales": ["b1"]}), [])
    for log, stored, version in ((history.log, [], 19), (alone, ["b1", "b2"], 8), (alone, [], 6)):
        raises(NoVersion, garbage, log, stored, [version], 10**4, 0, naming=str(version))
        raises(ValueError, garbage, log, stored, [], 10**4, -2, naming="-2")
    for keep in (-1, -0.5, -300):
        raises(ValueError, garbage, history.log, blocks(history), [], 10**4, keep, naming=str(keep))
    for seconds in (0, -1, -60.5):
        raises(ValueError, leases, seconds, naming=str(seconds))
