"""Lists that change hands: those that a transaction has given out (exercise 4), and those that a function was given before
(exercises 1, 3, 5 and 7)."""

from __future__ import annotations

from collections.abc import Callable

from solutions.data_sharing.checks.worlds import Producer, Store, World
from warehouse.checks import calls as called
from warehouse.checks import in_notebook, laws, same, unwatched


def spoilt(make: type) -> list:
    """What a transaction returns once the lists that it and its like have given out were changed.

    # driver: runs in the student's process
    """
    world = World(1)
    world.happens("commit", ("sales", [], ["a1", "a2"]), ("shops", [], ["s1"]))
    world.happens("share", "sales", "shops")
    one = make(Producer(world, 0), Store(world, 0))
    first = one.begin()
    for answer in (first.tables(), first.read("sales"), first.tables(), first.read("sales")):
        laws.spoil(answer)
    second = one.begin()
    return [
        its() for each in (first, second) for its in (each.tables, lambda e=each: e.read("sales"))
    ]


def expect_own_lists(make: type) -> None:
    def asked(about: str) -> object:
        return in_notebook(spoilt, make, keeps=True)

    asked.__name__ = "Consumer"
    story_ = (
        "tables() and read('sales') of a transaction, whose lists are then changed by their owner"
    )
    got = unwatched(asked, story_)
    called.calls.text = story_
    same(got, [["sales", "shops"], [b"<a1>", b"<a2>"]] * 2, "what is returned afterwards")


def become(old: object, new: object) -> object:
    """``old`` with the contents of ``new``: its lists and dicts stay the same objects, as far as they go."""
    if type(old) is list and type(new) is list:
        old[:] = [*map(become, old, new), *new[len(old) :]]
        return old
    if type(old) is dict and type(new) is dict:
        parts = {key: become(old[key], its) if key in old else its for key, its in new.items()}
        old.clear()
        old.update(parts)
        return old
    if isinstance(old, tuple) and type(old) is type(new):
        parts = list(map(become, old, new))
        same_ = all(one is its for one, its in zip(old, parts))
        return old if same_ else type(old)(*parts)
    return new


def asked_again(function: Callable, pairs: list[tuple]) -> list:
    """What a function returns of arguments whose lists it was given before, with other contents.

    # driver: runs in the student's process
    """
    told = []
    for first, second in pairs:
        given = list(laws.copied(first))
        function(*given)
        given = [become(old, new) for old, new in zip(given, laws.copied(second))]
        told.append(laws.copied(function(*given)))
    return told


def expect_anew(function: Callable, cases: list[tuple]) -> None:
    """Of cases (arguments..., what is due) each after its neighbour, in the same lists."""
    pairs = [(before[:-1], after[:-1]) for before, after in zip(cases, cases[1:])]

    def asked(about: str) -> object:
        return in_notebook(asked_again, function, pairs, keeps=True)

    asked.__name__ = function.__name__
    got = unwatched(asked, f"{len(pairs)} pairs of calls")
    for (_, after), case, answer in zip(pairs, cases[1:], got):
        words = ", ".join(map(repr, after))
        called.calls.text = f"{function.__name__}({words}), in the lists of an earlier call"
        same(answer, case[-1], "what is returned")
