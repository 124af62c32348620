"""Objects with a memory that are asked the same method again and again. Many questions go across in one message;
the judgement is made here.
"""

from __future__ import annotations

from warehouse.checks import Wrong, in_notebook, unwatched
from warehouse.checks import calls as called
from warehouse.checks.showing import show

#: Every so many games two more objects are asked, in turn.
TWINS = 3


def ask(make: type, method: str, games: list[list], twins: int) -> list[tuple[list, list, list]]:
    """Of each game what every question was answered, as it was then; the same answers at the end; and, in every game
    of ``twins``, what two more objects answered, each in a list: they are asked in turn, the second some questions
    behind, and the answers of the first are changed at once.

    # driver: runs in the student's process
    """
    told = []
    for number, questions in enumerate(games):
        one, then, held, pair = make(), [], [], []
        for question in questions:
            mine = dict(question) if type(question) is dict else question
            held.append(getattr(one, method)(mine))
            then.append((plain(held[-1]), mine == question))
            if type(mine) is dict:
                mine.clear()  # it is its owner's again
        if twins and number % twins == twins - 1:
            pair = in_turn(make(), make(), method, questions)
        told.append((then, [plain(answer) for answer in held], pair))
    return told


def in_turn(one: object, other: object, method: str, questions: list) -> list[list]:
    """What two objects answer that are asked the same, the second a third of it behind.

    # driver: runs in the student's process
    """
    told: list[list] = [[], []]
    behind = max(1, len(questions) // 3)
    for at in range(len(questions) + behind):
        if at < len(questions):
            answer = getattr(one, method)(questions[at])
            told[0].append(plain(answer))
            if type(answer) is set:
                answer.clear()
                answer.add("changed by its owner")
        if at >= behind:
            told[1].append(plain(getattr(other, method)(questions[at - behind])))
    return told


def plain(value: object) -> object:
    """A copy of data; of anything else what it is called."""
    if type(value) in (set, frozenset, list):
        return type(value)(plain(part) for part in value)
    if type(value) in (type(None), bool, int, float, str):
        return value
    if type(value).__module__ == "numpy" and hasattr(value, "item") and not value.shape:
        return value.item()
    return f"(a {type(value).__name__})"


def answers(
    make: type, method: str, games: list[list], twins: int = TWINS, about: str = "questions"
) -> list[list]:
    """What every question of every game was answered, by an object for each game. What breaks a law is noted for the
    laws' check."""

    def asked(about: str) -> list:
        return in_notebook(ask, make, method, games, twins, keeps=True)

    asked.__name__ = name = make.__name__
    told = unwatched(asked, about)
    for questions, (then, later, pair) in zip(games, told):
        for at, (got, kept) in enumerate(then):
            given = f"{name}().{method}, question {at + 1}: {show(questions[at])}"
            if not kept:
                note("an argument was changed, which is its caller's", "as it was", "not", given)
            if later[at] != got:
                what = "an answer changed when the object was asked again"
                note(what, show(got), show(later[at]), given)
            for each in pair:
                if each[at] != got:
                    what = "of two objects that are asked in turn one answers otherwise than alone"
                    note(what, show(got), show(each[at]), given)
    return [[got for got, _ in then] for then, _, _ in told]


def note(message: str, expected: str, got: str, given: str) -> None:
    """A broken law, for the laws' check."""
    if called.ledger is not None and called.ledger.broken is None:
        called.ledger.broken = Wrong(message, expected, got, given)
