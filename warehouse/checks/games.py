"""Games on an object with a memory: what its methods are called with, one call after the other, and what
each must return. Two moves are the player's own: ``save`` takes a state, ``load`` makes another object from it and
goes on with that one. Many games go across in one message; the judgement is made here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isclose
from typing import NamedTuple

import numpy as np

from warehouse.checks import calls as called
from warehouse.checks import laws
from warehouse.checks.calls import in_notebook, unwatched
from warehouse.checks.keep import kept
from warehouse.checks.outcomes import Wrong
from warehouse.checks.plain_data import same
from warehouse.checks.showing import says, show

#: Every so many games two more objects play, in turn.
TWINS = 3
#: Stands before the classes and the text of an error that a method raised.
RAISED = "raised"
#: Of these there is nothing to copy and nothing to change.
SCALARS = (type(None), bool, int, float, str)
SAVE, LOAD = ("save", ()), ("load", ())


class Refused(NamedTuple):
    """What is due where a call must be refused: the kind of error, and what its text must contain."""

    kind: str
    naming: str = ""


class Game(NamedTuple):
    """``made_with``: arguments of the class. ``moves``: (method, arguments) each; ``due``: what each
    returns, ``Refused`` where it raises, ``...`` for the player's own moves and for answers that nobody looks at.
    ``junk``: what an object
    that was left behind is called with. ``before``: what the one that takes a state up has been called with."""

    made_with: tuple
    moves: list[tuple[str, tuple]]
    due: list
    junk: list[tuple[str, tuple]] = []
    before: list[tuple[str, tuple]] = []


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


def play(make: type, games: list[tuple], twins: int) -> list[tuple[list, list, list, int]]:
    """Of each game what every move returned, as it was then; the same objects at the end; in every
    game of ``twins`` what two more objects returned, each in a list, who play in turn; what the first was given and
    what it answered is changed at once; and the first move that changed what it was given, -1 for none.

    # driver: runs in the student's process
    """
    told = []
    for number, (made_with, moves, junk, before, call) in enumerate(games):
        then, later, changed = alone(make, made_with, moves, junk, before, call)
        pair = []
        if twins and number % twins == twins - 1:
            pair = in_turn(make(*made_with), make(*made_with), moves, call)
        told.append((then, later, pair, changed))
    return told


def answer_of(one: object, method: str, given: tuple) -> object:
    """What a method returns.

    # driver: runs in the student's process
    """
    return getattr(one, method)(*given)


def answer_or_error(one: object, method: str, given: tuple) -> object:
    """What a method returns, or the classes and the text of what it raises. A stub's error comes out.

    # driver: runs in the student's process
    """
    try:
        return getattr(one, method)(*given)
    except Exception as error:
        if type(error) is NotImplementedError:
            raise
        return (RAISED, [kind.__name__ for kind in type(error).__mro__], str(error)[:500])


def alone(
    make: type, made_with: tuple, moves: list, junk: list, before: list, call: Callable
) -> tuple[list, list, int]:
    """What each move returned, as it was then and at the end; the first move that changed its arguments.

    # driver: runs in the student's process
    """
    then, held, changed = [], [], -1
    one, saved = make(*made_with), None
    for at, (method, arguments) in enumerate(moves):
        if method == "save":
            saved = one.state()
            answer = counted(saved)
        elif method == "load":
            left, one = one, make(*made_with)
            for its, given in before:
                getattr(one, its)(*laws.copied(given))
            one.restore(saved)
            laws.spoil(saved)
            for its, given in junk:
                getattr(left, its)(*laws.copied(given))
            answer = None
        else:
            scalars = all(type(part) in SCALARS for part in arguments)
            given = arguments if scalars else laws.copied(arguments)
            answer = call(one, method, given)
            if changed < 0 and not scalars and not laws.alike(given, arguments):
                changed = at
        held.append(answer)
        then.append(plain(answer))
    return then, [plain(answer) for answer in held], changed


def in_turn(one: object, other: object, moves: list, call: Callable) -> list[list]:
    """What two objects return that play the same game, the second a third of it behind; a save and a load are
    left out.

    # driver: runs in the student's process
    """
    told: list[list] = [[], []]
    behind = max(1, len(moves) // 3)
    for at in range(len(moves) + behind):
        if at < len(moves):
            method, arguments = moves[at]
            answer = None
            if method not in ("save", "load"):
                given = laws.copied(arguments)
                answer = call(one, method, given)
                laws.spoil(given)
            told[0].append(plain(answer))
            laws.spoil(answer)
        if at >= behind:
            method, arguments = moves[at - behind]
            answer = None
            if method not in ("save", "load"):
                answer = call(other, method, laws.copied(arguments))
            told[1].append(plain(answer))
    return told


def plain(value: object) -> object:
    """A copy of data, a record as its name and its fields; of anything else what it is called."""
    if hasattr(type(value), "_fields"):
        return (type(value).__name__, *[plain(part) for part in value])
    if type(value) in (list, tuple, set, frozenset):
        return type(value)([plain(part) for part in value])
    if type(value) in SCALARS:
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "item") and not value.shape:
        return value.item()
    return f"(a {type(value).__name__})"


def counted(state: object) -> int | str:
    """How many numbers and texts are in a state; words where something in it is no plain data.

    # driver: runs in the student's process
    """
    if state is None:
        return 0
    if type(state) in (bool, int, float, str):
        return 1
    if type(state) is dict:
        parts = [part for pair in state.items() for part in pair]
    elif type(state) in (list, tuple, set):
        parts = list(state)
    else:
        return f"a {type(state).__name__}"
    counts = [counted(part) for part in parts]
    return next((count for count in counts if type(count) is str), None) or sum(counts)


def played(
    make: type, games: list[Game], twins: int = TWINS, about: str = ""
) -> list[tuple[list, list, list, int]]:
    """What ``play`` tells of the games, from the student's process in one message."""

    def play_all(about: str) -> list:
        sent = [(*game[:2], game.junk, game.before, _call_of(game)) for game in games]
        return in_notebook(play, make, sent, twins, keeps=True)

    play_all.__name__ = make.__name__
    return unwatched(play_all, about or f"{len(games)} games, one after the other")


