"""Exercise 1: tables, the pieces that they are cut into, and what chance has to do inside of a piece."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong, in_notebook, run, run_each, same, unwatched
from warehouse.checks.showing import show

PLACES, PIECES = 10, 1_000
LEAST, MOST = 40, 160  # of ``PIECES``: how often a place is taken
WIDE = (1, 2**28, 2**48)  # rows that count as one place
FREE, STRANGE = 99, 240  # chi-square of pairs of places: by chance, and ten deviations above
SAME = 1e-14  # of a piece: nearer to each other two of some ten thousand places do not come
ODD = 7  # deviations of a count
MEMORY = 1_000_000  # bytes, for a sample of 500 rows


def due(row_count: int, columns: int, max_cells: int) -> int:
    """How many rows are taken."""
    return min(row_count, max_cells // columns)


def begins(row_count: int, taken: int) -> list[int]:
    """The first row of each piece, and the end of the last; in Python's whole numbers, one by one."""
    return [number * row_count // taken for number in range(taken + 1)]


def limits(rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """(row_count, columns, max_cells, seed): limits that divide nothing, that fit just so, and that allow more."""
    made = []
    for columns in (1, 2, 3, 7, 50, 256):
        rows = int(rng.integers(500, 900))
        for beyond in (0, 1, columns - 1, columns):
            made.append((10_000, columns, rows * columns + beyond))
        made += [(rows, columns, rows * columns), (rows, columns, rows * columns - 1 + columns),
                 (rows, columns, 10**8), (rows + 1, columns, rows * columns)]  # fmt: skip
    made += [(500, 1, 500), (500, 4, 2_000), (501, 4, 2_003), (500, 2, 10**8)]
    return [(*table, number) for number, table in enumerate(made)]


def tables(rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Tables that their samples divide, and do not; samples of nearly all rows, of all, and of few."""
    made = [(1_200, 2, 1_203), (500, 1, 500), (1_000, 1, 999), (1_000, 1, 500), (1_999, 1, 1_000)]
    for _ in range(25):
        taken, columns = int(rng.integers(500, 1_500)), int(rng.integers(1, 30))
        rows = int(taken * rng.choice([1, 1.01, 1.5, 2, 3.3, 20, 1_000])) + int(rng.integers(0, 9))
        made.append((rows, columns, taken * columns + int(rng.integers(0, columns))))
    made += [(rows, 1, taken) for rows, taken in rounded_down(rng)]
    return [(*table, int(rng.integers(0, 2**32))) for table in made]


def rounded_down(rng: np.random.Generator) -> list[tuple[int, int]]:
    """Rows and pieces of which a border that is worked out in floats falls short of the whole number, again and again; in
    half of them one whose whole part is exact, and the rest of it a float."""
    found: list[list[tuple[int, int]]] = [[], []]
    for unit in rng.permutation(np.arange(3, 100)).tolist():
        # of tables of a few units and a fraction of one, the borders that are whole numbers come again and again
        size = int(rng.integers(500 // unit + 1, 1_500 // unit))
        taken, number = unit * size, np.arange(unit * size)
        for more in rng.permutation(np.arange(1, unit))[:8].tolist():
            rows = taken + more * size
            for made, part in zip(found, (rows, rows - taken)):
                short = (number * (part / taken)).astype(np.int64) < number * part // taken
                if short.sum() >= 3 and len(made) < 5:
                    made.append((rows, taken))
                    break
        if all(len(made) == 5 for made in found):
            break
    return [*found[0], *found[1]]


def large(rng: np.random.Generator) -> list[tuple[int, int, int, int]]:
    """Tables of more rows than a memory holds, up to 2^62, and the largest samples that are not too slow to look at."""
    made = [(2**62, 1, 500), (2**62, 3, 30_000), (2**62 - 1, 7, 7 * 997), (10**12 + 1, 2, 3_001)]
    for _ in range(6):
        made.append((int(rng.integers(2**40, 2**62)), 4, int(rng.integers(2_000, 9_000))))
    return [(*table, int(rng.integers(0, 2**32))) for table in made]


def sample(training_rows: Callable, table: tuple) -> np.ndarray:
    """What was taken: as many int64 as there should be."""
    return checked(run(training_rows, *table))


def checked(got: object) -> np.ndarray:
    if type(got) is not np.ndarray or got.dtype != np.int64 or got.ndim != 1:
        raise Wrong("what comes back", "an array of int64, of one dimension", show(got))
    return got


def expect_count(training_rows: Callable, asked: list[tuple]) -> None:
    for table, got in run_each(training_rows, asked):
        same(len(checked(got)), due(*table[:3]), "the number of rows")


def expect_pieces(training_rows: Callable, asked: list[tuple]) -> None:
    for table, answer in run_each(training_rows, asked):
        got, taken = checked(answer), due(*table[:3])
        if len(got) != taken:
            raise Wrong("the number of rows", str(taken), str(len(got)))
        borders = begins(table[0], taken)
        for number, row in enumerate(got.tolist()):
            if not borders[number] <= row < borders[number + 1]:
                inside = f"a row from {borders[number]} to {borders[number + 1] - 1}"
                raise Wrong(f"place {number} of the sample is of another piece", inside, str(row))


def expect_chance(training_rows: Callable, rng: np.random.Generator) -> None:
    """Of 1,000 pieces of ten rows, and of many more, which count as ten places: how often each is taken, and beside which
    other one so many pieces away. In wide pieces the last digit of a row, too."""
    for wide in WIDE:
        size, seed = PLACES * wide, int(rng.integers(0, 2**32))
        got = sample(training_rows, (size * PIECES, 1, PIECES, seed))
        if len(got) != PIECES:
            raise Wrong("the number of rows", str(PIECES), str(len(got)))
        rows = got - size * np.arange(PIECES)
        places = np.clip(rows // wide, 0, PLACES - 1)
        for what, counted in (("tenths of a piece", places), ("last digits", rows % PLACES)):
            taken = np.bincount(counted, minlength=PLACES)
            if taken.min() < LEAST or taken.max() > MOST:
                what = f"how often each of {PLACES} {what} is taken, of {PIECES} pieces of {size:,} rows"
                raise Wrong(what, f"{LEAST} to {MOST} times", show(taken))
        expect_apart(places)
    expect_narrow(training_rows, seed)
    expect_uneven(training_rows, seed)
    expect_drawn_anew(training_rows, seed)
    expect_each(training_rows, seed)


def expect_narrow(training_rows: Callable, seed: int) -> None:
    """Pieces of two rows, and one of three: chance that is drawn for the widest and brought into the others prefers one place."""
    taken = 2 * PIECES - 1
    got = sample(training_rows, (2 * taken + 1, 1, taken, seed))
    if len(got) != taken:
        raise Wrong("the number of rows", str(taken), str(len(got)))
    second = int((got[:-1] - 2 * np.arange(taken - 1)).clip(0, 1).sum())
    half, most = (taken - 1) / 2, ODD * (taken - 1) ** 0.5 / 2
    if abs(second - half) > most:
        what = f"how often the second row is taken, of {taken - 1:,} pieces of two rows"
        raise Wrong(what, f"{half - most:.0f} to {half + most:.0f} times", str(second))


def expect_uneven(training_rows: Callable, seed: int) -> None:
    """Half of the pieces are a row wider than the others: in those of each width every row is taken as often as another, the
    one that only the wide ones have, too."""
    taken = 2 * PIECES
    for size in (1, 2, 9):
        count = size * taken + PIECES
        got = sample(training_rows, (count, 1, taken, seed))
        if len(got) != taken:
            raise Wrong("the number of rows", str(taken), str(len(got)))
        borders = np.array(begins(count, taken))
        widths, places = np.diff(borders), got - borders[:-1]
        for width in (size, size + 1):
            its = places[widths == width].clip(0, width - 1)
            counted, due = np.bincount(its, minlength=width), len(its) / width
            most = ODD * (due * (1 - 1 / width)) ** 0.5
            if np.abs(counted - due).max() > most:
                what = f"how often each row is taken, of {len(its):,} pieces of {width} rows beside others"
                raise Wrong(what, f"{due - most:.0f} to {due + most:.0f} times", show(counted))


def expect_drawn_anew(training_rows: Callable, seed: int) -> None:
    """Of so many pieces, each of them wide, no two have the same place in them, nor is one's as far from the end as
    another's from the beginning: chance that is used a second time, as it was or turned round."""
    taken, size = 30_000, 2**47
    got = sample(training_rows, (size * taken, 1, taken, seed))
    if len(got) != taken:
        raise Wrong("the number of rows", str(taken), str(len(got)))
    places = (got - size * np.arange(taken)) / size
    for how, both in (
        ("the same place as", places),
        ("the place as from the end", np.concatenate([places, 1 - places])),
    ):
        again = int((np.diff(np.sort(both)) < SAME).sum())
        if again >= 5:  # one comes by chance, once in some ten thousand samples
            what = f"of {taken:,} pieces of {size:,} rows {again:,} have {how} another"
            raise Wrong(what, "a row of its own by chance", "chance that is used twice")


def expect_each(training_rows: Callable, seed: int) -> None:
    """With another seed each piece has another row, the first and the last too, and not all of them moved as far: in pieces so
    wide that chance does not come to the same twice."""
    size, taken = 2**48, 500
    table = (size * taken, 1, taken)
    one, other = (sample(training_rows, (*table, number)).copy() for number in (seed, seed + 1))
    for rows in (one, other):
        if len(rows) != taken:
            raise Wrong("the number of rows", str(taken), str(len(rows)))
    same_row = np.flatnonzero(one == other)
    if len(same_row):
        what = f"piece {same_row[0]} of {taken} takes the same of its {size:,} rows with two seeds"
        raise Wrong(what, "rows by chance", show(int(one[same_row[0]])))
    ways = len(np.unique((one - other) % size))
    if ways < taken - 1:
        what = "with another seed the rows of all pieces move together: ways that they move"
        raise Wrong(what, f"{taken} of {taken} pieces", str(ways))


def expect_apart(places: np.ndarray) -> None:
    """At no distance does the place that one piece takes say anything of another's."""
    for away in range(1, PIECES // 2 + 1):
        pairs = np.bincount(places[away:] * PLACES + places[:-away], minlength=PLACES**2)
        due = (PIECES - away) / PLACES**2
        found = float(((pairs - due) ** 2).sum() / due)
        if found > STRANGE:
            what = f"the places of two pieces, {away} apart, go together (chi-square of all pairs)"
            raise Wrong(what, f"about {FREE}", f"{found:,.0f}")
        alike, due = int(pairs[:: PLACES + 1].sum()), (PIECES - away) / PLACES
        if abs(alike - due) > ODD * (due * (1 - 1 / PLACES)) ** 0.5:
            what = f"pieces, {away} apart, that take the same place"
            raise Wrong(what, f"about {due:.0f}", str(alike))


def memory(function: Callable, table: tuple) -> tuple[int, bool]:
    """The most bytes that a call held at once, and whether its answer can be written to.

    # driver: runs in the student's process
    """
    import tracemalloc

    tracemalloc.start()
    try:
        got = function(*table)
        most = tracemalloc.get_traced_memory()[1]
        return most, bool(got.flags.writeable)
    finally:
        tracemalloc.stop()


def expect_little(training_rows: Callable) -> None:
    """A table whose row numbers would fit into memory, and are not to be there."""
    table = (2_000_000, 1, 500, 1)

    def measured(*table: int) -> object:
        return in_notebook(memory, training_rows, table, keeps=True)

    measured.__name__ = "training_rows"
    told = unwatched(measured, *table)
    most, own = told if type(told) is tuple and len(told) == 2 else (told, False)
    if type(most) is not int or most > MEMORY:
        what = "bytes that a sample of 500 of 2,000,000 rows takes"
        raise Wrong(what, f"at most {MEMORY:,}", show(most))
    if own is not True:
        raise Wrong("an answer, which is its caller's", "an array to write to", "read-only")


def expect_seeds(training_rows: Callable, rng: np.random.Generator) -> None:
    tables = [(7_000, 2, 1_400), (2**50, 1, 600)]
    for table in tables:
        drawn = int(rng.integers(3, 2**31))
        # Python's hash of 2^61 - 1 is that of 0, and a float does not tell 2^53 from the next
        seeds = [0, 1, 2, 10**6, 2**53, 2**53 + 1, 2**61 - 1]
        seeds += [drawn, drawn + 2**31, drawn + 2**32, drawn + 2**64]
        first = [sample(training_rows, (*table, seed)).copy() for seed in seeds]
        for seed, rows in zip(seeds, first):
            if not np.array_equal(rows, sample(training_rows, (*table, seed))):
                raise Wrong("the same arguments gave other rows", show(rows), "others")
        for number, rows in enumerate(first):
            for other in first[:number]:
                if np.array_equal(rows, other):
                    raise Wrong("two seeds gave the same rows", "others", show(rows))


def refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message contains)."""
    return [
        ((499, 1, 10_000, 1), "499"), ((10_000, 3, 1_499, 1), "499"), ((0, 5, 10**8, 0), "0"),
        ((10**9, 257, 257 * 123 + 256, 3), "123"), ((10**9, 20_000, 10**4, 3), "0"),
        ((10_000, 0, 10_000, 1), "0"), ((10_000, -4, 10**6, 1), "-4"),
        ((10_000, -7, 100, 1), "-7"), ((10_000, -1_000, 10**6, 1), "-1000"),
    ]  # fmt: skip
