"""Exercise 5: streams of sales, an oracle that keeps the whole stream, and DuckDB."""

from __future__ import annotations

from copy import deepcopy
from itertools import product

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.checks.games import LOAD, SAVE, Game, expect
from warehouse.streaming.records import Row

SHOPS = ("Bern", "Oslo", "", "Zürich", "bern", "Ab", "東京")
Pair = tuple[int, int]


class Whole:
    """The stream as it came; every question is answered from all of it."""

    def __init__(self, width: int, lateness: int):
        self.width, self.lateness = width, lateness
        self.stream: list[Row] = []

    def taken(self) -> list[bool]:
        """Of each row whether it was not late."""
        latest = np.maximum.accumulate(np.array([row.time for row in self.stream], dtype=object))
        return [latest[at] - row.time <= self.lateness for at, row in enumerate(self.stream)]

    def beginning(self, time: int) -> int:
        return time - time % self.width  # Python's remainder is never below 0

    def update(self, rows: list[Row]) -> int:
        self.stream += rows
        new = list(zip(self.stream, self.taken()))[len(self.stream) - len(rows) :]
        return len({(self.beginning(row.time), row.shop) for row, counts in new if counts})

    def rows(self) -> list[tuple[int, str, int, int]]:
        kept = [row for row, counts in zip(self.stream, self.taken()) if counts]
        found = sorted({(self.beginning(row.time), row.shop) for row in kept})
        groups = {
            window: [row.cents for row in kept if (self.beginning(row.time), row.shop) == window]
            for window in found
        }
        return [(*window, len(cents), sum(cents)) for window, cents in groups.items()]

    def final(self) -> list[tuple[int, str, int, int]]:
        """The last second of a window is late."""
        if not self.stream:
            return []
        clock = max(row.time for row in self.stream)
        return [one for one in self.rows() if clock - (one[0] + self.width - 1) > self.lateness]

    def late(self) -> int:
        return self.taken().count(False)


def game(made_with: Pair, moves: list[tuple[str, tuple]], **more) -> Game:
    one, saved, due = Whole(*made_with), None, []
    for method, arguments in moves:
        if method == "save":
            saved = deepcopy(one)
            due.append(...)
        elif method == "load":
            one = deepcopy(saved)
            due.append(...)
        else:
            due.append(getattr(one, method)(*arguments))
    return Game(made_with, moves, due, **more)


def stream(
    rng: np.random.Generator, count: int, disorder: int = 0, step: int = 6, start: int | None = None
) -> list[Row]:
    """So many sales; times grow by up to ``step`` and are then moved back by up to ``disorder``. They are above 0,
    but for who asks for another ``start``: windows below 0 are a check of their own."""
    at = int(rng.integers(200, 600)) if start is None else start
    rows = []
    for _ in range(count):
        at += int(rng.integers(0, step + 1))
        back = int(rng.integers(0, disorder + 1)) if disorder else 0
        shop = SHOPS[int(rng.integers(len(SHOPS)))]
        rows.append(Row(at - back, shop, int(rng.integers(-300, 3_000))))
    return rows


def cut(
    rng: np.random.Generator, rows: list[Row], batches: int, empty: bool = False
) -> list[list[Row]]:
    """The same rows in so many batches; some may be ``empty``, else there are fewer then."""
    places = sorted(rng.integers(0, len(rows) + 1, batches - 1).tolist())
    found = [rows[a:b] for a, b in zip([0, *places], [*places, len(rows)])]
    return [batch for batch in found if batch or empty]


def _sizes(rng: np.random.Generator) -> Pair:
    """Width and lateness; that of 0 is for those checks that are about it."""
    return int(rng.choice([1, 7, 10, 60])), int(rng.choice([1, 5, 12, 30]))


