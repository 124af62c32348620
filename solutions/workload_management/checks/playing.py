"""Games on an object with a memory: what its methods are called with, one call after the other, and what
each must return. Many go across in one message; the judgement is made here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isclose
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, in_notebook, kept, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show

#: Every so many games two more objects play, in turn.
TWINS = 4


class Game(NamedTuple):
    """``made_with``: arguments of the class. ``moves``: (method, arguments) each; ``due``: what each
    returns."""

    made_with: tuple
    moves: list[tuple[str, tuple]]
    due: list


def once_a_class(
    rng: np.random.Generator, draw: Callable[[], list[Game]], *key: object
) -> list[Game]:
    """``draw()``, which takes its chance from ``rng``: made for the first of a class, kept for the others, and ``rng`` is
    left as it was then."""

    def made() -> list:
        games = [tuple(game) for game in draw()]
        return [games, json.dumps(rng.bit_generator.state)]

    before = json.dumps(rng.bit_generator.state)
    games, after = kept(made, "games", repr(key), before)
    rng.bit_generator.state = json.loads(after)
    return [Game(*game) for game in games]


def play(make: type, games: list[tuple[tuple, list]], twins: int) -> list[tuple[list, list, list]]:
    """Of each game what every move returned, as it was then; the same objects at the end; and, in every
    game of ``twins``, what two more objects returned, each in a list: they play in turn, the second some moves behind,
    and the answers of the first are changed at once.

    # driver: runs in the student's process
    """
    told = []
    for number, (made_with, moves) in enumerate(games):
        one = make(*made_with)
        then, held, pair = [], [], []
        for method, arguments in moves:
            held.append(getattr(one, method)(*arguments))
            then.append(plain(held[-1]))
        if twins and number % twins == twins - 1:
            pair = in_turn(make(*made_with), make(*made_with), moves)
        told.append((then, [plain(answer) for answer in held], pair))
    return told


def in_turn(one: object, other: object, moves: list) -> list[list]:
    """What two objects return that play the same game, the second a third of it behind.

    # driver: runs in the student's process
    """
    told: list[list] = [[], []]
    behind = max(1, len(moves) // 3)
    for at in range(len(moves) + behind):
        if at < len(moves):
            answer = getattr(one, moves[at][0])(*moves[at][1])
            told[0].append(plain(answer))
            if type(answer) is list:
                answer.append("changed by its owner")
                answer.reverse()
        if at >= behind:
            method, arguments = moves[at - behind]
            told[1].append(plain(getattr(other, method)(*arguments)))
    return told


def plain(value: object) -> object:
    """A copy of data; of anything else what it is called."""
    if type(value) in (list, tuple):
        return type(value)([plain(part) for part in value])
    if type(value) in (type(None), bool, int, float, str):
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "item") and not value.shape:
        return value.item()
    return f"(a {type(value).__name__})"


def expect(make: type, games: list[Game]) -> None:
    """Every move of every game must return what is due. What breaks a law is noted for the laws' check."""

    def played(about: str) -> list:
        sent = [(game.made_with, game.moves) for game in games]
        return in_notebook(play, make, sent, TWINS, keeps=True)

    played.__name__ = name = make.__name__
    told = unwatched(played, f"{len(games)} games, one after the other")
    for game, (then, _, _) in zip(games, told):
        for at, (got, due) in enumerate(zip(then, game.due)):
            if not alike(got, due):
                called.calls.text = story(name, game, at)
                same(got, due, f"what {game.moves[at][0]} returned")
                raise Wrong(f"what {game.moves[at][0]} returned", show(due), show(got))
    for game, (then, later, pair) in zip(games, told):
        for at, got in enumerate(then):
            if later[at] != got:
                what = "an answer changed when the object was asked again"
                note(what, got, later[at], story(name, game, at))
            for each in pair:
                if each[at] != got:
                    what = "of two objects that are asked in turn one answers otherwise than alone"
                    note(what, got, each[at], story(name, game, at))


def alike(got: object, due: object) -> bool:
    """Whether they are the same; floats to 1e-9."""
    if type(due) is float and type(got) is float:
        return isclose(got, due, rel_tol=1e-9, abs_tol=1e-9)
    return type(got) is type(due) and got == due


def note(message: str, expected: object, got: object, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, show(expected), show(got), given)


def story(name: str, game: Game, at: int, most: int = 30) -> str:
    """What was called up to move ``at``, the last ``most`` of it, and what is right for each but the last."""
    first = max(0, at + 1 - most)
    lines = [f"{name}({', '.join(map(repr, game.made_with))})"]
    if first:
        lines.append(f"... {first} calls before")
    for number in range(first, at + 1):
        method, arguments = game.moves[number]
        due = "" if number == at or game.due[number] is None else f" -> {game.due[number]!r}"
        lines.append(f".{method}({', '.join(map(repr, arguments))}){due}")
    return "\n".join(lines)
