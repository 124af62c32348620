"""Exercise 3: judges of a queue with priorities, by what every right one has in common."""

from __future__ import annotations

from math import ceil, floor

import numpy as np

from warehouse.checks import Wrong, run, same
from warehouse.checks import calls as called
from warehouse.checks.games import Game, Refused, answers

WEIGHTS = {"highest": 16, "high": 8, "normal": 4, "low": 2, "lowest": 1}
ROUND = sum(WEIGHTS.values())
#: How many picks a class may be away from its share.
SLACK = 6
#: Of so many picks in a row one is of each class that waits all the time.
LONGEST = 2 * ROUND

Moves = list[tuple[str, tuple]]


def played(make: type, moves: list[Moves]) -> list[list]:
    """What every move of every game returned."""
    return answers(make, [Game((), each, [...] * len(each)) for each in moves], twins=0)


def drawn(
    rng: np.random.Generator,
    classes: tuple = tuple(WEIGHTS),
    rounds: int = 6,
    most: int = 12,
    asked: int = 30,
    beyond: int = 2,
) -> Moves:
    """Queries of these classes, in bursts of up to ``most``, between picks; then picks until nobody waits. With
    ``beyond`` there are picks also where nobody waits, and so many at the end. Numbers are in no order."""
    # 0, a number like any other, is the first
    numbers = (1 + rng.permutation(len(classes) * rounds * (most + 1))).tolist() + [0]
    moves, there = [], 0
    for _ in range(rounds):
        for name in rng.permutation(classes).tolist():
            count = int(rng.integers(0, most + 1))
            moves += [("add", (numbers.pop(), name)) for _ in range(count)]
            there += count
        picks = int(rng.integers(0, asked + 1))
        picks = picks if beyond else min(picks, there)
        moves += [("next", ())] * picks
        there = max(0, there - picks)
    return moves + [("next", ())] * (there + beyond)


def many(name: str) -> Moves:
    """A class in which more wait than anybody would count on."""
    return crowd(300, (name,)) + [("next", ())] * 301


def story(moves: Moves, at: int, got: list, most: int = 40) -> str:
    """The last calls up to ``at``, and what came."""
    first = max(0, at + 1 - most)
    lines = ["PriorityQueues()"] + ([f"... {first} calls before"] if first else [])
    for number in range(first, at + 1):
        method, arguments = moves[number]
        came = f" -> {got[number]!r}" if method == "next" else ""
        lines.append(f".{method}({', '.join(map(repr, arguments))}){came}")
    return "\n".join(lines)


def expect_all_once(make: type, games: list[Moves], fifo: bool = False) -> None:
    """Each query comes once, and ``None`` only when nobody waits; with ``fifo``, of a class in the order of their
    coming."""
    for moves, got in zip(games, played(make, games)):
        waits: dict[int, str] = {}
        for at, ((method, arguments), came) in enumerate(zip(moves, got)):
            if method == "add" or not waits:
                if came is not None:  # a story takes longer than all the rest
                    called.calls.text = story(moves, at, got)
                what = "add returned" if method == "add" else "next returned, when nobody waits,"
                same(came, None, f"what {what}")
                if method == "add":
                    waits[arguments[0]] = arguments[1]
                continue
            if type(came) is not int or came not in waits:
                raise Wrong(
                    "next must return one that waits",
                    f"one of {sorted(waits)[:8]}",
                    repr(came)[:80],
                    story(moves, at, got),
                )
            name = waits[came]
            first = next(number for number, its in waits.items() if its == name)
            if fifo and came != first:
                raise Wrong(
                    f"of class {name} another came first",
                    f"{first}",
                    f"{came}",
                    story(moves, at, got),
                )
            del waits[came]


