"""Exercise 6: logs, what is done to them, and an oracle that looks at each line of the task's table by itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import numpy as np

from solutions.security.checks.calling import expect_each
from warehouse.checks import run, run_each, same
from warehouse.security.records import Entry

ORIGIN = 64 * "0"
TEXTS = ("SELECT * FROM orders", "", "GRANT", 'say "no"', "größe", "価格", "\U0001f4a7", "a\nb", "\\", "null", "0", " ",
         "[1, 2]", "a\0b", "\ud800", "ann", " ann\n", "x" * 300)  # fmt: skip
#: Log and anchors.
Case = tuple[list[Entry], dict[int, str]]
LOOKED_AT, WHAT = 8, "what was done to this log"


def digest(number: int, who: str, what: str, previous: str) -> str:
    text = json.dumps([number, who, what, previous])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def entry(number: int, who: str, what: str, previous: str) -> Entry:
    return Entry(number, who, what, previous, digest(number, who, what, previous))


def made(rng: np.random.Generator, length: int) -> list[Entry]:
    """A log as it should be."""
    log: list[Entry] = []
    for number in range(1, length + 1):
        who, what = (TEXTS[int(rng.integers(len(TEXTS)))] for _ in range(2))
        log.append(entry(number, who, what, log[-1].digest if log else ORIGIN))
    return log


def chained(log: list[Entry], begin: int) -> list[Entry]:
    """The log with all links and digests from place ``begin`` on made anew, numbers as they are."""
    log = list(log)
    for at in range(begin, len(log)):
        previous = log[at - 1].digest if at else ORIGIN
        log[at] = entry(*log[at][:3], previous)
    return log


def anchors_of(log: list[Entry], *numbers: int) -> dict[int, str]:
    return {number: log[number - 1].digest for number in numbers}


def due(log: list[Entry], anchors: dict[int, str]) -> list[tuple[str, int]]:
    """Line by line of the task's table."""
    numbers = [one.number for one in log]
    top = max([0, *numbers, *anchors])
    found = [("dropped", n) for n in range(1, top + 1) if n not in numbers]
    found += [("doubled", n) for n in set(numbers) if numbers.count(n) > 1]
    for place, one in enumerate(log):
        if digest(*one[:4]) != one.digest:
            found.append(("changed", one.number))
        if any(before > one.number for before in numbers[:place]):
            found.append(("moved", one.number))
        parents = [other.digest for other in log if other.number == one.number - 1]
        if one.number == 1:
            parents = [ORIGIN]
        if parents and one.previous not in parents:
            found.append(("unlinked", one.number))
    for number, right in anchors.items():
        its = [one.digest for one in log if one.number == number]
        if its and right not in its:
            found.append(("anchor", number))
    return sorted(set(found))


def expect(verify: Callable, cases: list[Case]) -> None:
    """The first of the cases where a law may look, the others together."""
    for (log, anchors), got in run_each(verify, cases[:LOOKED_AT]):
        same(got, due(log, anchors), WHAT)
    others = cases[LOOKED_AT:]
    expect_each(verify, others, [due(log, anchors) for log, anchors in others], WHAT)


def expect_entries(next_entry: Callable, rng: np.random.Generator) -> None:
    """Entries of all texts, the first ones and the two hundredth."""
    log: list[Entry] = []
    for at in range(2 * len(TEXTS)):
        who, what = TEXTS[at % len(TEXTS)], TEXTS[(at * 7 + 3) % len(TEXTS)]
        log.append(entry(at + 1, who, what, log[-1].digest if log else ORIGIN))
    cases = [(log[:at], log[at].who, log[at].what) for at in range(len(log))]
    for (before, *_), got in run_each(next_entry, cases[:3]):
        same(got, log[len(before)], f"entry {len(before) + 1}")
    expect_each(next_entry, cases[3:], log[3:], "the next entry")
    long = made(rng, 199)
    right = entry(200, "ann", "SELECT", long[-1].digest)
    same(run(next_entry, long, "ann", "SELECT"), right, "entry 200")


def replaced(log: list[Entry], at: int, **fields) -> list[Entry]:
    return [*log[:at], log[at]._replace(**fields), *log[at + 1 :]]


