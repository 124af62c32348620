"""Made columns for the encodings of single columns: over all types, values, lengths and layouts
that the tasks allow, the short ones first, so that a failure shows a small one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import generator, kept

#: None is a multiple of what encoders like to work in; 1,025 rows come last.
LENGTHS = (1, 2, 5, 13, 65, 257, 1025)
INTEGERS = tuple(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))
FLOATS = ("float64", "float32", "float16")
DATES = ("datetime64[D]", "datetime64[us]", "timedelta64[s]")
TEXTS = ("U20", "S9", "bool")
SWAPPED = (">i4", ">u8", ">i8")  # of the other byte order
TYPES = (*INTEGERS, *FLOATS, *DATES, *TEXTS)
_WORDS = [
    "",
    "AIR",
    "MAIL",
    "a",
    "A",
    "AIR ",
    " AIR",
    "é",
    "東京",
    "\n",
    "0",
    "nan",
    "REG AIR, LAST 20",
]


def special_values(dtype: np.dtype | str) -> np.ndarray:
    """What is hard in a column of ``dtype``: ends, borders, NaNs of several bits, both zeros."""
    dtype = np.dtype(dtype)
    if not dtype.isnative:
        return special_values(dtype.newbyteorder("=")).byteswap().view(dtype)
    bits = 8 * dtype.itemsize
    if dtype.kind == "b":
        return np.array([False, True])
    if dtype.kind == "U":
        return np.array(_WORDS, dtype)
    if dtype.kind == "S":
        return np.array([word.encode()[:9] for word in _WORDS] + [b"\xff\0x"], dtype)
    if dtype.kind in "iu":
        ends = np.iinfo(dtype)
        near = [2**k + more for k in (7, 8, 31, 32, 53, 62) for more in (-1, 0, 1)]
        values = [0, 1, 2, ends.min, ends.min + 1, ends.max, ends.max - 1]
        values += [sign * value for value in near for sign in (1, -1)]
        return np.array([v for v in values if ends.min <= v <= ends.max], dtype)
    if dtype.kind == "f":
        some = np.array([0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan], dtype)
        quiet = some[-1:].view(
            f"u{dtype.itemsize}"
        )  # and NaNs of other bits, and the smallest number
        others = np.concatenate(
            (
                quiet | 1,
                quiet | 2,
                quiet ^ quiet.dtype.type(1 << bits - 1),
                np.array([1], quiet.dtype),
            )
        )
        return np.concatenate((some, others.view(dtype)))
    return np.array([np.iinfo(np.int64).min, 0, 1, -1, 2**53, 2**53 + 1, 9_000], np.int64).view(
        dtype
    )


def columns_of(*dtypes: str, of: Callable[[str], np.ndarray] = special_values) -> list[np.ndarray]:
    """Of every dtype and length one column: in turn of all values, of a few, and runs. ``of``: gives
    the values they are drawn from."""

    def make() -> list[np.ndarray]:
        rng, made = generator("compression", "columns", *dtypes, of.__name__), []
        first = int(rng.integers(3))
        for turn, length in enumerate(LENGTHS, first):
            for kind, dtype in enumerate(dtypes, turn):
                values = rng.permutation(of(dtype))
                if kind % 3 == 0:
                    column = rng.permutation(np.resize(values, length))  # long ones hold all
                elif kind % 3 == 1:
                    column = rng.choice(values[:3], length)
                else:
                    column = rng.choice(values, length)[
                        np.sort(rng.integers(0, 9, length) % length)
                    ]
                made.append(column)
        return made

    return kept(make, "compression, made columns", of.__name__, *dtypes)


def fixed_columns(*dtypes: str) -> list[np.ndarray]:
    """What no draw may leave out: texts that differ in a ninth byte, times of a multiple of a unit."""
    made = []
    if "S9" in dtypes:
        made.append(np.array([b"REG AIR 1", b"REG AIR 2", b"REG AIR 2"]))
    if "timedelta64[s]" in dtypes:
        made.append(np.array([3, 3, 5]).astype("timedelta64[15m]"))
    return made


def moderate(dtype: str) -> np.ndarray:
    """Numbers of either sign whose distances fit int64 by far."""
    return generator("compression", "moderate").integers(-(2**40), 2**40, 12).astype(dtype)


def near_the_top(dtype: str) -> np.ndarray:
    """Close together, at the upper end of int64."""
    return 2**63 - 1 - generator("compression", "top").integers(0, 900, 6).astype(dtype)


def near_the_bottom(dtype: str) -> np.ndarray:
    """Close together, at the lower end of int64."""
    return -(2**63) + generator("compression", "bottom").integers(0, 900, 6).astype(dtype)


def around_2_53(dtype: str) -> np.ndarray:
    """Close together, where float64 begins to leave numbers out."""
    return 2**53 + generator("compression", "2**53").integers(-900, 900, 6).astype(dtype)


def plain_values(dtype: str) -> np.ndarray:
    """Small numbers, none of them 2**k - 1 apart: where only the layout is judged."""
    return np.array([10, 15, 23, 40, 67]).astype(dtype)


def plain_columns(*dtypes: str) -> list[np.ndarray]:
    """Short columns of at least two different values."""
    made = columns_of(*dtypes, of=plain_values)
    return [a for a in made if len(a) <= 65 and len(np.unique(a)) > 1]


def twins() -> list[np.ndarray]:
    """Three columns of the same length, ends and sum; the first and the second also begin and end
    alike for hundreds of rows. What is kept of one by such a mark is wrong for another."""
    one = generator("compression", "twins").integers(-6, 7, 1025)
    one[600:602] = 1, 5
    other = one.copy()
    other[600:602] = 5, 1
    return [one, other, one[::-1].copy()]


def long_column() -> np.ndarray:
    """More rows than two bytes count, and than a block of 65,536 has."""
    return generator("compression", "long").integers(-(2**20), 2**20, 70_001)


def columns_that_are_not(dtype: str) -> list[np.ndarray]:
    """Of each other dtype, columns of no and of some rows."""
    others = [d for d in (*INTEGERS, *FLOATS, *DATES, "bool", "U3", "complex128") if d != dtype]
    return [np.ones(rows).astype(d) for d in others for rows in (0, 2)]


def runs_of(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The runs of equal bits of a column: (values, lengths). Row by row, plainly right."""
    rows = [a[row : row + 1].tobytes() for row in range(len(a))]
    starts = [row for row in range(len(a)) if not row or rows[row] != rows[row - 1]]
    return a[starts], np.diff(np.array([*starts, len(a)], np.int64))
