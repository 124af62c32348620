"""What is generated for the exercises distribute and two_phase_aggregate: hypothesis strategies."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

#: Hypothesis strategies: keys of 64 bits, small ones and the ends more often; columns of
#: them; slices to put these on; rows of the chunks that a column is cut into.
WHOLE_NUMBERS = st.one_of(
    st.integers(-4, 4),
    st.sampled_from([-(2**63), 2**63 - 1, 0, -1, 2**31, 2**53 + 1]),
    st.integers(-(2**63), 2**63 - 1),
)
WHOLE_KEYS = st.lists(WHOLE_NUMBERS, min_size=6, max_size=40)
SLICES = st.integers(1, 9)
SEVERAL_SLICES = st.integers(3, 6)
CUTS = st.lists(st.sampled_from([0, 1, 2, 3, 5]), max_size=4)

#: Types whose values can be equal, and values that all of them hold.
ALIKE: dict[str, tuple[str, ...]] = {
    "small numbers": ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    "numbers below 0": ("int8", "int16", "int32", "int64"),
    "numbers above 2^31": ("uint32", "int64", "uint64"),
    "numbers above 2^63": ("uint64", "uint64"),
    "dates": ("date32", "date64"),
    "texts": ("string", "large_string"),
}
_VALUES: dict[str, st.SearchStrategy] = {
    "small numbers": st.integers(0, 127),
    "numbers below 0": st.integers(-128, -1),
    "numbers above 2^31": st.integers(2**31, 2**32 - 1),
    "numbers above 2^63": st.integers(2**63 - 2, 2**64 - 1),
    "dates": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    "texts": st.one_of(
        st.sampled_from(["", " ", "a", "a ", "null", "None", "0", "\0", "a\0", "straße", "東京"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    ),
}


@st.composite
def alike_keys(draw: st.DrawFn, what: str, nulls: bool = False) -> tuple[list, tuple[str, ...]]:
    """Keys of one line of ``ALIKE``, some of them more than once and, where ``nulls``, some null, and
    up to four of the types that they can have, where ``nulls`` two."""
    values = draw(st.lists(_VALUES[what], min_size=1, max_size=6))
    places = st.integers(0, len(values) - 1)
    places = st.one_of(places, st.none()) if nulls else places
    drawn = draw(st.lists(places, min_size=3, max_size=10))
    kinds = draw(st.permutations(ALIKE[what]))[: 2 if nulls else 4]
    return [None if at is None else values[at] for at in drawn], tuple(kinds)


#: Of each line of ``ALIKE``.
ALIKE_KEYS = st.tuples(*map(alike_keys, ALIKE))
ALIKE_WITH_NULLS = st.tuples(*(alike_keys(what, nulls=True) for what in ALIKE))

#: Hypothesis strategy: rows of each part, several times.
PART_ROWS = st.lists(
    st.lists(st.one_of(st.just(0), st.integers(0, 40)), min_size=1, max_size=12),
    min_size=1,
    max_size=9,
)
#: Hypothesis strategy: rows of two columns to group by, whole numbers and texts, and one of
#: numbers, no null among them.
GROUP_ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.integers(-100, 100)),
    min_size=6,
    max_size=40,
)
#: Several (keys, rows of the chunks that they are cut into, slices), since these go across together.
LAID_OUT = st.lists(st.tuples(WHOLE_KEYS, CUTS, SLICES), min_size=3, max_size=4)