def expect_shares(make: type, games: list[Moves]) -> None:
    """While the same classes wait, no class is farther from its share of the picks than ``SLACK``."""
    for moves, got in zip(games, played(make, games)):
        of, waits = {}, dict.fromkeys(WEIGHTS, 0)
        there, picked = None, dict.fromkeys(WEIGHTS, 0)
        for at, ((method, arguments), came) in enumerate(zip(moves, got)):
            if method == "add":
                of[arguments[0]] = arguments[1]
                waits[arguments[1]] += 1
                continue
            now = tuple(name for name in WEIGHTS if waits[name])
            if not now:
                continue
            if type(came) is not int or came not in of:
                given = story(moves, at, got)
                raise Wrong("next must return one that waits", "a number", repr(came)[:80], given)
            if now != there:
                there, picked = now, dict.fromkeys(WEIGHTS, 0)
            picked[of[came]] += 1
            waits[of[came]] -= 1
            whole, picks = sum(WEIGHTS[name] for name in now), sum(picked.values())
            for name in now:
                if abs(picked[name] * whole - picks * WEIGHTS[name]) > SLACK * whole:
                    share = picks * WEIGHTS[name] / whole
                    low, high = max(0, ceil(share - SLACK)), floor(share + SLACK)
                    raise Wrong(
                        f"the share of class {name} while {', '.join(now)} wait",
                        f"about {share:.1f} of {picks} picks, {low} to {high}",
                        f"{picked[name]}",
                        story(moves, at, got),
                    )


def coming_and_going(rng: np.random.Generator, stays: str, picks: int = 130) -> Moves:
    """One class waits all the time; the others come one by one, and are gone again soon."""
    others = [name for name in WEIGHTS if name != stays]
    moves, number = crowd(picks, (stays,)), picks
    for _ in range(picks):
        for name in rng.permutation(others).tolist()[: int(rng.integers(1, 4))]:
            moves.append(("add", (number, name)))
            number += 1
        moves += [("next", ())] * int(rng.integers(1, 3))
    return _to_the_end(moves)


def comes_again_at_once(stays: str, again: str, picks: int = 70) -> Moves:
    """One class waits all the time; of another one comes before every pick, so that it is empty after each of its
    own."""
    moves = crowd(picks, (stays,))
    for number in range(picks):
        moves += [("add", (picks + number, again)), ("next", ())]
    return _to_the_end(moves)


def expect_turns(make: type, games: list[Moves]) -> None:
    """A class that waits all the time is picked at least once in any ``LONGEST`` picks."""
    for moves, got in zip(games, played(make, games)):
        of, waits = {}, dict.fromkeys(WEIGHTS, 0)
        passed_over = dict.fromkeys(WEIGHTS, 0)
        for at, ((method, arguments), came) in enumerate(zip(moves, got)):
            if method == "add":
                of[arguments[0]] = arguments[1]
                waits[arguments[1]] += 1
                continue
            if type(came) is not int or came not in of:
                given = story(moves, at, got)
                raise Wrong("next must return one that waits", "a number", repr(came)[:80], given)
            for name in WEIGHTS:
                passed_over[name] = passed_over[name] + 1 if waits[name] else 0
            waits[of[came]] -= 1
            passed_over[of[came]] = 0
            for name, picks in passed_over.items():
                if picks >= LONGEST:
                    raise Wrong(
                        f"how many picks in a row class {name} waited for one of its own",
                        f"fewer than {LONGEST}",
                        f"{picks}",
                        story(moves, at, got),
                    )


def crowd(each: int, classes: tuple = tuple(WEIGHTS), first: int = 0) -> Moves:
    """So many of each of these classes."""
    return [
        ("add", (first + number * len(classes) + at, name))
        for number in range(each)
        for at, name in enumerate(classes)
    ]


