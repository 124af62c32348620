"""The student's functions, asked many times in one message, and what comes back compared as rows.

A function that is asked so runs in the process of the student's, and what it is given is made there. The
judgement is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pyarrow as pa

from warehouse.checks import Wrong, in_notebook, kept, seed, unwatched
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import says


def each(way: Callable, function: Callable, cases: list[tuple]) -> list[tuple]:
    """Of each case ("gave", what ``way(function, *case)`` gives), or ("raised", kind, text).

    # driver: runs in the student's process
    """
    told = []
    for case in cases:
        try:
            told.append(("gave", way(function, *case)))
        except Exception as error:
            if type(error) is NotImplementedError:
                raise
            told.append(("raised", type(error).__name__, str(error)[:500]))
    return told


def answers(
    name: str,
    way: Callable,
    function: Callable,
    cases: list[tuple],
    texts: Iterable[str],
    keeps: bool = True,
) -> Iterator[object]:
    """What ``way(function, *case)`` gives of each case in turn; ``texts`` are the calls as messages show
    them. What the function raises is raised here, as an error of that case. ``keeps``: as of ``in_notebook``,
    False where right parts of other exercises go across."""
    told = endings(name, way, function, cases, keeps)
    for text, (ending, *rest) in zip(texts, told, strict=True):
        called.calls.text = text
        if ending == "raised":
            kind, words = rest
            raise Raised(type(kind, (Exception,), {})(words), str(text))
        yield rest[0]


def endings(
    name: str, way: Callable, function: Callable, cases: list[tuple], keeps: bool = True
) -> list[tuple]:
    """As ``each`` tells it, nothing raised."""

    def asking(about: str) -> list[tuple]:
        return in_notebook(partial(each, way), function, list(cases), keeps=keeps)

    asking.__name__ = name
    return unwatched(asking, f"{len(cases)} calls, one after the other")


def expect_losses(name: str, told: list[tuple], text: str) -> None:
    """``told``: endings of calls whose cluster lost a slice at its first call, at its second, and so on, and
    which give the number of calls that there were."""
    for at, ending in enumerate(told, 1):
        if at > 1 and ending[0] == "gave" and ending[1] < at:
            return
        what = f"call {at} of the cluster failed, and {name} went on as if it had not"
        expect_raised(ending, "SliceLost", "slice 1 ended", text, what)


def all_due(compute: Callable, cases: list[tuple], what: str) -> list:
    """``compute(*case)`` of all cases, kept for a class under a name that no other cases have."""
    return kept(lambda: [compute(*case) for case in cases], "capstone", what, seed("capstone"))


def expect_raised(told: tuple, kind: str, naming: str, text: str, what: str) -> None:
    """One ending must be such an error, whose words contain ``naming``."""
    if told[0] != "raised" or told[1] != kind or not says(told[2], naming):
        got = f"{told[1]}: {told[2]}" if told[0] == "raised" else "it returned"
        raise Wrong(what, f"{kind} naming {naming!r}" if naming else kind, got, text)


def rows_of(table: pa.Table) -> list[tuple]:
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns)) if columns else [()] * len(table)


def expect_table(
    got: object, due: pa.Table, text: str, ordered: bool = False, what: str = "the result"
) -> None:
    """``got`` must be a table of these columns, in their order and types, and these rows; floats within
    1e-9."""
    if type(got) is not pa.Table:
        raise Wrong(f"{what} is no Arrow table", "a pyarrow.Table", type(got).__name__, text)
    names = list(got.column_names)
    if names != due.column_names:
        raise Wrong(f"{what} has other columns", str(due.column_names), str(names), text)
    for mine, right in zip(got.schema, due.schema):
        if mine.type != right.type:
            about = f"column {right.name!r} of {what} has another type"
            raise Wrong(about, str(right.type), str(mine.type), text)
    if got.equals(due):  # it often is, and then nobody need look at rows
        return
    expect_rows(rows_of(got), rows_of(due), text, ordered, what)


def expect_rows(
    got: list[tuple], due: list[tuple], text: str, ordered: bool, what: str = "the result"
) -> None:
    mine, right = got, due
    if not ordered:
        mine, right = sorted(got, key=_in_order), sorted(due, key=_in_order)
    if len(mine) != len(right):
        lines = few(right), few(mine)
        about = f"{what} has {len(mine)} rows, {len(right)} are due"
        raise Wrong(about, *lines, text)
    for at, its in enumerate(right):
        if not ordered and not like(mine[at], its):
            # floats that differ in their last digits may have put two rows the other way round
            later = range(at + 1, len(mine))
            other = next((place for place in later if like(mine[place], its)), at)
            mine[at], mine[other] = mine[other], mine[at]
        if not like(mine[at], its):
            where = f", row {at}" if ordered else ""
            raise Wrong(f"a row of {what} differs{where}", few(right[at:]), few(mine[at:]), text)


def like(row: tuple, its: tuple) -> bool:
    return all(map(alike, row, its))


def alike(one: object, other: object) -> bool:
    if type(one) is float and type(other) is float:
        if one != one or other != other:
            return one != one and other != other
        return one == other or abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    return type(one) is type(other) and one == other


def _in_order(row: tuple) -> tuple:
    # floats last, and rounded: their last digits do not decide
    exact = [(value is None, str(type(value)), value) for value in row if type(value) is not float]
    rough = [f"{value:.6e}" for value in row if type(value) is float]
    return tuple(map(repr, exact)), tuple(rough)


def few(rows: list[tuple], most: int = 5) -> str:
    shown = ", ".join(map(repr, rows[:most]))
    return (shown or "no rows") + (f", ... {len(rows) - most} more" if len(rows) > most else "")


class Shown:
    """A call's arguments as a text, which is made only for a message: of right answers nobody reads it."""

    def __init__(self, given: dict[str, object], after: str = ""):
        self.given, self.after = given, after

    def __str__(self) -> str:
        lines = "\n".join(f"{name} = {_short(value)}" for name, value in self.given.items())
        return lines + self.after

    def __add__(self, more: str) -> Shown:
        return Shown(self.given, self.after + more)


def shown(**given: object) -> Shown:
    """A call's arguments, small tables as their columns."""
    return Shown(given)


def _short(value: object, most: int = 900) -> str:
    if isinstance(value, pa.Table):
        text = f"a table of {len(value)} rows: {value.slice(0, 12).to_pydict()}"
    elif isinstance(value, list) and value and isinstance(value[0], pa.Table):
        text = "".join(f"\n  slice {s}: {_short(part, 300)}" for s, part in enumerate(value))
    else:
        text = str(value)
    return text if len(text) <= most else text[:most] + " ..."
