"""What the warmup lab lends: its tour of checks, its catalogue, its views."""

from __future__ import annotations

import pytest

from judging import said, stub
from solved import solved
from warehouse import data, plans
from warehouse.warmup import catalogue, tour, views


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("warmup")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("the cell as you find it", ["0 of 4 points", "not started"]),
        ("somebody who takes the last number", ["2 of 4 points", "largest([3, 1])", "passed"]),
        ("somebody who forgot the empty list", ["3 of 4 points", "ValueError", "largest([])"]),
        ("somebody who has it right", ["4 of 4 points", "passed"]),
    ],
)
def test_the_tour_shows_every_ending(who, words):
    shown = tour.checked(tour.ANSWERS[who])
    assert [word for word in words if word not in shown] == []
    assert ("not started" in shown) == (who == "the cell as you find it")


def test_the_tour_follows_its_list():
    view = tour.answers()
    for who in tour.ANSWERS:
        view.children[0].value = who
        assert said(view) == tour.checked(tour.ANSWERS[who])


def test_the_catalogue_holds_every_column_of_every_table():
    sizes = catalogue.sizes()
    assert set(sizes) == set(data.TABLES)
    for name, columns in sizes.items():
        table = data.table(name, catalogue.SCALE)
        assert list(columns) == table.column_names
        assert not any(column.null_count for column in table.columns), "which nbytes would count"
        assert sum(columns.values()) == table.nbytes


def test_a_stub_is_shown_as_not_started():
    for view in (
        views.plan_and_scans(stub),
        views.column_widths(stub, stub),
        views.rows_in_pages(stub),
        views.all_queries(stub, stub),
    ):
        assert "Not started yet" in said(view)


def test_a_plan_is_shown_with_what_is_found_in_it(notebook):
    view = views.plan_and_scans(notebook["find_scans"])
    for number in views.QUERIES:
        view.children[0].value = number
        scans = notebook["find_scans"](plans.tpch(number).plan)
        assert f"<p>{len(scans)} scan{'s' * (len(scans) > 1)} found:</p>" in said(view)
        assert said(view).count("<b>Scan ") == len(scans)


def test_columns_are_as_wide_as_they_are_counted(notebook):
    by_rows, by_columns = notebook["row_store_bytes"], notebook["column_store_bytes"]
    view = views.column_widths(by_rows, by_columns)
    sizes = catalogue.sizes()["lineitem"]
    for column, size in sizes.items():
        assert f">{column}</text>" in said(view) and f">{size:,}" in said(view)
    assert f"reads {sum(sizes.values()):,} bytes from rows" in said(view)
    view.children[0].value = 13
    assert "Query 13 does not read lineitem." in said(view)


@pytest.mark.parametrize("page", [192, 512, 2_048])
def test_rows_are_drawn_in_the_pages_that_are_counted(notebook, page):
    view = views.rows_in_pages(notebook["row_store_pages"])
    view.children[0].value = page
    pages = notebook["row_store_pages"](views._first_rows(24), page)
    assert f"in {pages} pages of {page}" in said(view)
    assert said(view).count("<rect") == 24 + pages


def test_all_queries_are_summed_up(notebook):
    shown = said(views.all_queries(notebook["find_scans"], notebook["bytes_read"]))
    assert all(f">Q{number}</td>" in shown for number in views.QUERIES)
    assert ">all</td>" in shown


def test_a_wrong_answer_does_not_break_a_view(notebook):
    for view in (
        views.plan_and_scans(lambda plan: None),
        views.column_widths(lambda table: None, lambda table, columns: "x"),
        views.rows_in_pages(lambda lengths, page: None),
        views.all_queries(lambda plan: [], lambda scans, sizes, store: None),
    ):
        assert "cannot be shown" in said(view)
    nothing = said(views.all_queries(lambda plan: [], notebook["bytes_read"]))
    assert ">-</td>" in nothing
