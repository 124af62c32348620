"""Games on an object with a memory: what its methods are called with, one call after the other, and what
each must return or raise. Many games go across in one message; the judgement is made here.

The streaming lab's, with refusals among the answers and without states.
"""

from __future__ import annotations

from typing import NamedTuple

from warehouse.checks import Wrong, in_notebook, laws, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show

#: Every so many games two more objects play, in turn.
TWINS = 3


class Refused(NamedTuple):
    """What is due where a call must be refused: the kind of error, and what its text must contain."""

    kind: str
    naming: str = ""


#: What is due of a call whose answer nobody looks at.
ANY = "(any answer)"


class Game(NamedTuple):
    """``made_with``: arguments of the class. ``moves``: (method, arguments) each; ``due``: what each returns, a
    ``Refused`` where it raises."""

    made_with: tuple
    moves: list[tuple[str, tuple]]
    due: list


def play(make: type, games: list[tuple], twins: int) -> list[tuple[list, list, list, int]]:
    """Of each game what every move returned, as it was then; the same objects at the end; in every
    game of ``twins`` what two more objects returned, each in a list, who play in turn; what the first was given and
    what it answered is changed at once; and the first move that changed what it was given, -1 for none.

    # driver: runs in the student's process
    """
    told = []
    for number, (made_with, moves) in enumerate(games):
        one = make(*made_with)
        held, changed = [], -1
        then = []
        for at, (method, arguments) in enumerate(moves):
            given = laws.copied(arguments)
            answer = asked(one, method, given)
            if changed < 0 and not laws.alike(given, arguments):
                changed = at
            held.append(answer)
            then.append(plain(answer))
        pair: list = []
        if twins and number % twins == twins - 1:
            pair = in_turn(make(*made_with), make(*made_with), moves)
        told.append((then, [plain(answer) for answer in held], pair, changed))
    return told


def asked(one: object, method: str, given: tuple) -> object:
    """What a method returns, or how it raises.

    # driver: runs in the student's process
    """
    try:
        return getattr(one, method)(*given)
    except Exception as error:
        if type(error) is NotImplementedError:
            raise
        names = [kind.__name__ for kind in type(error).__mro__]
        return ("raised", names, str(error)[:500])


def in_turn(one: object, other: object, moves: list) -> list[list]:
    """What two objects return that play the same game, the second a third of it behind.

    # driver: runs in the student's process
    """
    told: list[list] = [[], []]
    behind = max(1, len(moves) // 3)
    for at in range(len(moves) + behind):
        if at < len(moves):
            method, arguments = moves[at]
            given = laws.copied(arguments)
            answer = asked(one, method, given)
            laws.spoil(given)
            told[0].append(plain(answer))
            laws.spoil(answer)
        if at >= behind:
            method, arguments = moves[at - behind]
            told[1].append(plain(asked(other, method, laws.copied(arguments))))
    return told


def plain(value: object) -> object:
    """A copy of data; of anything else what it is called."""
    if type(value) in (list, tuple):
        return type(value)([plain(part) for part in value])
    if type(value) in (type(None), bool, int, float, str, bytes):
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "item") and not value.shape:
        return value.item()
    return f"(a {type(value).__name__})"


def expect(make: type, games: list[Game]) -> None:
    """Every move of every game must return what is due. What breaks a law is noted for the laws' check."""

    def play_all(about: str) -> list:
        sent = [(game.made_with, game.moves) for game in games]
        return in_notebook(play, make, sent, TWINS, keeps=True)

    name = play_all.__name__ = make.__name__
    told = unwatched(play_all, f"{len(games)} games, one after the other")
    found: list[Wrong] = []
    for game, (then, *_) in zip(games, told):
        try:
            _expect_due(name, game, then)
        except Wrong as wrong:
            found.append(wrong)
    if found:
        raise min(found, key=lambda wrong: len(wrong.given))
    for game, (then, later, pair, changed) in zip(games, told):
        if changed >= 0:
            method, arguments = game.moves[changed]
            what = f"{method} changed its argument, which is its caller's"
            note(what, arguments[0], "another value", story(name, game, changed))
        for at, got in enumerate(then):
            if later[at] != got:
                what = "an answer changed when the object was asked again"
                note(what, got, later[at], story(name, game, at))
            for each in pair:
                if each[at] != got:
                    what = "of two objects that are asked in turn one answers otherwise than alone"
                    note(what, got, each[at], story(name, game, at))


def _expect_due(name: str, game: Game, then: list) -> None:
    """What each move returned, and with it the story up to there."""
    for at, (got, due) in enumerate(zip(then, game.due)):
        method = game.moves[at][0]
        raised = type(got) is tuple and len(got) == 3 and got[0] == "raised"
        if due == ANY and not raised:
            continue
        called.calls.text = story(name, game, at)
        if type(due) is Refused:
            if raised and due.kind in got[1] and due.naming in got[2]:
                continue
            wanted = due.kind + (f" naming {due.naming!r}" if due.naming else "")
            came = f"{got[1][0]}: {got[2]}" if raised else f"it returned {show(got)}"
            raise Wrong(f"{method} must refuse this", wanted, came, called.calls.text)
        if raised:
            raise Wrong(f"{method} raised an error", show(due), f"{got[1][0]}: {got[2]}",
                        called.calls.text)  # fmt: skip
        if type(got) is not type(due) or got != due:
            same(got, due, f"what {method} returned")
            raise Wrong(f"what {method} returned", show(due), show(got), called.calls.text)


def note(message: str, expected: object, got: object, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, show(expected), show(got), given)


def story(name: str, game: Game, at: int, most: int = 25) -> str:
    """What was called up to move ``at``, the last ``most`` of it, and what is right for each but the last."""
    first = max(0, at + 1 - most)
    lines = [f"{name}({', '.join(map(repr, game.made_with))})"]
    if first:
        lines.append(f"... {first} calls before")
    for number in range(first, at + 1):
        method, arguments = game.moves[number]
        due = game.due[number]
        then = "" if number == at or due in (None, ANY) else f" -> {due!r}"
        if type(due) is Refused and number < at:
            then = f" -> {due.kind}"
        given = ", ".join(map(repr, arguments))
        lines.append(f".{method}({given[:600]}){then}")
    return "\n".join(lines)
