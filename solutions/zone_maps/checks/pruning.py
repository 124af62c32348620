"""Judgements of zone maps and of what is asked of them: each calls the student's functions, which it
is given, and raises ``Wrong``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow as pa

from solutions.zone_maps.checks import inputs, oracles, values
from solutions.zone_maps.checks.drivers import (
    answers_of_one_list,
    answers_told,
    zones_of_slices,
    zones_told,
)
from solutions.zone_maps.checks.oracles import plain_zeros, zone_of, zones_of
from solutions.zone_maps.checks.together import Pool, odd, prepared, texts_of
from warehouse import data
from warehouse.checks import (
    in_notebook,
    kept,
    no_slower_than,
    raises,
    run,
    run_each,
    same,
)
from warehouse.checks.compare import is_bool
from warehouse.checks.plain_data import difference
from warehouse.zone_maps.records import Predicate, ZoneMap

Predicates = Sequence[Predicate]


# Zone maps, and what is asked of them.


def expect_zones(build_zone_map: Callable, *cases: tuple) -> None:
    """``cases``: (Python values, rows a block) and the Arrow type, where it cannot be guessed."""
    expect_zones_of(
        build_zone_map, [(pa.array(rows, *type_), size) for rows, size, *type_ in cases]
    )


def expect_zones_of(build_zone_map: Callable, cases: list[tuple]) -> None:
    """``cases``: (column, rows a block), sent across together. 0.0 and -0.0 are equal: either may
    stand for both."""
    for (column, block_rows), got in run_each(build_zone_map, cases):
        got, right = plain_zeros(got), plain_zeros(zones_of(column, block_rows))
        if difference(got, right) is not None:
            same(
                got,
                right,
                f"the list of zone maps of {values.shown(column)}, {block_rows} a block,",
            )


def expect_generated_zones(build_zone_map: Callable, name: str) -> None:
    """As ``expect_zones_of``, of the generated columns of that name."""
    make, judge = GENERATED_COLUMNS[name]

    def given() -> list:
        pool, sent = Pool(), []
        for column, size in make():
            chunked = isinstance(column, pa.ChunkedArray)
            chunks = column.chunks if chunked else [column]
            sent.append([[pool.array(chunk) for chunk in chunks], chunked, size])
        return [pool.columns(), sent]

    sent, right = prepared(
        f"columns, {name}", given, lambda: [repr(plain_zeros(zones_of(*case))) for case in make()]
    )
    wrong = odd(texts_of(build_zone_map, zones_told, sent), right)
    if wrong:
        cases = make()
        judge(build_zone_map, [cases[at] for at in wrong])


def expect_ends_of(build_zone_map: Callable, cases: list[tuple]) -> None:
    """As ``expect_zones_of``, of the smallest and largest values alone."""
    for (column, block_rows), got in run_each(build_zone_map, cases):
        what = f"the list of smallest and largest of {values.shown(column)}, {block_rows} a block,"
        same(_ends(plain_zeros(got)), _ends(plain_zeros(zones_of(column, block_rows))), what)


def _ends(zones: object) -> object:
    records = type(zones) is list and all(
        isinstance(zone, tuple) and type(zone).__name__ == "ZoneMap" for zone in zones
    )
    return [tuple(zone[:2]) for zone in zones] if records else zones


def expect_slices_apart(build_zone_map: Callable) -> None:
    """Of one column several slices of one length: which it is counts, not where its buffers lie."""
    column = pa.array([3, None, 1, 7, 9, 2, 8, None, None, 4])
    slices = [[0, 4], [4, 4], [1, 4], [6, 4], [0, 4]]

    def zones_of_all(column: pa.Array, slices: list, size: int) -> list:
        return in_notebook(zones_of_slices, build_zone_map, column, slices, size)

    got = run(zones_of_all, column, slices, 2)
    right = [zones_of(column.slice(*place), 2) for place in slices]
    same(got, right, f"zone maps of the slices {slices} (start, length) of one column")


def expect_neighbours_apart(build_zone_map: Callable) -> None:
    """The ends of blocks of two values that are nearly alike must be these values."""
    rows = lambda a, b: [a, b, b, a, a, a, b, b]
    cases = [(pa.array(rows(a, b), kind), 2) for kind, a, b in inputs.NEIGHBOURS]
    expect_ends_of(build_zone_map, cases)


def expect_no_zones(build_zone_map: Callable) -> None:
    """What must be refused: blocks of no rows, and nested columns; of columns without rows, too."""
    for rows, none in (([1, 2], 0), ([1, 2], -8), ([], 0), ([], -8)):
        raises(ValueError, build_zone_map, pa.array(rows, pa.int64()), none)
    lists = pa.list_(pa.int8()), pa.list_(pa.int8(), 2), pa.large_list(pa.int8())
    views = pa.list_view(pa.int8()), pa.large_list_view(pa.int8())
    for kind in (*lists, *views, pa.struct({"a": pa.int8()}), pa.map_("int8", "int8")):
        for rows in ([None, None], []):
            naming = str(kind).partition("<")[0]
            raises(TypeError, build_zone_map, pa.array(rows, kind), 2, naming=naming)


def with_values(cases: list[tuple]) -> list[tuple]:
    """Of ``cases`` as of ``expect_zones_of`` those with a value in every block: blocks of nulls are
    another check's matter."""
    return [case for case in cases if all(zone.minimum is not None for zone in zones_of(*case))]


