"""Exercise 2: the cases. Each is a topic, a table and some refreshes one after the other."""

from __future__ import annotations

import numpy as np

from solutions.streaming.checks.worlds import GONE, Attempt, Case

CLEAN = Attempt()
PLACES = ([0, 1], [0, 1, 2], [4, 0, 7], [0], [3, 2])


def topic(
    rng: np.random.Generator,
    partitions: list[int],
    most: int = 12,
    poison: float = 0.0,
    gaps: float = 0.0,
    news: float = 1.0,
    stored: float = 0.5,
) -> dict:
    """The first fields of a case. ``most``: records of a partition; ``poison``: the share that is no row; ``gaps``: of
    offsets that have no record; ``news``: the share of partitions that have anything new; ``stored``:
    of those that were read before. Ends differ."""
    records, low, end, offsets = {}, {}, {}, {}
    for partition in partitions:
        at = low[partition] = int(rng.choice([0, 0, int(rng.integers(1, 50))]))
        its = []
        for _ in range(int(rng.integers(1, most + 1))):
            while rng.random() < gaps:
                at += 1
            value = b"?" if rng.random() < poison else str(int(rng.integers(0, 100))).encode()
            its.append((at, value))
            at += 1
        while rng.random() < gaps or at in end.values():
            at += 1
            if not gaps:
                its.append((at - 1, b"5"))
        records[partition], end[partition] = its, at
        if rng.random() > news:
            offsets[partition] = at
        elif rng.random() < stored:
            offsets[partition] = int(rng.integers(low[partition], at + 1))
    return {"records": records, "low": low, "end": end, "offsets": offsets}


def whole(rng: np.random.Generator) -> list[Case]:
    """Nobody dies; two refreshes, the second of which has nothing to do, and some after which more has come."""
    cases = few(rng)
    for places in PLACES[:3]:
        cases.append(Case(**topic(rng, places, poison=0.3), batch=4, attempts=[CLEAN, CLEAN]))
        given = topic(rng, places)
        more = {1: [("append", partition, [b"8", b"9"]) for partition in places]}
        attempts = [CLEAN, Attempt(others=more)]
        cases.append(Case(**given, batch=4, attempts=attempts, one_target=True))
    return cases


def few(rng: np.random.Generator) -> list[Case]:
    """Nobody dies, offsets have no gaps; some partitions have nothing new, and batches end where partitions do."""
    cases = [
        Case(**topic(rng, places, news=0.7), batch=batch, attempts=[CLEAN, CLEAN])
        for places in PLACES
        for batch in (1, 2, 5, 50)
    ]
    empty = {"records": {2: [], 5: []}, "low": {2: 0, 5: 7}, "end": {2: 0, 5: 7}}
    cases.append(Case(**empty, offsets={}, batch=3, attempts=[CLEAN, CLEAN]))
    cases.append(Case(**empty, offsets={5: 7, 2: 0, 9: 44}, batch=1, attempts=[CLEAN]))
    cases.append(Case({}, {}, {}, {}, 3, [CLEAN]))
    exact = {"records": {1: [(n, b"1") for n in range(6)]}, "low": {1: 0}, "end": {1: 6}}
    for batch in (1, 2, 3, 5, 6, 7):
        cases.append(Case(**exact, offsets={}, batch=batch, attempts=[CLEAN, CLEAN]))
    cases.append(Case(**exact, offsets={1: 0}, batch=4, attempts=[CLEAN]))
    # what is rejected is in one's hands, too
    for values in ([b"?"] * 7, [b"?"] * 4 + [b"2"] * 3):
        its = list(enumerate(values))
        for batch in (1, 2, 3):
            cases.append(Case({3: its}, {3: 0}, {3: 7}, {}, batch, [CLEAN, CLEAN]))
    return cases


