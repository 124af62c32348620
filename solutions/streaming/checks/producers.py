"""Exercise 4: streams of what producers send, and an oracle that remembers everything."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy

import numpy as np

from warehouse.checks.games import LOAD, SAVE, Game

NAMES = ("till", "", "0", "Zürich", "a", "b", "tilL", "1")


class All:
    """Every number that was ever taken, and the highest of each producer: unbounded, and plainly what the task
    says."""

    def __init__(self, window: int):
        self.window = window
        self.came: dict = defaultdict(list)
        self.times_old = 0

    def fresh(self, producer: str, sequence: int) -> bool:
        came = self.came[producer]
        if came and sequence < max(came) - self.window + 1:
            self.times_old += 1
            return False
        if sequence in came:
            return False
        came.append(sequence)
        return True

    def old(self) -> int:
        return self.times_old


def game(window: int, moves: list[tuple[str, tuple]], **more) -> Game:
    """What is due for these moves, saves and loads among them."""
    one, saved, due = All(window), None, []
    for method, arguments in moves:
        if method == "save":
            saved = deepcopy(one)
            due.append(...)
        elif method == "load":
            one = deepcopy(saved)
            due.append(...)
        else:
            due.append(getattr(one, method)(*arguments))
    return Game((window,), moves, due, **more)


def shuffled(rng: np.random.Generator, first: int, count: int, far: int, again: float) -> list[int]:
    """Numbers from ``first`` on, each at most ``far`` places from where it belongs, some of them sent again
    later."""
    numbers = [int(n) for n in np.argsort(np.arange(count) + rng.uniform(0, far, count)) + first]
    sent = []
    for at, number in enumerate(numbers):
        sent.append(number)
        if rng.random() < again:
            sent.append(numbers[int(rng.integers(max(0, at - far), at + 1))])
    return sent


def descending(rng: np.random.Generator, window: int) -> Game:
    """One number, all of its window below it, and all above it with which it is in one window; then each again: many
    more have come since the first than a window holds, and it is not forgotten."""
    first = int(rng.integers(window, 10**6))
    numbers = [*range(first, first - window, -1), *range(first + 1, first + window)]
    again = [first + window - 1, *range(first, first + window)]
    # at the window's ends nothing is decided here
    return game(window + 1, [("fresh", ("till", number)) for number in (*numbers, *again)])


def within(rng: np.random.Generator) -> list[Game]:
    """One producer; no number is ever below its window."""
    games = []
    for window, far in ((64, 8), (64, 20), (1_000, 40), (10**6, 30), (33, 10)):
        numbers = shuffled(rng, int(rng.integers(0, 3)), 60, far, 0.4)
        games.append(game(window, [("fresh", ("till", number)) for number in numbers]))
    games.append(game(2, [("fresh", ("a", n)) for n in (0, 0, 1, 0, 1, 2, 1, 2)]))
    games += [descending(rng, window) for window in (2, 3, 4, 9, 33)]
    games.append(game(50, [("fresh", ("a", n)) for n in (9, 0, 9, 0, 5, 5, 30, 0)]))
    return games


def several(rng: np.random.Generator) -> list[Game]:
    """Producers whose numbers are the same, each in order and once; one is far ahead of another."""
    games = []
    for count in (2, 3, 8):
        for window in (1, 16, 10**6):
            at = (rng.integers(0, 10_000, count) * (np.arange(count) % 2)).tolist()
            moves = []
            for _ in range(20 * count):
                place = int(rng.integers(count))
                moves.append(("fresh", (NAMES[place], at[place])))
                at[place] += 1
            games.append(game(window, moves))
    # names and numbers that are one text, once they are put together
    alike = (("till1", 12), ("till11", 2), ("till", 112), ("till1", 13), ("till11", 3), ("", 3))
    # names that differ in blanks alone, or in how a letter is written
    alike += (
        (" till", 112),
        ("till ", 112),
        ("\u00e4", 7),
        ("a\u0308", 7),
        ("till\0", 112),
        (" ", 3),
    )
    games.append(game(200, [("fresh", one) for one in (*alike, *alike)]))
    # nobody is forgotten for having been silent while many others sent
    many = [(f"till {at}", at % 7) for at in range(600)]
    games.append(game(4, [("fresh", one) for one in (*many, *many[::50], *many[-3:])]))
    return games


def below(rng: np.random.Generator) -> list[Game]:
    """One producer, no number twice, many at both sides of where the window begins."""
    games = []
    for window in (1, 2, 4, 7, 32):
        moves, highest, came = [], 0, set()
        for _ in range(60):
            edge = highest - window
            near = [edge - 1, edge, edge + 1, edge + 2, highest + 1]
            number = int(rng.choice([*near, highest + int(rng.integers(1, window + 3))]))
            if number >= 0 and number not in came:
                came.add(number)
                moves.append(("fresh", ("till", number)))
                highest = max(highest, number)
        games.append(game(window, moves))
    # what was far below before a jump is so after it, however little has come since
    far = 4_000_000
    sent = (4, 5, far, 6, 0, 7, far - 3, far - 4, 2 * far, 8, far + 1, 2 * far - 1, 2 * far - 4)
    games.append(game(4, [("fresh", ("p", number)) for number in sent]))
    return games


def old(rng: np.random.Generator) -> list[Game]:
    """Numbers far below a window, the same ones again, copies of the newest, and how many were old."""
    games = [game(3, [("old", ()), ("fresh", ("a", 2)), ("old", ())])]
    for window in (1, 3, 6):
        moves: list = []
        at = dict.fromkeys(NAMES[:3], 1_000)
        for name in at:
            moves.append(("fresh", (name, 1_000)))
        for _ in range(40):
            who, kind = NAMES[int(rng.integers(3))], int(rng.integers(3))
            if kind == 0:
                at[who] += 1
            just_out = at[who] - window  # this one came, if it is not far below the others
            low = just_out if rng.random() < 0.5 and just_out >= 1_000 else int(rng.integers(0, 4))
            moves.append(("fresh", (who, at[who] if kind < 2 else low)))
            if rng.random() < 0.5:
                moves.append(("old", ()))
        games.append(game(window, moves))
    return games


def jumps(rng: np.random.Generator) -> list[Game]:
    games = []
    for window in (3, 16):
        moves, number = [], 0
        for _ in range(25):
            number += int(rng.choice([1, 2, 10**10, 10**12, 2**40]))
            for each in (number, number - 1, number):
                moves.append(("fresh", ("p", each)))
        games.append(game(window, moves))
    # neighbours that are one number as floats
    far = (2**53, 2**53 + 1, 2**53, 2**62 + 1, 2**62, 2**62 + 2, 2**62 + 1)
    games.append(game(8, [("fresh", ("p", number)) for number in far]))
    return games


def long_stream(count: int) -> list[tuple[str, int]]:
    """So many numbers of one producer, each fifth too late."""
    return [("p", max(0, at - 40) if at % 5 == 4 else at) for at in range(count)]


def long(rng: np.random.Generator) -> list[tuple[Game, list[int]]]:
    """Streams far longer than their windows, and what a state may hold at several moments of them."""
    made = []
    for window, who, count in ((1, 1, 60), (4, 3, 200), (16, 8, 500), (4, 1, 40)):
        moves, limits, numbers = [SAVE], [10], [0] * who
        for at in range(count):
            place = int(rng.integers(who))
            numbers[place] += 90 if rng.random() < 0.02 else int(rng.integers(1, 3))
            moves.append(("fresh", (NAMES[place], numbers[place])))
            moves.append(
                ("fresh", (NAMES[place], max(0, numbers[place] - int(rng.integers(0, 2 * window)))))
            )
            if at % (count // 4) == count // 4 - 1:
                moves.append(SAVE)
                limits.append((window + 3) * sum(number > 0 for number in numbers) + 10)
        made.append((game(window, moves), limits))
    # what is kept for each beside the window's numbers adds up
    many, window = 40, 2
    moves = [("fresh", (f"till {who}", number)) for who in range(many) for number in range(3)]
    made.append((game(window, [*moves, SAVE]), [(window + 3) * many + 10]))
    return made


def taken_up(rng: np.random.Generator) -> list[Game]:
    """Two that take up one state: numbers of its window come again, and new ones. How many were old is asked at
    once: what is counted as old is another check's."""
    first = int(rng.integers(10, 10**6))
    came = [("a", first), ("a", first - 1), ("b", 0), ("a", first - 9)]
    after = [("a", first + 1), ("b", 2), ("b", 2), ("a", first - 1), ("b", 0), ("a", first)]
    before, later = [[("fresh", one) for one in some] for some in (came, after)]
    return [game(4, [*before, SAVE, *later, LOAD, ("old", ()), *later])]