def in_order(rng: np.random.Generator) -> list[Game]:
    """Nobody is late. Only the rows are asked for, after one batch that holds all."""
    games = []
    for start in (None, -300, -37, 1_700_000_000, 0, 2**53):
        rows = stream(rng, int(rng.integers(5, 40)), start=start)
        games.append(game(_sizes(rng), [("rows", ()), ("update", (rows,)), ("rows", ())]))
    # where floats stand for several whole numbers each
    for start, width in (
        (2**53 + 1, 1),
        (2**60 + 5, 7),
        (-(2**62), 10),
        (2**54 - 3, 2),
        (2**70 + 3, 7),
    ):
        rows = stream(rng, 12, start=start)
        games.append(game((width, 5), [("update", (rows,)), ("rows", ())]))
    big = [
        Row(0, "a", 2**63 - 1),
        Row(1, "a", 2**63 - 1),
        Row(2, "a", 2**62),
        Row(3, "b", -(2**63)),
    ]
    games.append(game((10, 9), [("update", (big,)), ("rows", ())]))
    zero = [Row(0, "a", 0), Row(0, "", 0), Row(5, "a", 5), Row(6, "a", -5)]
    games.append(game((5, 9), [("update", (zero,)), ("rows", ())]))
    # texts in Python's order, each for itself
    names = (
        "\U0001f4a7",
        "\uffff",
        " a",
        "a ",
        "a",
        "\u00e4",
        "a\u0308",
        "A",
        "Z",
        "\0",
        "10",
        "9",
    )
    some = [Row(at % 3, name, 10**at) for at, name in enumerate(names * 2)]
    games.append(game((5, 9), [("update", (some,)), ("rows", ())]))
    games.append(game((10, 3), [("update", ([Row(-1, "a", 1), Row(0, "a", 1)],)), ("rows", ())]))
    return _unseen(games)


def _unseen(games: list[Game]) -> list[Game]:
    """What ``update`` returns is another check's: one window too many costs once."""
    return [
        one._replace(
            due=[... if move[0] == "update" else due for move, due in zip(one.moves, one.due)]
        )
        for one in games
    ]


def late(rng: np.random.Generator) -> list[Game]:
    """Rows out of order, some late, by exactly ``lateness`` and one more; in one batch or several. The rows are asked
    for."""
    games, asked = [], "rows"
    for disorder in (8, 20, 60):
        for batches in (1, 4):
            made_with = (int(rng.choice([7, 10, 60])), int(rng.choice([0, 3, 10])))
            moves: list = []
            for rows in cut(rng, stream(rng, 40, disorder), batches):
                moves += [("update", (rows,)), (asked, ())]
            games.append(game(made_with, moves))
    for lateness in (0, 1, 5, 10):
        edge = [Row(100, "a", 1), *(Row(100 - lateness - by, "a", 10**by) for by in (0, 1, 2, 0))]
        later = [Row(row.time + 307, row.shop, row.cents) for row in edge]
        # what is late is so also where the clock was set by an earlier batch, and where it opens a window
        for rows in (edge, later):
            games.append(
                game(
                    (10, lateness), [("update", (rows[:1],)), ("update", (rows[1:],)), (asked, ())]
                )
            )
            games.append(game((1, lateness), [("update", (rows,)), (asked, ())]))
    # a clock that stands at 0, or just below it, is a clock
    for base in (0, -1, -50):
        rows = [Row(base - by, "a", 10**at) for at, by in enumerate((0, 5, 6, 4, 9, 10))]
        games.append(game((1, 5), [("update", (rows,)), (asked, ())]))
        each = [("update", ([row],)) for row in rows]
        games.append(game((1, 5), [*each, (asked, ())]))
    # the greatest of a batch comes last: the rows before it are not late
    games.append(
        game(
            (10, 5), [("update", ([Row(1, "a", 1), Row(90, "a", 2), Row(2, "a", 4)],)), (asked, ())]
        )
    )
    games.append(
        game(
            (10, 5),
            [
                ("update", ([Row(190, "a", 1)],)),
                (asked, ()),
                ("update", ([Row(184, "a", 1), Row(185, "b", 1)],)),
                (asked, ()),
            ],
        )
    )
    return _unseen(games)


