"""Lists that their owner changes between two calls: what was learnt of one before is no longer true."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import in_notebook, same, unwatched
from warehouse.checks.driving import shown_as
from warehouse.data_lake.records import Aggregate, Chunk, DataFile, Footer, Predicate, RowGroup


def before_and_after(function: Callable, arguments: tuple, place: tuple, later: list) -> list:
    """What it answers, and what once the list at a place of its arguments holds something else.

    # driver: runs in the student's process
    """
    held = arguments
    for step in place:
        held = held[step]
    answers = []
    for _ in range(2):
        # the other lists are new ones each time: what is done to them tells elsewhere
        given = [
            list(it) if type(it) is list and at != place[0] else it
            for at, it in enumerate(arguments)
        ]
        answers.append(function(*given))
        held[:] = later
    return answers


def expect(function: Callable, name: str, case: tuple, first: object, second: object) -> None:
    @shown_as(name)
    def asked(about: str) -> object:
        return in_notebook(before_and_after, function, *case, keeps=True)

    arguments, place, later = case
    about = f"{arguments}, and again once the list at {list(place)} of these holds {later}"
    got = unwatched(asked, about)
    # a dict of another class is a dict as well
    plain = [dict(it) if isinstance(it, dict) else it for it in got] if type(got) is list else got
    same(plain, [first, second])


def paths(prune_partitions: Callable) -> None:
    arguments = (["s/year=1/a", "s/year=2/a"], [Predicate("year", "=", 2)], {"year": "int"})
    case = arguments, (0,), ["s/year=2/b", "s/year=3/b"]
    expect(prune_partitions, "prune_partitions", case, ["s/year=2/a"], ["s/year=2/b"])


def _group(place: int) -> RowGroup:
    return RowGroup(9, {"d": Chunk(place, None, 9, place, place + 9, 0)})


def bounds(row_groups: Callable) -> None:
    footer = Footer(["d"], [_group(4), _group(40)])
    case = (footer, [Predicate("d", "<", 20)]), (0, 1), [_group(60), _group(7)]
    expect(row_groups, "row_groups", case, [0], [1])


def chunks(byte_ranges: Callable) -> None:
    footer = Footer(["d"], [_group(4), _group(40)])
    case = (footer, [0, 1], ["d"], 0), (0, 1), [_group(60), _group(7)]
    expect(byte_ranges, "byte_ranges", case, [(4, 9), (40, 9)], [(7, 9), (60, 9)])


def parts(merge: Callable) -> None:
    one, other = {("a",): [1], ("b",): [2]}, {("a",): [5]}
    case = ([Aggregate("sum", "x", False)], [one, other]), (1,), [one, other, other]
    first, second = {("a",): [6], ("b",): [2]}, {("a",): [11], ("b",): [2]}
    expect(merge, "merge", case, first, second)


def keys(prune_by_join: Callable) -> None:
    files = [DataFile("a", 5, {"k": (1, 3)}), DataFile("b", 5, {"k": (5, 7)})]
    case = (files, "k", [6, 9, 6], "inner"), (2,), [8, 2, 4]
    expect(prune_by_join, "prune_by_join", case, ["b"], ["a"])
    case = (files, "k", [6, 9, 6], "semi"), (0,), [files[0], files[1]._replace(path="c")]
    expect(prune_by_join, "prune_by_join", case, ["b"], ["c"])