def restored(rng: np.random.Generator) -> list[Game]:
    """A state is put aside, more comes, and another object goes on from it; the one left behind and the one that
    takes up have had calls of their own."""
    games = []
    for window in (64, 100, 10**6):
        for _ in range(3):
            sent = [(NAMES[int(rng.integers(3))], int(n)) for n in shuffled(rng, 0, 40, 12, 0.4)]
            cut, more = int(rng.integers(0, 30)), int(rng.integers(1, 10))
            asks = [("fresh", one) for one in sent]
            again = [("fresh", one) for one in sent[max(0, cut - 8) :]]
            moves = [*asks[:cut], SAVE, *asks[cut : cut + more], LOAD, *again]
            junk = [("fresh", (name, number)) for name in NAMES[:3] for number in (cut + 1, 60)]
            before = [("fresh", (name, number)) for name in NAMES[:4] for number in (cut, 3, 80, 1)]
            games.append(game(window, moves, junk=junk, before=before))
    before = [("fresh", ("a", 90)), ("fresh", ("a", 1)), ("fresh", ("a", 2))]
    moves = [SAVE, ("fresh", ("a", 0)), LOAD, ("fresh", ("a", 0)), ("old", ())]
    games.append(game(2, moves, before=before))
    moves = [
        ("fresh", ("a", 70)),
        ("fresh", ("a", 7)),
        SAVE,
        ("fresh", ("a", 80)),
        LOAD,
        ("old", ()),
        ("fresh", ("a", 71)),
    ]
    games.append(game(2, moves, before=before))
    # numbers that no float tells from their neighbours
    far = [("fresh", ("a", number)) for number in (2**53 + 1, 2**53, 2**53 + 3)]
    further = [("fresh", ("b", number)) for number in (2**62 + 1, 2**63 - 1, 2**63 - 3)]
    moves = [*far, *further, SAVE, ("fresh", ("a", 2**53 + 2)), LOAD, *further[::-1], *far[::-1]]
    return [*games, game(4, [*moves, ("fresh", ("a", 2**53 + 2)), ("old", ())])]