def counted(rng: np.random.Generator) -> list[Game]:
    """How many were late, by far, after each of several batches; several of one window."""
    games = [game((10, 5), [("late", ()), ("update", ([Row(5, "a", 1)],)), ("late", ())])]
    alike = [Row(100, "a", 1), *[Row(2, "a", 7)] * 3]
    games.append(
        game((10, 5), [("update", (alike,)), ("late", ()), ("update", (alike,)), ("late", ())])
    )
    for _ in range(5):
        clock, moves = int(rng.integers(2_000, 3_000)), []
        for _ in range(int(rng.integers(1, 6))):
            batch = [Row(clock, SHOPS[0], 5)]  # on time, so that the clock is the batch's own, too
            for _ in range(int(rng.integers(0, 8))):
                clock += int(rng.integers(0, 9))
                back = int(rng.choice([0, 0, 1_000, 1_003]))
                batch.append(Row(clock - back, SHOPS[int(rng.integers(2))], 5))
            moves += [("update", (batch,)), ("late", ())]
        games.append(game((10, 12), moves))
    return _unseen(games)


def touched(rng: np.random.Generator) -> list[Game]:
    """Only what ``update`` returns: batches with late rows, of none, of windows that are there."""
    games = []
    for _ in range(8):
        batches = cut(rng, stream(rng, 40), int(rng.integers(1, 6)))
        games.append(game(_sizes(rng), [("update", (rows,)) for rows in batches]))
    some = [Row(100, "a", 0), Row(101, "b", 5), Row(101, "a", -5)]
    games.append(
        game(
            (10, 5),
            [
                ("update", (rows,))
                for rows in (
                    some,
                    [],
                    some,
                    [Row(102, "a", 1), Row(1, "b", 1)],
                    [Row(103, "a", 0)],
                    [Row(104, "c", 7), Row(104, "b", 5), Row(105, "b", -5)],
                    [Row(200, "a", 1), Row(101, "a", 1)],
                )
            ],
        )
    )
    return games


def cuts(rng: np.random.Generator) -> list[Game]:
    """One stream, cut into batches in several ways, and the rows after all of it."""
    games = []
    for disorder in (5, 40):
        rows, made_with = stream(rng, 40, disorder), (10, 12)
        for batches in (1, 2, 7, 40, 90):
            moves = [("update", (batch,)) for batch in cut(rng, rows, batches, empty=True)]
            # asked twice: the first list is its owner's, who may have changed it
            moves += [("rows", ()), ("rows", ())]
            games.append(game(made_with, moves))
        games.append(game(made_with, [*(("update", ([row],)) for row in rows), ("rows", ())]))
    return _unseen(games)


def final(rng: np.random.Generator) -> list[Game]:
    """Which windows are final, asked after every batch; clocks at both sides of where one becomes so."""
    games = []
    for _ in range(6):
        moves: list = [("final", ())]
        for rows in cut(rng, stream(rng, 30, step=9), 6):
            moves += [("update", (rows,)), ("final", ())]
        # asked twice: the first list is its owner's, who may have changed it
        games.append(game(_sizes(rng), [*moves, ("final", ())]))
    # a beginning far out has neighbours that are one number as floats, or no number of 64 bits
    sizes = ((10, 1), (10, 5), (10, 25), (1, 2), (60, 1))
    for bases, some in (((0, 600), sizes), ((30 * 2**54, 30 * 2**70), sizes[1::2])):
        for base, (width, lateness) in product(bases, some):
            moves = [
                ("update", ([Row(base, "a", 1), Row(base + width - 1, "a", 2)][: min(width, 2)],))
            ]
            for by in (-1, 0, 1):
                row = Row(base + width + lateness + by, "b", 3)
                moves += [("update", ([row],)), ("final", ())]
            games.append(game((width, lateness), moves))
    return _unseen(games)


def taken_up(rng: np.random.Generator) -> list[Game]:
    """Two that take up one state: what comes next changes the windows that are in it."""
    at = 10 * int(rng.integers(10, 500))
    came = [Row(at, "a", 1), Row(at + 1, "b", 2), Row(at - 40, "a", 4)]
    more = [Row(at + 1, "a", 8), Row(at + 2, "b", 16), Row(at - 41, "b", 32), Row(at + 3, "c", 64)]
    asked = [("rows", ()), ("late", ()), ("update", (more,)), ("rows", ()), ("late", ())]
    asked += [("update", ([Row(at + 15, "a", 5)],)), ("final", ())]
    later = ("update", ([*more, Row(at + 90, "a", 7)],))
    return _unseen([game((10, 5), [("update", (came,)), SAVE, later, LOAD, *asked])])


