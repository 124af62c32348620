"""The compression lab's oracles and judgements: right answers pass, hand-made wrong ones do not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from solutions.compression.checks import (
    choosing,
    encodings,
    made,
    made_tables,
    packing,
    tables,
    together,
)
from solved import solved
from warehouse.checks import Wrong, same_array
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.compression.records import Delta, Dictionary, FrameOfReference, Mostly, RunLength

ENDS = [-(2**63), 2**63 - 1, 0]


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    names = solved("compression")
    # what later exercises are handed of earlier ones: here, the reference's own
    handed = {"pack": "bit_pack", "unpack": "bit_unpack", "frame": "for_encode"}
    handed["unframe"] = "for_decode"
    names |= {name: names[its] for name, its in handed.items()}
    return names


@pytest.mark.parametrize("width", [1, 7, 13, 63])
@pytest.mark.parametrize("count", [1, 5, 64, 130])
def test_two_ways_of_packing_agree(width, count):
    a = np.random.default_rng(width).integers(0, 2**width, count, np.uint64)
    packed = packing.packed_by_hand(a, width)
    assert packed.tolist() == packing.packed_by_numpy(a, width).tolist()
    assert len(packed) == -(-count * width // 8)
    assert packing.unpacked_by_numpy(packed, width, count).tolist() == a.tolist()


def test_packing_of_the_task():
    assert packing.packed_by_hand(np.array([1, 2, 3], np.uint64), 2).tolist() == [57]


def test_runs_put_together_are_the_column():
    a = np.array([3, 3, 1, 1, 1, 3, *ENDS])
    values, lengths = made.runs_of(a)
    assert np.repeat(values, lengths).tolist() == a.tolist()
    assert all(values[1:] != values[:-1])


def test_costs_of_the_task():
    cost = choosing.whole_column_costs(np.array([5, 9, 5, 5, 9, 9]))
    assert (cost["raw"], cost["runlength"], cost["bytedict"], cost["for"]) == (48, 48, 22, 2.25)
    assert (cost["mostly8"], cost["delta"]) == (6, 3)  # one alone is the cheapest
    assert choosing.cheapest(np.array([5, 9, 5, 5, 9, 9])) == {"for"}
    assert "bytedict" not in choosing.whole_column_costs(np.arange(257))


def test_each_encoding_is_the_best_of_a_made_column():
    made = choosing.MadeColumns()
    columns = made.for_each_encoding() | made.of_neighbours()
    costs = {name: choosing.whole_column_costs(a) for name, a in columns.items()}
    best = {min(cost, key=cost.get) for cost in costs.values()}
    assert best == {
        "raw",
        "bytedict",
        "for",
        "mostly8",
        "mostly16",
        "mostly32",
        "runlength",
        "delta",
    }


def test_stretches_that_count_a_run_each_and_rows_that_count_alone_choose_otherwise():
    """By how much: a chance sample may not bring a right answer there."""
    columns = choosing.MadeColumns()
    cost = choosing.whole_column_costs(columns.of_neighbours()["runs of sixty small values"])
    others = min(price for name, price in cost.items() if name != "runlength")
    assert 1.2 < others / cost["runlength"] < (1 / 60 + 1 / 200) * 60
    (many,) = columns.of_runs_of_ten().values()
    cost = choosing.whole_column_costs(many)
    assert min(cost, key=cost.get) == "runlength" and "bytedict" not in cost
    assert cost["runlength"] > len(many) + 8 * 100  # what a dictionary of those seen would take


def test_made_columns_are_of_one_size_and_the_same_each_time():
    def made():
        columns = choosing.MadeColumns()
        return {**columns.that_change(), "on the edge": columns.on_the_edge()}

    first, second = made(), made()
    assert {len(a) for a in first.values()} == {choosing.ROWS}
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_the_wide_columns_have_the_features_that_the_tasks_allow():
    """Counted in what the generators really made."""
    floats = made.columns_of(*made.FLOATS)
    for name in made.FLOATS:
        own = [a for a in floats if a.dtype == name]
        bits = np.concatenate([a.view(f"u{a.itemsize}") for a in own])
        values = bits.view(name)
        assert len(np.unique(bits[np.isnan(values)])) >= 3
        assert {0.0, np.inf, -np.inf} <= set(values.tolist())
        assert {True, False} <= set(np.signbit(values[values == 0]).tolist())
        assert any(
            len(a) > 1 and np.isnan(a[1:] + a[:-1]).any() and len(made.runs_of(a)[0]) < len(a)
            for a in own
        )
    for name in made.INTEGERS:
        own = [a for a in made.columns_of(*made.INTEGERS) if a.dtype == name]
        ends = np.iinfo(name)
        assert {ends.min, ends.max} <= {value for a in own for value in a.tolist()}
        assert {len(a) for a in own} == set(made.LENGTHS)
    whole = {v for a in made.columns_of(*made.INTEGERS) for v in a.tolist()}
    assert {2**53, 2**53 + 1} <= whole
    dates = made.columns_of(*made.DATES)
    assert sum(bool((np.isnat(a[1:]) & np.isnat(a[:-1])).any()) for a in dates) >= 3
    texts = {str(v) for a in made.columns_of(*made.TEXTS) if a.dtype.kind == "U" for v in a}
    assert {"", "AIR", "AIR ", "東京"} <= texts
    others = made.columns_that_are_not("int64")
    assert {len(a) for a in others} == {0, 2}
    assert "int64" not in {str(a.dtype) for a in others}
    assert {"uint64", "int32", "float64", "bool"} <= {str(a.dtype) for a in others}


def test_layouts_are_what_they_are_called():
    seen = []

    def look(a):
        seen.append((a.strides[0] // a.itemsize, a.flags.writeable, a.tolist()))
        return a.copy()

    column = np.array([4, 5, 6])
    together.each_in_layouts(look, [(column,)], [column], same_array)
    assert [stride for stride, _, _ in seen] == [2, -1, 1]
    assert [writeable for _, writeable, _ in seen] == [True, True, False]
    assert all(values == [4, 5, 6] for _, _, values in seen)
    with pytest.raises(Wrong, match="as it likes") as told:
        together.each_in_layouts(lambda a: a.view(np.int8), [(column,)], [column], same_array)
    assert "contiguous" in told.value.got
    assert told.value.given.endswith("every other row of a longer column")


CASES = [(np.array([n, n + 1]), 3) for n in range(40)]  # more than are watched


def test_of_many_calls_the_one_that_is_wrong_is_named():
    def add(a, by):
        return a + by + (a[0] == 30)

    with pytest.raises(Wrong, match="the result differs") as told:
        together.each(add, CASES, [a + by for a, by in CASES], same_array)
    assert told.value.given == "add([30, 31] (int64), 3)"


def test_what_many_calls_end_in_is_seen_as_of_one():
    def add(a, by):
        if a[0] == 30:
            raise KeyError("thirty")
        return a + by

    with pytest.raises(Raised, match="thirty") as told:
        together.each(add, CASES, [a + by for a, by in CASES], same_array)
    assert told.value.given == "add([30, 31] (int64), 3)"

    def stub(a, by):
        raise NotImplementedError

    with pytest.raises(NotStarted):
        together.each_with(stub, CASES, [()], CASES, same_array)
    with pytest.raises(NotStarted):
        together.each_refused(ValueError, stub, CASES)

    shared = np.zeros(2, np.int64)

    def shares(a, by):
        shared[:] = a + by
        return shared

    with pytest.raises(Wrong, match="changed when the function was called again"):
        together.each_with(shares, CASES, [()], [a + by for a, by in CASES], same_array)

    remembered = {}

    def remembers(a, by):
        return remembered.setdefault(int(a[0]), a + by)

    with pytest.raises(Wrong, match="once its caller had changed the first"):
        together.each_with(remembers, CASES, [()], [a + by for a, by in CASES], same_array)

    with pytest.raises(Wrong, match="is a part of what was given"):
        together.each(lambda a, by: a[1:], CASES, [a[1:] for a, _ in CASES], same_array)

    def changes(a, by):
        a += by
        return a

    with pytest.raises(Wrong, match="changed its argument 1 in place"):
        together.each_with(changes, CASES[20:], [()], [a + by for a, by in CASES[20:]], same_array)
    assert CASES[39][0].tolist() == [39, 40]


def test_a_column_that_is_locked_or_filled_anew_is_seen_among_many():
    expected = [a + by for a, by in CASES]

    def locks(a, by):
        a.flags.writeable = False
        return a + by

    with pytest.raises(Wrong, match="changed what it was given"):
        together.each_with(locks, CASES, [()], expected, same_array)
    last = []

    def remembers_the_array(a, by):
        if not last or last[0] is not a:
            last[:] = a, a + by
        return last[1].copy()

    with pytest.raises(Wrong, match="its owner has put other rows"):
        together.each_with(remembers_the_array, CASES, [()], expected, same_array)


def test_a_refusal_that_is_missing_or_of_another_kind_is_found_among_many():
    def refuse(number, kind):
        if number != 5:
            raise kind(f"not {number}")

    cases = [(number, ValueError) for number in range(9)]
    with pytest.raises(Wrong, match="must refuse this input") as told:
        together.each_refused(ValueError, refuse, cases)
    assert told.value.given.startswith("refuse(5, ")
    del cases[5]
    together.each_refused(ValueError, refuse, cases, [f"not {number}" for number, _ in cases])
    with pytest.raises(Wrong, match="must refuse this input"):
        together.each_refused(TypeError, refuse, cases)
    with pytest.raises(Wrong, match="must refuse this input"):
        together.each_refused(ValueError, refuse, cases, ["another word"] * len(cases))


def test_small_columns_tell_every_price_apart():
    best = [choosing.cheapest(a) for a in choosing.small_columns()]
    alone = {next(iter(names)) for names in best if len(names) == 1}
    # a frame of reference of 64 bits costs what raw costs
    assert alone == set(choosing.whole_column_costs(np.arange(200))) - {"raw"}
    assert any("raw" in names for names in best)
    distinct = {len(np.unique(a)) for a in choosing.small_columns()}
    assert {255, 256, 257} <= distinct

    def other(price):  # one that prices a thing wrong chooses another encoding at least once
        return any(price(a) not in names for a, names in zip(choosing.small_columns(), best))

    def priced(a, **changed):
        cost = choosing.whole_column_costs(a) | changed
        return min(cost, key=cost.get)

    runs = lambda a: 1 + int(np.count_nonzero(a[1:] != a[:-1]))
    assert other(lambda a: priced(a, runlength=8 * runs(a)))
    assert other(lambda a: priced(a, bytedict=len(a) + 8 * len(np.unique(a))))
    assert not other(priced)


def test_tables_have_the_features_that_the_task_allows():
    generated = made_tables.generated_tables()
    chunks = [[len(chunk) for chunk in table["n"].chunks] for table in generated]
    assert any(len(sizes) > 2 and 0 in sizes[1:-1] for sizes in chunks)
    assert any(table["t"].null_count for table in generated)
    assert any(table.num_rows > 30 and not table["n"].null_count for table in generated)
    assert any(len(table["t"].unique()) > 256 for table in generated)
    assert any(chunk.offset for table in generated for chunk in table["n"].chunks)
    beyond = {2**53 + 1, 2**63 - 1, -(2**63)}
    beside_nulls = [t["n"].to_pylist() for t in generated if t["n"].null_count]
    assert beyond <= {value for rows in beside_nulls for value in rows}
    kinds = {
        str(array.type).split("[")[0].split("(")[0] for array in made_tables.every_type().values()
    }
    wanted = "halffloat float double bool date32 date64 time32 time64 timestamp duration decimal128"
    wanted += " string large_string string_view binary large_binary null int8 int16 int32 int64"
    wanted += " uint8 uint16 uint32 uint64"
    assert set(wanted.split()) <= kinds
    schemas = made_tables.odd_schemas()
    assert any(len(set(t.column_names)) < t.num_columns for t in schemas)
    assert any(not field.nullable and field.metadata for t in schemas for field in t.schema)
    for type_, array in made_tables.other_types().items():
        assert str(array.type).startswith(type_), array.type


def test_a_ready_made_file_is_seen_whatever_it_is_made_into():
    def encode(table):
        import pyarrow.feather as feather

        sink = pa.BufferOutputStream()
        feather.write_feather(table, sink, compression="zstd")
        return sink.getvalue().to_pybytes()[::-1]

    def decode(encoded):
        import pyarrow.feather as feather

        return feather.read_table(pa.BufferReader(encoded[::-1]))

    with pytest.raises(Wrong, match="must be your own"):
        tables.Format(encode, decode).expect_own_format()


def test_a_choice_is_judged_by_what_it_costs():
    def column():
        return {"a narrow range": np.arange(1000) % 128}

    def always(name):
        def analyze_compression(a, rows, seed):
            return name

        return choosing.Chooser(analyze_compression)

    always("for").expect_near_best(column)
    with pytest.raises(Wrong, match="the encoding of an empty column"):
        always("for").expect_small_samples()
    for name in ("raw", "zip", None):
        with pytest.raises(Wrong, match="costs more than 5 % above the best"):
            always(name).expect_near_best(column)

    def careful(a, rows, seed):
        if rows < 1:
            raise ValueError(rows)
        return "zip" if rows == 1 and len(a) else "for" if len(a) else "raw"

    with pytest.raises(Wrong, match="must lead to an encoding"):
        choosing.Chooser(careful).expect_small_samples()
    turns = iter(range(9))

    def in_turn(a, rows, seed):
        return ("for", "delta", "mostly8")[next(turns) % 3]

    with pytest.raises(Wrong, match="the answer in another process"):
        choosing.Chooser(in_turn).expect_steady(np.arange(100) % 90, 10, 2)


def test_a_choice_by_the_hash_of_a_text_is_another_one_in_another_process():
    names = {"np": np}
    source = "def analyze_compression(a, rows, seed):\n"
    source += "    return ('for', 'mostly8')[hash('seed') > 0] if hash(seed) == seed else 'raw'\n"
    exec(source, names)
    for salt in range(30):  # each differs by chance, one of two: the text is salted by its number
        exec(source.replace("'seed')", f"'seed {salt}')"), names)
        one, other = choosing.choices_of_two_processes(
            names["analyze_compression"], np.arange(3), 1, 4
        )
        if one != other:
            return
    pytest.fail("thirty times the same choice in two processes")
    assert "hash" not in names


def judged(notebook):
    """Of every class of judgements: the names of its functions, and what it asks of them."""
    floats = np.array([0.0, np.nan, -0.0, np.nan])
    small = np.array([1, 2, 3], np.uint64)
    return [
        (
            encodings.RunLengths,
            "rle_encode rle_decode",
            lambda s: s.expect((np.array([2, 2, 1]), np.array([2, 1]), [2, 1])),
        ),
        (encodings.RunLengths, "rle_encode rle_decode", lambda s: s.expect_arrows_runs()),
        (
            packing.Packing,
            "bit_pack bit_unpack",
            lambda s: s.expect(2, small),
        ),
        (
            packing.Packing,
            "bit_pack bit_unpack",
            lambda s: (s.expect_layout(), s.expect_unpacked()),
        ),
        (packing.Frames, "for_encode for_decode pack unpack", lambda s: s.expect([], [7], ENDS)),
        (packing.Frames, "for_encode for_decode pack unpack", lambda s: s.expect_powers()),
        (
            packing.Deltas,
            "delta_encode delta_decode frame unframe",
            lambda s: s.expect([1, 5], ENDS),
        ),
        (
            packing.Deltas,
            "delta_encode delta_decode frame unframe",
            lambda s: s.expect_columns(),
        ),
        (encodings.Dictionaries, "dict_encode dict_decode", lambda s: s.expect(floats)),
        (
            encodings.Mostlies,
            "mostly_encode mostly_decode",
            lambda s: s.expect(8, [127, 128, *ENDS]),
        ),
        (
            tables.Format,
            "encode_table decode_table",
            lambda s: s.expect_back(pa.table({"n": [1, None]})),
        ),
    ]


HARM = {
    RunLength: lambda got: got._replace(lengths=got.lengths + 1),
    FrameOfReference: lambda got: got._replace(base=got.base - 1),
    Delta: lambda got: got._replace(first=0),
    Dictionary: lambda got: got._replace(codes=got.codes[::-1]),
    Mostly: lambda got: got._replace(exceptions=got.exceptions[::-1]),
    bytes: bytearray,
    np.ndarray: lambda got: got[:-1],
    pa.Table: lambda got: got.slice(1),
}


@pytest.mark.parametrize("number", range(11))
def test_the_reference_passes_and_either_function_harmed_does_not(notebook, number):
    judgements, names, ask = judged(notebook)[number]
    functions = [notebook[name] for name in names.split()]
    ask(judgements(*functions))
    for place in (0, 1):
        right = functions[place]

        def harmed(*args, right=right):
            got = right(*args)
            return HARM[type(got)](got)

        with pytest.raises(Wrong):
            ask(judgements(*functions[:place], harmed, *functions[place + 1 :]))


def test_the_first_value_of_short_columns(notebook):
    right = [notebook[name] for name in ("delta_encode", "delta_decode", "frame", "unframe")]
    packing.Deltas(*right).expect([], [-9])

    def delta_encode(a):
        return right[0](a)._replace(first=0)

    with pytest.raises(Wrong, match="first is not right"):
        packing.Deltas(delta_encode, *right[1:]).expect([])


def test_dictionaries_are_judged_whatever_their_order(notebook):
    def backwards(a):
        codes, values = notebook["dict_encode"](a)
        return Dictionary((len(values) - 1 - codes).astype(np.uint8), values[::-1].copy())

    student = encodings.Dictionaries(backwards, notebook["dict_decode"])
    student.expect(np.array([30, 10, 20, 30]))
    for harm in (
        lambda got: got._replace(values=got.values.tolist()),
        lambda got: got._replace(codes=got.codes.astype(np.int64)),
        lambda got: got._replace(codes=got.codes + np.uint8(1)),
    ):
        wrong = encodings.Dictionaries(lambda a, harm=harm: harm(backwards(a)), student.decode)
        with pytest.raises(Wrong):
            wrong.expect(np.array([30, 10, 20, 30]))


def test_the_format_of_the_reference_passes(notebook):
    student = tables.Format(notebook["encode_table"], notebook["decode_table"])
    student.expect_every_type_back()
    student.expect_shapes_back()
    student.expect_back(*made_tables.odd_schemas(), *made_tables.generated_tables())
    student.expect_types_refused()
    student.expect_bytes_refused()


def test_a_table_kept_outside_the_bytes_is_found_out(notebook):
    last = []

    def encode(table):
        last.append(table)
        return b"x"

    student = tables.Format(encode, lambda encoded: last[-1])
    student.expect_back(pa.table({"n": [1]}))
    with pytest.raises(Wrong):
        student.expect_every_type_back()
    with pytest.raises(Wrong, match="the schema differs"):
        student.expect_bytes_refused()
