"""Exercise 4: lists that a transaction has given out, changed by whoever got them."""

from __future__ import annotations

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