def _requests(given: dict, batch: int) -> int:
    """How many requests a refresh needs at most."""
    batches = sum(-(-len(its) // batch) for its in given["records"].values())
    return 2 + len(given["records"]) + 2 * batches


def killed(rng: np.random.Generator, poison: bool = False) -> list[Case]:
    """A node that dies at each of its requests, before and after; then one that lives, or dies again."""
    cases = []
    for places, batch, most in (([0, 1], 4, 12), ([2], 1, 5), ([3, 0, 8], 3, 6)):
        given = topic(rng, places, most, poison=0.4 if poison else 0.0, stored=0.3)
        needed = _requests(given, batch)
        for at in range(1, needed + 1):
            for after in (False, True):
                first = Attempt(at, after)
                again = [Attempt(int(rng.integers(1, needed + 1)), bool(rng.integers(2)))]
                attempts = [first, *(again if rng.random() < 0.4 else []), CLEAN, CLEAN]
                cases.append(Case(**given, batch=batch, attempts=attempts))
    if poison:
        # what is rejected stands at the end of a batch, and of the partition
        its = [(n, b"?" if n in (1, 3, 4) else b"2") for n in range(5)]
        cases += [Case({6: its}, {6: 0}, {6: 5}, {}, batch, [CLEAN, CLEAN]) for batch in (2, 3, 5)]
    return cases


def two_nodes(rng: np.random.Generator) -> list[Case]:
    """Before each request in turn another node reads everything, or one partition, or some records of one; or
    some before every request; and it may be ahead of the end that was seen."""
    cases = []
    for places, batch, most in (([0, 1], 4, 12), ([5], 3, 12), ([3, 0, 8], 2, 5)):
        given = topic(rng, places, most, poison=0.2, stored=0.3)
        for at in range(1, _requests(given, batch) + 1):
            one = int(rng.choice(places))
            part = int(rng.integers(given["low"][one], given["end"][one] + 1))
            for events in (
                [("node", partition, None) for partition in places],
                [("node", one, part)],
                [("append", one, [b"7", b"7"]), ("node", one, None)],
            ):
                attempts = [Attempt(others={at: events}), CLEAN]
                cases.append(Case(**given, batch=batch, attempts=attempts))
        one = places[-1]
        low, end = given["low"][one], given["end"][one]
        ahead = {at: [("node", one, low + at)] for at in range(1, end - low + 4)}
        cases.append(Case(**given, batch=batch, attempts=[Attempt(others=ahead), CLEAN]))
        twice = {at: [("node", one, low + 1), ("node", places[0], None)] for at in (5, 7, 9)}
        cases.append(Case(**given, batch=batch, attempts=[Attempt(others=twice), CLEAN]))
    # the other one is quicker at every commit, or at one of the first and one of the last
    forty = {"records": {5: [(n, b"3") for n in range(40)]}, "low": {5: 0}, "end": {5: 40}}
    always = {at: [("node", 5, at)] for at in range(3, 30)}
    for others in (always, {5: [("node", 5, 4)], 14: [("node", 5, 22)]}):
        attempts = [Attempt(others=others), CLEAN]
        cases.append(Case(**forty, offsets={}, batch=3, attempts=attempts))
    # what is stored now may lie behind one's own place
    for at, offset in ((9, 2), (11, 0), (8, 5)):
        attempts = [Attempt(others={at: [("back", 5, offset)]}), CLEAN]
        cases.append(Case(**forty, offsets={}, batch=3, attempts=attempts))
    return cases


def growing(rng: np.random.Generator) -> list[Case]:
    """Records come while a refresh runs: before one of its requests, or before every one."""
    cases = []
    for places, batch in (([0, 1], 4), ([6], 2), ([3, 0, 8], 5), ([1], 50)):
        given = topic(rng, places, 9)
        for at in range(2, 3 + len(places) + 4):
            one = int(rng.choice(places))
            events = [("append", one, [b"3"] * int(rng.integers(1, 8)))]
            cases.append(Case(**given, batch=batch, attempts=[Attempt(others={at: events}), CLEAN]))
            # another node is quicker, and does not read what came
            part = int(rng.integers(given["low"][one], given["end"][one] + 1))
            events = [("node", one, part), ("append", one, [b"6", b"6"])]
            cases.append(Case(**given, batch=batch, attempts=[Attempt(others={at: events}), CLEAN]))
            # or gets beyond the end that was seen, and more comes
            events = [("append", one, [b"6"] * 2), ("node", one, None), ("append", one, [b"7"] * 2)]
            cases.append(Case(**given, batch=batch, attempts=[Attempt(others={at: events}), CLEAN]))
        always = [("append", partition, [b"4"]) for partition in places]
        for some in (given, topic(rng, places, 9, gaps=0.5)):
            cases.append(Case(**some, batch=batch, attempts=[Attempt(others={0: always}), CLEAN]))
    return cases


def gaps(rng: np.random.Generator) -> list[Case]:
    """Offsets that have no record, at the beginning, in between and at the end; all of them; new ones that have
    none. Fetches that give fewer records than there are."""
    cases = []
    for places in PLACES:
        for batch in (1, 3, 50):
            given = topic(rng, places, 9, gaps=0.5)
            cases.append(Case(**given, batch=batch, attempts=[CLEAN, CLEAN]))
    for places in PLACES:
        given = topic(rng, places, 9, gaps=0.2)
        cases.append(Case(**given, batch=4, attempts=[CLEAN, CLEAN], at_once=1 + len(places) % 3))
    sparse = {"records": {0: [(4, b"1"), (9, b"2"), (30, b"3")]}, "low": {0: 2}, "end": {0: 40}}
    none = {"records": {0: []}, "low": {0: 3}, "end": {0: 9}}
    for batch in (1, 2, 3, 64):
        cases.append(Case(**sparse, offsets={0: 10}, batch=batch, attempts=[CLEAN, CLEAN]))
        cases.append(Case(**sparse, offsets={}, batch=batch, attempts=[CLEAN, CLEAN]))
        cases.append(Case(**none, offsets={}, batch=batch, attempts=[CLEAN, CLEAN]))
        markers = Attempt(others={1: [("skip", 0, 3), ("append", 0, [b"6"]), ("skip", 0, 1)]})
        cases.append(Case(**sparse, offsets={0: 10}, batch=batch, attempts=[CLEAN, markers, CLEAN]))
    return cases


def resumed(rng: np.random.Generator) -> list[Case]:
    """``resume`` says something else than the stored offset; or raises for one partition, the last one too."""
    cases = []
    for places in PLACES:
        for _ in range(2):
            given = topic(rng, places, 9)
            starts = {
                partition: int(rng.integers(given["low"][partition], given["end"][partition] + 1))
                for partition in places
                if partition not in given["offsets"]
            }
            cases.append(Case(**given, batch=3, attempts=[CLEAN], starts=starts))
        gone = {places[-1]: GONE} if len(places) > 1 else {places[0]: GONE}
        cases.append(Case(**topic(rng, places, 9), batch=3, attempts=[CLEAN], starts=gone))
        cases.append(
            Case(**topic(rng, places, 9), batch=3, attempts=[CLEAN], starts={places[0]: GONE})
        )
    # offset 0 is stored: that is not the same as nothing
    its = [(n, b"4") for n in range(5)]
    for low in (0, 3):
        given = {"records": {2: its[low:]}, "low": {2: low}, "end": {2: 5}, "offsets": {2: 0}}
        cases.append(Case(**given, batch=3, attempts=[CLEAN], starts={2: low}))
    # who has read before may go on elsewhere than at what is stored: resume says where
    for low, start in ((3, 3), (0, 4)):
        given = {"records": {2: its[low:]}, "low": {2: low}, "end": {2: 5}, "offsets": {2: 1}}
        cases.append(Case(**given, batch=3, attempts=[CLEAN], starts={2: start}))
    # a partition that holds nothing, or nothing new, is asked about like any other
    given = {"records": {0: its, 1: []}, "low": {0: 0, 1: 7}, "end": {0: 5, 1: 7}, "batch": 3}
    for offsets in ({}, {0: 5}, {1: 7}, {0: 5, 1: 7}):
        cases.append(Case(**given, offsets=offsets, attempts=[CLEAN]))
    for partition, offset in ((0, 5), (1, 7), (1, 3)):
        gone = {partition: GONE}
        cases.append(Case(**given, offsets={partition: offset}, attempts=[CLEAN], starts=gone))
    return cases


def failing(rng: np.random.Generator) -> list[Case]:
    """Every request in turn fails; ``decode`` raises at some record; then a refresh that goes well."""
    cases = []
    for places, batch in (([0, 1], 4), ([5], 2)):
        given = topic(rng, places, 8, stored=0.3)
        for at in range(1, _requests(given, batch) + 1):
            cases.append(Case(**given, batch=batch, attempts=[Attempt(fails_at=at), CLEAN]))
    for place in range(5):
        its = [(n, b"!" if n == place else b"2") for n in range(5)]
        cases.append(Case({0: its}, {0: 0}, {0: 5}, {}, 2, [CLEAN]))
        # the error of a commit, and no commit's
        its = [(n, b"~" if n == place else b"2") for n in range(5)]
        cases.append(Case({0: its}, {0: 0}, {0: 5}, {}, 2, [CLEAN]))
        # in one partition of several: nothing more is asked of the others
        two = {at: [(n, b"!" if n == place else b"2") for n in range(5)] for at in (0, 3)}
        cases.append(Case(two, {0: 0, 3: 0}, {0: 5, 3: 6}, {}, 2, [CLEAN]))
    # a conflict is what a commit says; any other request that fails so has failed
    its = [(n, b"2") for n in range(6)]
    behind = {5: [("node", 0, 3)]}  # the first commit is refused: then what is stored is asked for
    for at, others in ((1, {}), (2, {}), (3, {}), (4, {}), (6, {}), (8, {}), (6, behind)):
        attempts = [Attempt(fails_at=at, others=others, conflict=True), CLEAN]
        cases.append(Case({0: its}, {0: 0}, {0: 6}, {0: 0}, 2, attempts))
    return cases
