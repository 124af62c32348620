"""Games on an object with a memory: what its methods are called with, one call after the other, and what
each must return, or how it must refuse. Many go across in one message; the judgement is made here.
"""

from __future__ import annotations

from typing import NamedTuple

from warehouse.checks import Wrong, in_notebook, laws, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show

#: Every so many games two more objects play, in turn.
TWINS = 3
RAISED = "raised"


class Refused(NamedTuple):
    """What is due of a move that must be refused: the class of the error, and what its message contains."""

    kind: str
    naming: str


class Game(NamedTuple):
    """``made_with``: arguments of the class. ``moves``: (method, arguments) each; ``due``: what each
    returns, as ``plain`` tells it, or ``Refused``."""

    made_with: tuple
    moves: list[tuple[str, tuple]]
    due: list


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
            held.append(move(one, method, arguments))
            then.append(plain(held[-1]))
        if twins and number % twins == twins - 1:
            pair = in_turn(make(*made_with), make(*made_with), moves)
        told.append((then, [plain(answer) for answer in held], pair))
    return told


def move(one: object, method: str, arguments: tuple) -> object:
    """What a call returned; of an error its classes and its text. A stub's comes out.

    # driver: runs in the student's process
    """
    try:
        return getattr(one, method)(*laws.copied(arguments))
    except Exception as error:
        if type(error) is NotImplementedError:
            raise
        kinds = [kind.__name__ for kind in type(error).__mro__]
        return (RAISED, kinds, str(error)[:500])


def in_turn(one: object, other: object, moves: list) -> list[list]:
    """What two objects return that play the same game, the second a third of it behind.

    # driver: runs in the student's process
    """
    told: list[list] = [[], []]
    behind = max(1, len(moves) // 3)
    for at in range(len(moves) + behind):
        if at < len(moves):
            answer = move(one, *moves[at])
            told[0].append(plain(answer))
            if type(answer) is list:
                laws.spoil(answer)
        if at >= behind:
            told[1].append(plain(move(other, *moves[at - behind])))
    return told


def plain(value: object) -> object:
    """A copy of data, a record as its name and its fields; of anything else what it is called."""
    if hasattr(type(value), "_fields"):
        return (type(value).__name__, *[plain(part) for part in value])
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
            if not right(got, due):
                method = game.moves[at][0]
                raise Wrong(
                    f"what {method} returned", words(due), words(got), story(name, game, at)
                )
    for game, (then, later, pair) in zip(games, told):
        for at, got in enumerate(then):
            if repr(later[at]) != repr(got):
                what = "an answer changed when the object was asked again"
                note(what, got, later[at], story(name, game, at))
            for each in pair:
                if repr(each[at]) != repr(got):
                    what = "of two objects that are asked in turn one answers otherwise than alone"
                    note(what, got, each[at], story(name, game, at))


def raised(got: object) -> bool:
    return type(got) is tuple and len(got) == 3 and got[0] == RAISED and type(got[1]) is list


def right(got: object, due: object) -> bool:
    if type(due) is Refused:
        return raised(got) and due.kind in got[1] and due.naming in got[2]
    return repr(got) == repr(due)


def words(value: object) -> str:
    """An answer, or an error, for a reader."""
    if type(value) is Refused:
        return f"{value.kind} whose message contains {value.naming!r}"
    if raised(value):
        return f"it raised {value[1][0]}: {value[2]}"
    if type(value) is tuple and value and value[0] == "ModelState":
        return f"ModelState({', '.join(map(repr, value[1:]))})"
    return show(value)


def note(message: str, expected: object, got: object, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, words(expected), words(got), given)


def story(name: str, game: Game, at: int, most: int = 30) -> str:
    """What was called up to move ``at``, the last ``most`` of it, and what is right for each but the last."""
    first = max(0, at + 1 - most)
    lines = [f"{name}({', '.join(map(repr, game.made_with))})"]
    if first:
        lines.append(f"... {first} calls before")
    for number in range(first, at + 1):
        method, arguments = game.moves[number]
        due = "" if number == at else f" -> {words(game.due[number])}"
        lines.append(f".{method}({', '.join(map(repr, arguments))}){due}")
    return "\n".join(lines)
