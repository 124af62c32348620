"""The views of the code_generation lab show the reference at work, and say what fails."""

from __future__ import annotations

import re

import ipywidgets as widgets
import pytest

from judging import said
from tests.solved import solved
from warehouse import plans
from warehouse.code_generation import views


def cells(view: widgets.Widget) -> list[list[str]]:
    """The rows of the view's table, as words."""
    rows = re.findall(r"<tr>(.*?)</tr>", said(view))
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows[1:]]


def number(words: str) -> int:
    return int(words.replace(",", ""))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("code_generation")


def every_view(**answers: object) -> list[widgets.Widget]:
    cutting = answers["segments"], answers["streams"]
    writing = answers["segments"], answers["parameterise"], answers["generate"]
    return [
        views.rows_pulled(answers["interpret"]),
        views.batches(answers["run_batches"]),
        views.cut(*cutting),
        views.parameters(*writing[:2]),
        views.source_of(*writing),
        views.stream_of_queries(answers["SegmentCache"]),
    ]


PARTS = (
    *("interpret", "run_batches", "segments", "streams", "parameterise", "generate"),
    "SegmentCache",
)


def test_a_stub_is_shown_as_not_started():
    def stub(*given: object) -> object:
        raise NotImplementedError

    for view in every_view(**dict.fromkeys(PARTS, stub)):
        assert "Not started yet" in said(view)


def test_a_wrong_answer_does_not_break_a_view():
    for view in every_view(**dict.fromkeys(PARTS, lambda *given: None)):
        assert "cannot be shown" in said(view)


def test_more_rows_are_pulled_for_more_and_never_all(notebook):
    rows = cells(views.rows_pulled(notebook["interpret"]))
    taken, pulled, all_of_it = zip(*(map(number, row) for row in rows))
    assert taken == (1, 10, 100)
    assert list(pulled) == sorted(set(pulled)) and pulled[-1] < all_of_it[0]


def test_larger_batches_are_fewer_calls_of_the_same_values(notebook):
    rows = [list(map(number, row)) for row in cells(views.batches(notebook["run_batches"]))]
    calls, values, left = zip(*(row[1:] for row in rows))
    assert list(calls) == sorted(set(calls), reverse=True)
    assert len(set(values)) == len(set(left)) == 1


def test_every_query_is_shown_cut(notebook):
    view = views.cut(notebook["segments"], notebook["streams"])
    for query in range(1, 23):
        view.children[0].value = query
        rows = cells(view)
        cut = notebook["segments"](plans.tpch(query).plan)
        assert {int(row[1]) for row in rows} == set(range(len(cut)))
        assert [int(row[0]) for row in rows] == sorted(int(row[0]) for row in rows)


def test_what_is_taken_out_is_shown_beside_what_is_left(notebook):
    view = views.parameters(notebook["segments"], notebook["parameterise"])
    first, rest = cells(view)
    assert "2400" in first[2] and "2400" not in first[1]  # query 6's quantity, in hundredths
    assert first[1].count("parameter") == 5 and rest[1:] == ["", ""]
    for query in views.QUERIES:
        view.children[0].value = query
        assert len(cells(view)) == len(notebook["segments"](plans.tpch(query).plan)), query


def test_the_loops_of_every_query_are_shown(notebook):
    parts = [notebook[name] for name in ("segments", "parameterise", "generate")]
    view = views.source_of(*parts)
    for query in views.QUERIES:
        view.children[0].value = query
        loops = said(view).count("def segment(")
        assert loops == len(notebook["segments"](plans.tpch(query).plan)), query


def test_a_fleet_spares_compilations(notebook):
    alone, shared = cells(views.stream_of_queries(notebook["SegmentCache"]))
    assert alone[1] == shared[1] and alone[2] == "0"
    assert number(shared[2]) + number(shared[3]) == number(alone[3])
    assert number(shared[3]) < number(alone[3])
