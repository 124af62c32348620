"""Exercise 3: rows, and the pages that they fill."""

from __future__ import annotations

import numpy as np

#: Rows of lineitem at scale factor 0.01.
LINES = 60_175


def pages_by_places(lengths: list[int], page: int) -> int:
    """Every row at its place in one long file; one that would lie on both sides of a border moves
    behind it."""
    end = 0
    for length in lengths:
        if end // page != (end + length - 1) // page:
            end = -(-end // page) * page
        end += length
    return -(-end // page)


def drawn_rows(rng: np.random.Generator) -> list[tuple[list[int], int]]:
    """(lengths, page), short lists first. No page becomes full (most lengths are even, and pages odd); one has from a few bytes
    to more than 32 bits count."""
    # bytes that would fill whole pages, if rows were cut
    cases = [([4, 4, 6, 4], 9), ([2, 2, 4, 2, 4, 4, 2, 4, 4, 2, 4, 2], 9)]
    for rows, page in ((4, 101), (4, 8_191), (9, 99_999), (12, 2**33 + 1), (40, 8_191)):
        # a small row behind two large ones would still fit the first one's page
        large, half, small = (page * tenths // 20 * 2 for tenths in (6, 5, 3))
        cases.append((([large, half, half, small, half, large, small] * 6)[:rows], page))
    # in an earlier page just the next row's bytes are free, or one more
    for page in (10, 101, 8_191):
        for spare in (0, 1):
            small = int(rng.integers(page // 5, page // 3))
            first, large = page - small - spare, page - small + 1
            cases.append(([first, large, small, large, small, small // 2], page))
            cases.append(([first, large, large, small, large], page))
    for rows in (1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 12, 20, 40, 80, 200):
        for most in (3, 7, 20):
            page = 2 * int(rng.integers(most, 3 * most)) + 1
            lengths = 2 * rng.integers(1, most + 1, rows)
            cases.append((lengths.tolist(), page))
    return cases


def full_pages(rng: np.random.Generator) -> list[tuple[list[int], int]]:
    """Rows of one length that divides the page's, so that every page but the last is full."""
    cases = [([1], 1), ([7], 7), ([1, 1], 1), ([1, 1], 2), ([3, 3, 3, 3, 3], 6)]
    # shares of a page do not add up to a whole one, where they are floats
    cases += [([1] * 3 * page, page) for page in (6, 10, 49, 100)]
    for _ in range(8):
        length, in_a_page, rows = (int(number) for number in rng.integers(1, (40, 7, 30)))
        cases.append(([length] * rows, length * in_a_page))
    return cases


def full_behind_one_that_is_not() -> list[tuple[list[int], int]]:
    """A row fills a page behind a page in which the next row would have had room."""
    return [([60, 100, 40], 100), ([60, 100, 100, 30, 10], 100), ([3, 4, 4, 1, 4, 1], 4)]


def many_rows() -> list[tuple[list[int], int]]:
    """As many rows as lineitem has at scale factor 0.01, all of one length."""
    return [([150] * LINES, 8_192)]


def rows_too_long() -> list[tuple[list[int], int, str]]:
    """(lengths, page, the place of the first row that is too long); no number but the place has its
    digits."""
    return [
        ([200], 100, "0"),
        ([101, 5, 6], 100, "0"),
        ([5] * 17 + [200, 5, 5], 100, "17"),
        ([5] * 34 + [200, 5, 200], 100, "34"),
        ([100] * 23 + [101], 100, "23"),
        ([5] * 26 + [101, 300, 5], 100, "26"),  # the longest is another
    ]