def expect_exact(make: type, picks: int = 93) -> None:
    """All five wait all the time: every 31 picks in a row are 16, 8, 4, 2 and 1."""
    there = crowd(picks * 2 // 3)
    # to the end, so that nothing is left of it
    moves = there + [("next", ())] * len(there)
    (got,) = played(make, [moves])
    of = {arguments[0]: arguments[1] for method, arguments in moves if method == "add"}
    came = [of.get(one) if type(one) is int else None for one in got[len(there) :][:picks]]
    for at in range(picks - ROUND + 1):
        seen = {name: came[at : at + ROUND].count(name) for name in WEIGHTS}
        called.calls.text = f"{picks} queries of each class wait; picks {at + 1} to {at + ROUND}"
        same(seen, WEIGHTS, "how many of each class were picked")


def expect_return(make: type) -> None:
    """A class that was empty for long comes back; of the next 31 picks every class has what its weight says, give or
    take ``SLACK``."""
    games, looked = [], []
    # the heaviest at several times: a plan of rounds that it is not in may be at its beginning or near its end
    for name, picks in [
        *((name, 160) for name in WEIGHTS),
        *zip(["highest"] * 4, (148, 151, 154, 157)),
    ]:
        others = tuple(it for it in WEIGHTS if it != name)
        # two of it are there at first; all the others wait all the time
        moves = crowd(2, (name,), 20_000)
        for other in others:
            moves += crowd(12 * WEIGHTS[other], (other,), 1_000 * WEIGHTS[other])
        moves += [("next", ())] * picks + crowd(40, (name,), 30_000)
        looked.append(len(moves))
        games.append(_to_the_end(moves))
    for moves, got, start in zip(games, played(make, games), looked):
        of = {arguments[0]: arguments[1] for method, arguments in moves if method == "add"}
        came = [of.get(one) if type(one) is int else None for one in got[start : start + ROUND]]
        for name, weight in WEIGHTS.items():
            if abs(came.count(name) - weight) > SLACK:
                back = of[moves[start - 1][1][0]]
                raise Wrong(
                    f"of the {ROUND} picks after class {back} came back, those of class {name}",
                    f"{max(0, weight - SLACK)} to {weight + SLACK}",
                    f"{came.count(name)}",
                    story(moves, start + ROUND - 1, got),
                )


def all_come_back(alone: int = 110) -> Moves:
    """The lowest class waits all the time, for long by itself; then the four others come at once, and what each of them
    has saved up adds to what the others have."""
    others = tuple(WEIGHTS)[:4]
    moves = crowd(alone + 20, ("lowest",)) + [("next", ())] * alone
    return _to_the_end(moves + crowd(40, others, 10_000))


def expect_refused_unseen(make: type) -> None:
    """Of 31 picks that begin with a new object each class has its weight, although twice somebody is refused in between."""
    moves, of, picked = [], {}, dict.fromkeys(WEIGHTS, 0)
    for number, (name, weight) in enumerate(WEIGHTS.items()):
        for at in range(weight + 4):
            of[100 * number + at] = name
            moves.append(("add", (100 * number + at, name)))
    for at in range(ROUND):
        moves += [("add", (7, "Low"))] if at in (10, 20) else []
        moves.append(("next", ()))
    due = [Refused("ValueError", "Low") if (7, "Low") in move else ... for move in moves]
    (got,) = answers(make, [Game((), moves, due)], twins=0)
    for at, came in enumerate(got):
        if moves[at][0] == "add":
            continue
        if type(came) is not int or came not in of:
            given = story(moves, at, got)
            raise Wrong("next must return one that waits", "a number", repr(came)[:80], given)
        picked[of[came]] += 1
    told = f"{ROUND} picks, before the 11th and the 21st of which an add was refused"
    called.calls.text = told
    same(picked, WEIGHTS, "how many of each class were picked")


def pairs() -> list[Moves]:
    """Two classes wait, or three; the others are empty."""
    names = list(WEIGHTS)
    some = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]] + [tuple(names[1:4])]
    return [_to_the_end(crowd(45, classes)) for classes in some]


def _to_the_end(moves: Moves) -> Moves:
    """With picks until nobody waits."""
    added = sum(method == "add" for method, _ in moves)
    return moves + [("next", ())] * (2 * added - len(moves))


def expect_apart(make: type) -> None:
    """Two objects that are asked in turn must answer as one does alone; what is not so is for the laws' check."""
    moves = crowd(3) + [("next", ())] * 7
    answers(
        make, [Game((), moves, [...] * len(moves))], twins=1, about="two objects, the same calls"
    )


def expect_next(queues: object, due: list) -> None:
    """What the next picks of an object must be."""
    for one in due:
        same(run(queues.next), one, "what next returned")