def _call_of(game: Game) -> Callable:
    """Where nothing is to be refused an error is the answer's own, and comes out with its line."""
    return answer_or_error if any(type(due) is Refused for due in game.due) else answer_of


def asked(method: str, questions: list) -> Game:
    """The game in which one method is asked one thing after the other."""
    return Game((), [(method, (question,)) for question in questions], [...] * len(questions))


def answers(make: type, games: list[Game], twins: int = TWINS, about: str = "") -> list[list]:
    """What every move of every game returned, for a judge that asks more of it than to be equal to one thing. What
    breaks a law is noted for the laws' check."""
    told = played(make, games, twins, about)
    _note_laws(make.__name__, games, told)
    return [then for then, *_ in told]


def expect(
    make: type, games: list[Game], plain_states: bool = False, digits: int | None = None
) -> None:
    """Every move of every game must return what is due; ``plain_states``: states must be plain data, too; ``digits``: so
    many of a float's must be right, all without. What breaks a law is noted for the laws' check."""
    told, name = played(make, games), make.__name__
    found: list[Wrong] = []
    for game, (then, *_) in zip(games, told):
        try:
            _expect_due(name, game, then, plain_states, digits)
        except Wrong as wrong:
            found.append(wrong)
    if found:
        raise min(found, key=lambda wrong: len(wrong.given))
    _note_laws(name, games, told)


def _note_laws(name: str, games: list[Game], told: list[tuple[list, list, list, int]]) -> None:
    for game, (then, later, pair, changed) in zip(games, told):
        # who takes a state up plays on otherwise; asked once a game, not once a move
        twins = pair if pair and ("load", ()) not in game.moves else ()
        if changed >= 0:
            method, arguments = game.moves[changed]
            what = f"{method} changed its argument, which is its caller's"
            note(what, arguments[0], "another list", story(name, game, changed))
        for at, got in enumerate(then):
            if game.moves[at][0] in ("save", "load"):
                continue
            if later[at] != got:
                what = "an answer changed when the object was asked again"
                note(what, got, later[at], story(name, game, at))
            for each in twins:
                if each[at] != got:
                    what = "of two objects that are asked in turn one answers otherwise than alone, or keeps "
                    what += "what it was given"
                    note(what, got, each[at], story(name, game, at))