#: By name: columns, and how one is judged of which another text came back than the right one.
GENERATED_COLUMNS: dict[str, tuple[Callable[[], list], Callable]] = {
    "whole numbers with nulls": (
        lambda: with_values(values.columns(values.WHOLE, 12, nulls=0.4)),
        expect_zones_of,
    ),
    "floats with NaN": (
        lambda: values.columns(values.FLOATS, 20, nulls=0.3, nans=0.4),
        expect_zones_of,
    ),
    "all types": (lambda: with_values(values.columns_of_types()), expect_ends_of),
    "chunks": (lambda: values.columns(("int8", "int64"), 20, chunked=True), expect_zones_of),
}


def expect_zones_of_parquet(build_zone_map: Callable, ratio: float) -> None:
    """The zone maps must be the statistics that Parquet keeps of 57,344 ship dates and parts, 14
    full blocks of 4,096; those of the dates come at ``ratio`` of Arrow's speed."""
    table = data.table("lineitem", 0.01, ["l_shipdate", "l_partkey"])
    table = table.slice(0, 14 * 4096).combine_chunks()
    known = kept(lambda: oracles.parquet_zones(table, 4096), "Parquet's zone maps", seeded=False)
    for name, expected in known.items():
        what = f"the list of zone maps of {name}"
        same(run(build_zone_map, table[name], 4096), expected, what)
    dates = table["l_shipdate"]
    no_slower_than(
        lambda: build_zone_map(dates, 4096),
        lambda: oracles.extremes(dates, 4096),
        ratio,
        "build_zone_map of 57,344 ship dates",
        rounds=2,
    )


def expect_answers(may_match: Callable, zone: ZoneMap, *cases: tuple[str, object, bool]) -> None:
    """``cases``: (operator, value, the right answer), sent across together."""
    got = run_each(may_match, [(zone, op, value) for op, value, _ in cases])
    for (op, value, expected), (_, answer) in zip(cases, got):
        is_bool(answer, expected, f"may a block with {zone} hold a row that is {op} {value!r}?")


def expect_list_read_anew(may_match: Callable) -> None:
    """A list that has been changed since the last call is another question."""
    fillings = [[1, 2], [5, 2], [40], [], [7], [1, 2]]

    def answers(zone: list, fillings: list) -> list:
        return in_notebook(answers_of_one_list, may_match, zone, fillings)

    for answer, wanted in zip(run(answers, [4, 9, 0, 6], fillings), fillings):
        right = any(4 <= value <= 9 for value in wanted)
        is_bool(
            answer,
            right,
            f"may a block of 4 to 9 hold a row that is in {wanted}, a list that "
            "held others in the call before?",
        )


def expect_answers_of_types(may_match: Callable) -> None:
    """Generated blocks of all types; blocks of one value under its neighbour; times by two clocks."""
    expect_generated_answers(may_match, {True, False}, of_types=True)
    for _, low, high in inputs.NEIGHBOURS:
        above = [(op, high, False) for op in ("=", ">=", ">")]
        above += [("in", [high, high], False), ("between", (high, high), False)]
        above += [("=", low, True), ("<", high, True)]
        expect_answers(may_match, ZoneMap(low, low, 0, 3), *above)
        both = [("=", low, True), ("=", high, True), ("in", [low], True), ("<>", low, True)]
        expect_answers(may_match, ZoneMap(low, high, 0, 3), *both)
        below = [("=", low, False), ("<=", low, False), ("<>", low, True), ("in", [low], False)]
        expect_answers(may_match, ZoneMap(high, high, 0, 3), *below, (">", low, True))
    expect_answers(may_match, *inputs.BY_ANOTHER_CLOCK)