def clean(rng: np.random.Generator) -> list[Case]:
    """Clean ones, with no anchor, some, all; and those of which the end was cut off where no anchor tells."""
    cases: list[Case] = [([], {})]
    for length in (1, 2, 3, 12, 40):
        log = made(rng, length)
        every = anchors_of(log, *range(1, length + 1))
        cases += [
            (log, {}),
            (log, every),
            (log, anchors_of(log, 1)),
            (log, anchors_of(log, length)),
        ]
        kept = log[: length // 2]
        cases += [(kept, {}), (kept, anchors_of(log, *range(1, len(kept) + 1)))]
        cases.append((log, dict(reversed(every.items()))))
    return cases


def changed(rng: np.random.Generator) -> list[Case]:
    """Each field of an entry, first, last and between; the digest itself, also in capitals."""
    cases = []
    for length, places in ((1, (0,)), (3, (0, 1, 2)), (11, (5, 9))):
        log = made(rng, length)
        for at in places:
            one = log[at]
            for fields in (
                {"who": one.who + "x"}, {"what": one.what + " "}, {"what": one.what[1:] or "y"},
                {"who": one.what + "1", "what": one.who + "2"}, {"digest": "0" * 64}, {"digest": ""}, {"digest": "é" * 64},
                {"digest": one.digest.upper() if one.digest != one.digest.upper() else "x"},
                {"digest": one.digest + " "}, {"digest": "\n" + one.digest},
                {"digest": one.digest[:-1] + ("0" if one.digest[-1] != "0" else "1")},
                {"digest": log[at - 1].digest if length > 1 else "1" * 64},
            ):  # fmt: skip
                anchors = anchors_of(log, at + 1) if at % 2 else {}
                cases.append((replaced(log, at, **fields), anchors))
    # what texts joined would not show
    two = chained([Entry(1, "ab", "c", "", ""), Entry(2, "a", "b", "", "")], 0)
    cases.append((replaced(two, 0, who="a", what="bc"), {}))
    cases.append((replaced(two, 1, who="", what="ab"), {}))
    return cases


def unlinked(rng: np.random.Generator) -> list[Case]:
    """An entry that was made anew, with a right digest, and the next one that names the old one; links to elsewhere."""
    cases = []
    for length in (2, 6):
        log = made(rng, length)
        for at in {0, 1, length // 2, length - 1}:
            one = log[at]
            cases.append(
                (
                    replaced(
                        log, at, **entry(one.number, "eve", "nothing", one.previous)._asdict()
                    ),
                    {},
                )
            )
            for previous in (
                "f" * 64,
                "",
                "価" * 64,
                ORIGIN,
                log[at - 2].digest,
                one.digest,
                log[at - 1].digest.upper(),
            ):
                new = replaced(log, at, **entry(one.number, one.who, one.what, previous)._asdict())
                cases.append((new, {}))
                cases.append(
                    (replaced(log, at, previous=previous) if at % 2 else chained(new, at + 1), {})
                )
    return cases


def dropped(rng: np.random.Generator) -> list[Case]:
    """One, several in a row and apart, the first, the last; all; with links as they were and mended."""
    cases = []
    for length in (2, 6):
        log = made(rng, length)
        last = anchors_of(log, length)
        for gone in ({1}, {2}, {length}, {1, 2}, {length - 1, length}, {2, length - 1}, set(range(2, length)),
                     set(range(1, length + 1))):  # fmt: skip
            rest = [one for one in log if one.number not in gone]
            first = min(gone, default=1) - 1
            for some in (rest, chained(rest, first)):
                cases += [(some, {}), (some, last)][not some :]
        every = anchors_of(log, *range(1, length + 1))
        cases += [
            (log, {**every, length + 2: "a" * 64}),
            (log, {length + 3: "b" * 64}),
            ([], {3: "c" * 64}),
        ]
        # and numbered anew, so that no gap is left
        rest = [one._replace(number=n) for n, one in enumerate(log[1:], 1)]
        cases += [(chained(rest, 0), {}), (chained(rest, 0), last), (rest, {})]
    return cases


def doubled(rng: np.random.Generator) -> list[Case]:
    """A copy near by; a forged one before and after; three of one. Copies far away are among ``moved``."""
    cases = []
    for length in (1, 6):
        log = made(rng, length)
        for at in {0, length // 2, length - 1}:
            one = log[at]
            forged = entry(one.number, "eve", "nothing", one.previous)
            loose = entry(one.number, "eve", "nothing", "f" * 64)
            for other in (one, forged, loose, one._replace(what="changed")):
                for place in {max(0, at - 1), at, at + 1}:
                    anchors = anchors_of(log, one.number) if place == at or length < 2 else {}
                    cases.append(([*log[:place], other, *log[place:]], anchors))
            cases.append(([*log, one, one], {}))
            # the next one names the forged one, and an anchor the other
            follows = entry(one.number + 1, "ann", "x", forged.digest)
            cases.append(([*log[: at + 1], forged, follows], anchors_of(log, one.number)))
            behind = [*log[:at], forged, one, *log[at + 1 :]]
            cases += [(behind, {}), ([*log[:at], one, forged, *log[at + 1 :]], {})]
    return cases


def moved(rng: np.random.Generator) -> list[Case]:
    """One to everywhere, two swapped, all reversed, links as they were and mended."""
    cases = []
    for length in (2, 3, 8):
        log = made(rng, length)
        for at in range(0, length, max(1, length // 4)):
            for to in {0, 1, length // 2, length - 1}:
                rest = [*log[:at], *log[at + 1 :]]
                cases.append(([*rest[:to], log[at], *rest[to:]], {}))
        cases += [(log[::-1], {}), (chained(log[::-1], 0), anchors_of(log, length))]
        cases += [([*log, log[0]], {}), ([log[-1], *log], {})]
        half = length // 2
        cases += [([*log[half:], *log[:half]], {}), ([*log[1::2], *log[::2]], {})]
        cases.append((chained([*log[half:], *log[:half]], 0), {}))
    return cases


def anchored(rng: np.random.Generator) -> list[Case]:
    """The chain mended to its end, with anchors before, at and behind the deed."""
    cases = []
    for length in (1, 4, 12):
        log = made(rng, length)
        every = anchors_of(log, *range(1, length + 1))
        for at in {0, length // 2, length - 1}:
            new = replaced(log, at, who="eve", what="nothing")
            mended = chained(new, at)
            before = {n: its for n, its in every.items() if n <= at}
            cases += [
                (mended, every),
                (mended, before),
                (mended, anchors_of(log, length)),
                (new, every),
            ]
            cases.append((mended, {at + 1: every[at + 1].upper()}))
        cases += [
            (log, {1: "0" * 64}),
            (log, {length: ""}),
            (log, {1: "größe"}),
            (log, {1: every[1].upper()}),
        ]
        if length > 1:
            cases.append((log, {1: every[2], 2: every[1]}))
    return cases


def several(rng: np.random.Generator, count: int = 25) -> list[Case]:
    """Logs to which two to five things were done."""
    cases = []
    for _ in range(count):
        log = made(rng, int(rng.integers(4, 15)))
        anchors = anchors_of(log, *(int(n) for n in range(1, len(log) + 1) if rng.random() < 0.3))
        for _ in range(int(rng.integers(2, 6))):
            log = one_deed(rng, log)
        anchors = {
            number: its
            for number, its in anchors.items()
            if number <= max(one.number for one in log)
        }
        cases.append((log, anchors))
    log = made(rng, 25)  # numbers whose texts sort otherwise
    cases.append(([one._replace(what="x") for one in log], {}))
    cases.append((log[::-1], anchors_of(log, 25)))
    bad = log[4]._replace(what="x")
    cases.append(([*log[:4], bad, bad, *log[5:]], {}))
    cases.append((replaced(replaced(log, 1, what="x"), 10, what="y"), {}))
    cases.append(([one for one in log if one.number not in (2, 9, 10, 11)], {}))
    return cases


def one_deed(rng: np.random.Generator, log: list[Entry]) -> list[Entry]:
    at, to = (int(rng.integers(len(log))) for _ in range(2))
    one, rest = log[at], [*log[:at], *log[at + 1 :]]
    kind = int(rng.integers(7))
    if kind == 0:
        return replaced(log, at, what=one.what + "!")
    if kind == 1:
        return [*log[:at], entry(one.number, "eve", one.what, one.previous), *log[at + 1 :]]
    if kind == 2 and len(rest) > 2:
        return rest
    if kind == 3:
        to = min(len(rest), max(0, at + int(rng.integers(-2, 3))))
        return [*rest[:to], one, *rest[to:]]
    if kind == 4:
        to = min(len(log), max(0, at + int(rng.integers(-2, 3))))
        return [*log[:to], one, *log[to:]]
    if kind == 5:
        return chained(replaced(log, at, who="eve"), at)
    return replaced(log, at, previous="e" * 64)
