"""Exercises 4 and 5: one state from which two go on. Each has to answer as the one that gave it out would have."""

from __future__ import annotations

from solutions.streaming.checks.producers import long_stream
from warehouse.checks import Wrong, at_most, in_notebook, laws, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.games import LOAD, SAVE, Game, plain, story


def go_on_twice(make: type, made_with: tuple, before: list, meanwhile: list, after: list) -> list:
    """What two answer ``after`` a state was taken up by both of them. Who gave it out goes on ``meanwhile``.

    # driver: runs in the student's process
    """
    one = make(*made_with)
    for method, arguments in before:
        getattr(one, method)(*laws.copied(arguments))
    state = one.state()
    for method, arguments in meanwhile:
        getattr(one, method)(*laws.copied(arguments))
    others = [make(*made_with) for _ in range(2)]
    for other in others:
        other.restore(state)
    return [
        [plain(getattr(other, method)(*laws.copied(arguments))) for method, arguments in after]
        for other in others
    ]


def expect_twice(make: type, given: list[Game]) -> None:
    """Of each game, which has a save and a load in it: both that are restored answer what is due."""
    for game in given:
        save, load = game.moves.index(SAVE), game.moves.index(LOAD)
        parts = game.moves[:save], game.moves[save + 1 : load], game.moves[load + 1 :]

        def played(about: str, game: Game = game, parts: tuple = parts) -> list:
            return in_notebook(go_on_twice, make, game.made_with, *parts, keeps=True)

        played.__name__ = make.__name__
        for which, answers in zip(("first", "second"), unwatched(played, "one state for two")):
            for at, got in enumerate(answers, load + 1):
                told = story(make.__name__, game, at)
                called.calls.text = f"{told}\n(two have taken that state up; this is the {which})"
                if game.due[at] is not ...:
                    same(got, game.due[at], f"what {game.moves[at][0]} returned")


def length(make: type, window: int, stream: list) -> int:
    """How many letters a state has after a long stream.

    # driver: runs in the student's process
    """
    one = make(window)
    for producer, number in stream:
        one.fresh(producer, number)
    return len(repr(one.state()))


def expect_short(make: type, letters: int = 30) -> None:
    """A state has at most so many ``letters`` for each number or text that it may hold."""
    window, count = 2, 250

    def fed(about: str) -> int:
        return in_notebook(length, make, window, long_stream(count), keeps=True)

    fed.__name__ = make.__name__
    got = unwatched(fed, f"a window of {window}, {count} numbers")
    called.calls.text = f"{make.__name__}({window}), after {count} numbers of one producer"
    if type(got) is not int:
        raise Wrong("a state is plain data", "numbers, texts, lists and so on", "something else")
    at_most(got, letters * (window + 13), "the letters of a state's repr", "letters")