def _expect_due(name: str, game: Game, then: list, plain_states: bool, digits: int | None) -> None:
    """What each move returned, and with it the story up to there."""
    for at, (got, due) in enumerate(zip(then, game.due)):
        method = game.moves[at][0]
        called.calls.text = ""
        if method == "save" and plain_states and type(got) is str:
            what = "a state is plain data"
            raise Wrong(what, "numbers, texts, lists and so on", got, story(name, game, at))
        raised = type(got) is tuple and len(got) == 3 and got[0] == RAISED
        if type(due) is Refused or raised:
            _expect_refused(method, due, got if raised else None, got, story(name, game, at))
        elif method != "save" and due is not ... and not _equal(got, due, digits):
            called.calls.text = story(name, game, at)
            same(got, due, f"what {method} returned")
            raise Wrong(f"what {method} returned", show(due), show(got), called.calls.text)


def _expect_refused(method: str, due: object, error: tuple | None, got: object, given: str) -> None:
    """``error``: its classes and text behind a mark, None where ``got`` was returned."""
    came = f"{error[1][0]}: {error[2]}" if error else f"it returned {show(got)}"
    called.calls.text = given
    if type(due) is not Refused:
        right = "an answer" if due is ... else show(due)
        raise Wrong(f"{method} raised an error", right, came, given)
    if not error or due.kind not in error[1] or not says(error[2], due.naming):
        wanted = due.kind + (f" that names {due.naming!r}" if due.naming else "")
        raise Wrong(f"{method} must refuse this", wanted, came, given)


def _equal(got: object, due: object, digits: int | None) -> bool:
    """Whether they are of one type and the same, floats in their first ``digits``."""
    if digits is not None and type(got) is type(due) is float:
        close = 10.0**-digits
        return isclose(got, due, rel_tol=close, abs_tol=close)
    return laws.alike(got, due)


def expect_small(make: type, games: list[tuple[Game, list[int]]]) -> None:
    """Of each game the numbers of parts that the saved states may have, one for each ``save`` in it."""
    told = played(make, [game for game, _ in games])
    for (game, most), (then, *_) in zip(games, told):
        sizes = [got for got, move in zip(then, game.moves) if move == SAVE]
        for size, limit in zip(sizes, most):
            called.calls.text = f"{make.__name__}{game.made_with}, after {len(game.moves)} calls"
            if type(size) is str:
                raise Wrong("a state is plain data", "numbers, texts, lists and so on", size)
            if size > limit:
                what = "numbers and texts in a state"
                raise Wrong(f"{what}: more than the task allows", f"at most {limit}", str(size))


def note(message: str, expected: object, got: object, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, show(expected), show(got), given)


def _shown(due: object) -> str:
    if due is ... or due is None:
        return ""
    return f" -> {due.kind}" if type(due) is Refused else f" -> {due!r}"


def story(name: str, game: Game, at: int, most: int = 30) -> str:
    """What was called up to move ``at``, the last ``most`` of it, and what is right for each but the last."""
    first = max(0, at + 1 - most)
    lines = [f"{name}({', '.join(map(repr, game.made_with))})"]
    if first:
        lines.append(f"... {first} calls before")
    for number in range(first, at + 1):
        method, arguments = game.moves[number]
        if method == "save":
            lines.append("its state() is put aside")
        elif method == "load":
            lines.append(f"another {name} takes that state up by restore(), and goes on from here")
        else:
            due = _shown(game.due[number]) if number < at else ""
            given = ", ".join(repr(arg).replace("Row(time=", "Row(") for arg in arguments)
            lines.append(f".{method}({given[:600]}){due}")
    return "\n".join(lines)
