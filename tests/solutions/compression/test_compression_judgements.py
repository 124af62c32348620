"""The compression lab's oracles and judgements: right answers pass, hand-made wrong ones do not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from autograder.quality.attack_corpus import reference
from solutions.compression.checks import choosing, encodings, tables
from warehouse.checks import Wrong
from warehouse.compression.records import Delta, Dictionary, FrameOfReference, Mostly, RunLength

ENDS = [-(2**63), 2**63 - 1, 0]


@pytest.fixture(scope="module")
def notebook():
    """The names of a notebook in which every exercise is solved."""
    records = (Delta, Dictionary, FrameOfReference, Mostly, RunLength)
    names: dict = {"np": np, "pa": pa} | {record.__name__: record for record in records}
    exec("import json\nfrom warehouse import columns", names)
    for exercise, source in reference("compression").items():
        exec(source, names)
        if exercise == "bit_packing":
            names |= {"pack": names["bit_pack"], "unpack": names["bit_unpack"]}
        if exercise == "frame_of_reference":
            names |= {"frame": names["for_encode"], "unframe": names["for_decode"]}
    return names


@pytest.mark.parametrize("width", [1, 7, 13, 63])
@pytest.mark.parametrize("count", [1, 5, 64, 130])
def test_two_ways_of_packing_agree(width, count):
    a = np.random.default_rng(width).integers(0, 2**width, count, np.uint64)
    packed = encodings.packed_by_hand(a, width)
    assert packed.tolist() == encodings.packed_by_numpy(a, width).tolist()
    assert len(packed) == -(-count * width // 8)
    assert encodings.unpacked_by_numpy(packed, width, count).tolist() == a.tolist()


def test_packing_of_the_task():
    assert encodings.packed_by_hand(np.array([1, 2, 3], np.uint64), 2).tolist() == [57]


def test_runs_put_together_are_the_column():
    a = np.array([3, 3, 1, 1, 1, 3, *ENDS])
    values, lengths = encodings.runs_of(a)
    assert np.repeat(values, lengths).tolist() == a.tolist()
    assert all(values[1:] != values[:-1])


def test_costs_of_the_task():
    cost = choosing.whole_column_costs(np.array([5, 5, 5, 5, 9, 9]))
    assert (cost["raw"], cost["runlength"], cost["bytedict"], cost["for"]) == (48, 24, 22, 2.25)
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


def test_made_columns_are_of_one_size_and_the_same_each_time():
    def made():
        columns = choosing.MadeColumns()
        return {**columns.that_change(), **columns.on_the_edge()}

    first, second = made(), made()
    assert {len(a) for a in first.values()} == {choosing.ROWS}
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_a_choice_is_judged_by_what_it_costs():
    column = {"a narrow range": np.arange(1000) % 128}

    def always(name):
        return choosing.Chooser(lambda a, rows, seed: name)

    always("for").expect_near_best(column)
    always("for").expect_any(np.arange(9), 1)
    for name in ("raw", "zip", None):
        with pytest.raises(Wrong, match="costs more than 5 % above the best"):
            always(name).expect_near_best(column)
    with pytest.raises(Wrong, match="must lead to an encoding"):
        always("zip").expect_any(np.arange(9), 1)
    turns = iter(range(9))
    with pytest.raises(Wrong, match="the second answer"):
        choosing.Chooser(lambda a, rows, seed: str(next(turns))).expect_steady(np.arange(3), 1, 2)


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
            encodings.Packing,
            "bit_pack bit_unpack",
            lambda s: s.expect(small, 2, np.array([57], np.uint8)),
        ),
        (
            encodings.Packing,
            "bit_pack bit_unpack",
            lambda s: (s.expect_layout(), s.expect_unpacked()),
        ),
        (encodings.Frames, "for_encode for_decode pack unpack", lambda s: s.expect([], [7], ENDS)),
        (encodings.Frames, "for_encode for_decode pack unpack", lambda s: s.expect_powers()),
        (
            encodings.Deltas,
            "delta_encode delta_decode frame unframe",
            lambda s: s.expect_back([1, 5], ENDS),
        ),
        (
            encodings.Deltas,
            "delta_encode delta_decode frame unframe",
            lambda s: s.expect_steps(np.array([4, 9, 1])),
        ),
        (encodings.Dictionaries, "dict_encode dict_decode", lambda s: s.expect(floats, 3)),
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
    encodings.Deltas(*right).expect_first([], None)
    encodings.Deltas(*right).expect_first([-9], -9)
    zero = lambda a: right[0](a)._replace(first=0)
    with pytest.raises(Wrong, match="first is not right"):
        encodings.Deltas(zero, *right[1:]).expect_first([], None)


def test_dictionaries_are_judged_whatever_their_order(notebook):
    def backwards(a):
        codes, values = notebook["dict_encode"](a)
        return Dictionary((len(values) - 1 - codes).astype(np.uint8), values[::-1].copy())

    student = encodings.Dictionaries(backwards, notebook["dict_decode"])
    student.expect(np.array([30, 10, 20, 30]), 3)
    for harm in (
        lambda got: got._replace(values=got.values.tolist()),
        lambda got: got._replace(codes=got.codes.astype(np.int64)),
        lambda got: got._replace(codes=got.codes + np.uint8(1)),
    ):
        wrong = encodings.Dictionaries(lambda a, harm=harm: harm(backwards(a)), student.decode)
        with pytest.raises(Wrong):
            wrong.expect(np.array([30, 10, 20, 30]), 3)


def test_every_type_of_a_table_is_there_with_what_is_hard(notebook):
    types = tables.every_type()
    assert {len(array) for array in types.values()} == {3}
    student = tables.Format(notebook["encode_table"], notebook["decode_table"])
    student.expect_every_type_back()
    student.expect_columns_back([1, None, 3], ["a", None])
    student.expect_refusals()


def test_a_table_kept_outside_the_bytes_is_found_out(notebook):
    last = []

    def encode(table):
        last.append(table)
        return b"x"

    student = tables.Format(encode, lambda encoded: last[-1])
    student.expect_back(pa.table({"n": [1]}))
    with pytest.raises(Wrong):
        student.expect_every_type_back()
    with pytest.raises(Wrong, match="must refuse this input"):
        student.expect_refusals()
