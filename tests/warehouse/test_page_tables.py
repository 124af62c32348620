"""Small tables of the book's pages."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from warehouse.pages import Table


def test_a_table_is_its_heads_and_its_rows_in_order():
    drawn = BeautifulSoup(
        Table(["", "MB"], [("a < b", 1.5), ("c", 2)])._repr_html_(), "html.parser"
    )
    lines = [
        [cell.get_text() for cell in line.find_all(["th", "td"])] for line in drawn.select("tr")
    ]
    assert lines == [["", "MB"], ["a < b", "1.5"], ["c", "2"]]
    assert [cell["scope"] for cell in drawn.select("th")] == ["col", "row", "row"]
    assert drawn.select_one("thead td"), "a head without words is no header"


def test_a_column_of_numbers_is_set_by_their_last_digit_and_the_first_column_is_names():
    drawn = Table(["7", "MB", "of all", "words"], [(7, "1,024", "5 %", "4 of 8"), (8, 2, "1%", 3)])
    soup = BeautifulSoup(drawn._repr_html_(), "html.parser")
    by_row = [["number" in cell.get("class", []) for cell in row] for row in soup.select("tr")]
    assert by_row == [[False, True, True, False]] * 3


def test_as_text_the_columns_stand_below_each_other():
    assert repr(Table(["", "MB"], [("one", 1), ("thirteen", 13)])) == (
        "          MB\none       1\nthirteen  13"
    )


def test_a_row_that_does_not_fit_its_head_is_refused():
    with pytest.raises(ValueError, match="a row of 1 cells below 2 heads"):
        Table(["", "MB"], [("one",)])