def expect_counts(may_match: Callable) -> None:
    """``is_null`` and ``is_not_null``, whatever the value, of blocks with and without values."""
    blocks = [(1, 9, 0, 4), (1, 9, 3, 4), ("", "", 0, 1)]
    blocks += [(None, None, nulls, 4) for nulls in (4, 0, 1)] + [(None, None, 1, 1)]
    for zone in (ZoneMap(*block) for block in blocks):
        null, value = zone.null_count > 0, zone.null_count < zone.rows
        cases = [("is_null", given, null) for given in (None, 0, [], float("nan"))]
        cases += [("is_not_null", given, value) for given in (None, 5, float("nan"))]
        expect_answers(may_match, zone, *cases)


def expect_nothing_to_match(may_match: Callable, blocks: list[tuple[ZoneMap, object]]) -> None:
    """``blocks``: (zone map, None or NaN), which match under no comparison, and change nothing of
    what a list holds besides."""
    for zone, x in blocks:
        v = zone.minimum
        cases = [("in", [x], False), ("in", [x, v], True), ("in", [v, x], True)]
        cases += [("between", ends, False) for ends in ((x, v), (v, x), (x, x))]
        cases += [("between", (v, v), True), *((op, x, False) for op in oracles.COMPARE)]
        expect_answers(may_match, zone, *cases)


def expect_no_operators(may_match: Callable, *names: str) -> None:
    """Operators that are none, of a block with values and of one without."""
    for op in names:
        for zone in (ZoneMap(1, 9, 0, 4), ZoneMap(None, None, 4, 4)):
            raises(ValueError, may_match, zone, op, 5, naming=op)


def expect_generated_answers(
    may_match: Callable, answers: set[bool], of_types: bool = False
) -> None:
    """Of ``values.blocks(of_types)`` under their conditions, those that have one of ``answers``."""

    def given() -> list:
        cases = asked_with(values.blocks(of_types), answers)
        plain = lambda op, value: list(value) if op == "between" else value
        return [[[*zone, op, plain(op, value)] for zone, op, value, _, _ in cases]]

    def right() -> list[str]:
        return [repr(case[3]) for case in asked_with(values.blocks(of_types), answers)]

    sent, known = prepared(f"blocks, {of_types}, {sorted(answers)}", given, right)
    wrong = odd(texts_of(may_match, answers_told, sent), known)
    if wrong:
        cases = asked_with(values.blocks(of_types), answers)
        _expect_answers_with(may_match, [cases[at] for at in wrong])


def expect_random_answers(may_match: Callable, cases: list[tuple], answers: set[bool]) -> None:
    """``cases``: (rows of a block, operator, value), of which those with one of ``answers``."""
    _expect_answers_with(may_match, asked_with(cases, answers))


def asked_with(cases: list[tuple], answers: set[bool]) -> list[tuple]:
    """Of (rows of a block, operator, value) those with one of ``answers``: (zone map, operator, value,
    the right answer, rows). A block of one or two values holds just its ends: who sees that may skip
    it, so that is not asked."""
    asked = []
    for rows, op, value in cases:
        zone = zone_of(rows)
        right = oracles.may_hold(zone, op, value)
        hit = any(oracles.row_matches(row, op, value) for row in rows)
        if right in answers and (hit or not right or zone.rows - zone.null_count > 2):
            asked.append((zone, op, value, right, rows))
    return asked


def _expect_answers_with(may_match: Callable, asked: list[tuple]) -> None:
    """``asked``: as of ``asked_with``."""
    got = run_each(may_match, [(zone, op, value) for zone, op, value, *_ in asked])
    for (zone, op, value, right, rows), (_, answer) in zip(asked, got):
        if any(oracles.row_matches(row, op, value) for row in rows):
            what = f"the block {rows} holds a row that is {op} {value!r}: it must not be skipped"
        elif right:
            what = f"{zone} may hold a row that is {op} {value!r}: the block must not be skipped"
        else:
            what = f"{zone} rules out every row that is {op} {value!r}: the block must be skipped"
        is_bool(answer, right, what)


# Scans.