def restored(rng: np.random.Generator) -> list[Game]:
    """A state is put aside, more comes, and another view goes on from it."""
    games = []
    for disorder in (0, 15, 40):
        for _ in range(3):
            batches = cut(rng, stream(rng, 40, disorder), 9)
            at, more = int(rng.integers(0, 4)), int(rng.integers(1, 3))
            updates = [("update", (rows,)) for rows in batches]
            asked = [("rows", ())]
            moves = [
                *updates[:at],
                SAVE,
                *updates[at : at + more],
                LOAD,
                *asked,
                ("final", ()),
                *updates[at:],
                *asked,
            ]
            junk = [("update", (stream(rng, 5, start=5_000),)), ("update", ([Row(0, "Bern", 9)],))]
            before = [("update", (stream(rng, 9, start=900),)), ("update", ([Row(0, "Bern", 9)],))]
            games.append(game(_sizes(rng), moves, junk=junk, before=before))
    one_late = [Row(100, "a", 1), Row(2, "a", 1)]
    before = [("update", ([Row(500, "a", 1), Row(2, "a", 1), Row(3, "b", 1), Row(4, "c", 1)],))]
    moves = [("update", (one_late,)), SAVE, ("update", ([Row(300, "a", 1)],)), LOAD, ("late", ())]
    games.append(game((10, 5), moves, before=before))
    # the state of a view that has seen nothing, for one that has
    moves = [SAVE, LOAD, ("late", ()), ("update", ([Row(100, "a", 1)],)), ("rows", ())]
    games.append(game((10, 5), moves, before=before))
    # a late row has set the clock, and no window
    for first, second in ((100, 107), (109, 103)):
        more = [Row(second, "a", 2), Row(101, "a", 4)]
        moves = [("update", ([Row(first, "a", 1)],)), SAVE, LOAD, ("update", (more,)), ("rows", ())]
        games.append(game((10, 5), moves, before=before))
    # a clock of 0 is one, and below 0 it is later than what comes
    for clock in (0, -20):
        more = [Row(clock - 6, "a", 2), Row(clock - 5, "a", 4), Row(clock - 90, "b", 8)]
        moves = [("update", ([Row(clock, "a", 1)],)), SAVE, LOAD, ("update", (more,)), ("late", ())]
        games.append(game((10, 5), [*moves, ("rows", ()), ("final", ())]))
    # names of shops may have in them whatever a state is written with
    shops = [f"a{mark}{end}" for mark in "|:;,/\t\n\0_- \"'" for end in ("", "b", f"{mark}c")]
    came = [Row(105, shop, 1 + at) for at, shop in enumerate(shops)]
    moves = [("update", (came,)), SAVE, LOAD, ("rows", ()), ("update", (came,)), ("rows", ())]
    games.append(game((10, 5), moves))
    return _unseen(games)


def expect_as_duckdb(make: type, rng: np.random.Generator) -> None:
    """A long stream in batches; afterwards the rows are those of DuckDB's query."""
    for made_with, disorder in (((60, 20), 45), ((7, 10), 25)):
        rows = stream(rng, 1_000, disorder)
        moves = [("update", (batch,)) for batch in cut(rng, rows, 12)] + [("rows", ())]
        due = [...] * (len(moves) - 1) + [by_duckdb(rows, *made_with)]
        expect(make, [Game(made_with, moves, due)])


def by_duckdb(rows: list[Row], width: int, lateness: int) -> list[tuple[int, str, int, int]]:
    """The same view by SQL: a running maximum, then groups."""
    names = ("time", "shop", "cents")
    given = pa.table({name: [getattr(row, name) for row in rows] for name in names})
    given = given.append_column("place", pa.array(range(len(rows))))
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", given)
        found = connection.execute(
            """
            with seen as (
                select *, max(time) over (order by place rows unbounded preceding) as clock from given
            )
            select time - ((time % $width) + $width) % $width as beginning, shop, count(*),
                cast(sum(cents) as bigint)
            from seen where time >= clock - $lateness
            group by beginning, shop
            """,
            {"width": width, "lateness": lateness},
        ).fetchall()
    return sorted(found)
