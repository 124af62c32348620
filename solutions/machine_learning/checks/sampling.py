"""Exercise 1: tables, the pieces that they are cut into, and what chance has to do inside of a piece."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong, at_most, in_notebook, run, run_each, same, unwatched
from warehouse.checks.showing import show

PLACES, PIECES = 10, 1_000
LEAST, MOST = 40, 160  # of ``PIECES``: how often a place is taken
WIDTHS = (10, 10, 10, 100_000, 2**40, 4 * 10**15)  # rows of a piece
LAGS = (1, 2, 3, 4, 5, 7, 8, 10, 16)
MOST_ALIKE = 200  # of some 1,000: a tenth is due
MOST_KB = 1_000


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
    """Rows and pieces of which a border that is worked out in floats falls short of the whole number, again and again."""
    found = []
    for taken in rng.permutation(np.arange(500, 1_500)).tolist():
        rows = taken + int(rng.integers(1, taken // 20 + 1)) * (taken // 20)
        number = np.arange(taken)
        short = (number * (rows / taken)).astype(np.int64) < number * rows // taken
        if short.sum() >= 3:
            found.append((rows, taken))
        if len(found) == 10:
            break
    return found


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
    """Of 1,000 pieces in one sample every tenth of them, and every last digit of a place; and what a place says of those
    after it."""
    for width in WIDTHS:
        seed = int(rng.integers(0, 2**32))
        got = sample(training_rows, (width * PIECES, 1, PIECES, seed))
        if len(got) != PIECES:
            raise Wrong("the number of rows", str(PIECES), str(len(got)))
        places = np.clip(got - width * np.arange(PIECES), 0, width - 1)
        tenths = places * PLACES // width
        for found, what in ((tenths, "tenth"), (places % PLACES, "last digit of a place")):
            taken = np.bincount(found, minlength=PLACES)
            if taken.min() < LEAST or taken.max() > MOST:
                what = f"how often each {what} is taken, of {PIECES} pieces of {width:,} rows"
                raise Wrong(what, f"{LEAST} to {MOST} times", show(taken))
        for lag in LAGS:
            expect_apart(tenths[:-lag], tenths[lag:], lag)


def expect_apart(before: np.ndarray, after: np.ndarray, lag: int) -> None:
    """Raises ``Wrong`` where the place of a piece can be guessed from that of one before it: the same, so many further on, or
    the mirrored one."""
    for found, what in ((after - before, "so far behind"), (after + before, "mirrored by")):
        taken = np.bincount(found % PLACES, minlength=PLACES)
        if taken.max() > MOST_ALIKE:
            given = (
                f"of pieces that are {lag} apart, {what} the other's place: {taken.argmax()} tenths"
            )
            words = "how often one rule gives the place of a piece by that of another"
            raise Wrong(words, f"at most {MOST_ALIKE} times", show(taken.max()), given)


def peak(training_rows: Callable, table: tuple) -> int:
    """The most bytes that were in use while a sample was drawn.

    # driver: runs in the student's process
    """
    import tracemalloc

    training_rows(*table)
    tracemalloc.start()
    training_rows(*table)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def expect_little_memory(training_rows: Callable) -> None:
    """500 rows of ten million: a bit for each of the others would be more than the bar."""

    def measured(about: str) -> int:
        return in_notebook(peak, training_rows, (10**7, 1, 500, 3), keeps=True)

    measured.__name__ = "training_rows"
    most = unwatched(measured, "500 rows of 10,000,000")
    at_most(most / 1000, MOST_KB, "kB in use while 500 rows of 10,000,000 are drawn")


def expect_seeds(training_rows: Callable, rng: np.random.Generator) -> None:
    tables = [(7_000, 2, 1_400), (2**50, 1, 600)]
    for table in tables:
        seeds = [0, 1, 2, *(int(seed) for seed in rng.integers(3, 2**32, 4))]
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
    ]  # fmt: skip
