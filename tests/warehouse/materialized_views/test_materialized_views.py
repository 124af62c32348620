"""What the materialised views lab lends: stored tables that count, TPC-H's bags and their change, its
views."""

from __future__ import annotations

import pytest

from judging import said, stub
from solved import solved
from warehouse import data
from warehouse.materialized_views import tpch, views
from warehouse.materialized_views.stored import Stored


def test_a_stored_table_finds_by_key_and_counts():
    table = Stored({(1, "a"): 2, (1, "b"): 1, (None, "c"): 1}, (0,))
    assert table.matching((1,)) == {(1, "a"): 2, (1, "b"): 1}
    assert table.matching((None,)) == {(None, "c"): 1} and table.matching((7,)) == {}
    assert table.rows_read == 3 and table.asked == [(1,), (None,), (7,)]
    table.matching((1,)).clear()
    assert len(table.matching((1,))) == 2
    assert "3 rows" not in repr(table) and "(1, 'a'): 2" in repr(table)
    for key in (1, [1], (1, 2)):
        with pytest.raises(TypeError, match="tuple of 1"):
            table.matching(key)


def test_a_stored_table_fails_where_it_is_told_to():
    table = Stored({(1,): 1}, (0,), fails_at=2)
    table.matching((1,))
    with pytest.raises(OSError, match="block"):
        table.matching((1,))
    assert Stored({(1,): 1}, ()).matching(()) == {(1,): 1}


def test_a_change_takes_orders_with_their_lines():
    orders, lines = tpch.bags(0.01)
    assert len(orders) == len(data.table("orders", 0.01, ["o_orderkey"]))
    d_orders, d_lines = tpch.change(0.01, 0.01)
    gone = {row[0] for row, copies in d_orders.items() if copies < 0}
    assert len(gone) == round(0.01 * len(orders)) and sum(d_orders.values()) == 0
    assert {row for row, copies in d_lines.items() if copies < 0} == {
        row for row in lines if row[0] in gone
    }
    came = {row[0] for row, copies in (d_orders | d_lines).items() if copies > 0}
    assert not came & {row[0] for row in orders}


def test_the_lattice_answers_what_groups_by_less():
    sizes, answers, weights, base = tpch.lattice()
    assert set(answers) == set(weights) and max(sizes.values()) <= base
    assert answers["by shipmode, suppkey"][0] == "shipmode, suppkey"
    for query, some in answers.items():
        mine = sizes[query.removeprefix("by ")]
        assert all(sizes[view] >= mine for view in some)


class Unfinished:
    def __init__(self, most):
        raise NotImplementedError


SHOWN = {
    "selected": (["delta_select"], "eel"),
    "joined": (["delta_join"], "rows of both tables"),
    "grouped": (["refresh_groups", "totals"], "avg(price)"),
    "minima": (["refresh_min"], "nothing read"),
    "rewritten": (["rewrite"], "Output"),
    "chosen": (["choose_views"], "rows read without"),
    "cached": (["ResultCache"], "queries that ran"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_view_shows_the_parts_at_work_or_that_they_are_not_there(name):
    parts, words = SHOWN[name]
    show, names = getattr(views, name), solved("materialized_views")
    assert words in said(show(*(names[part] for part in parts)))
    nothing = Unfinished if name == "cached" else stub
    assert "Not started yet" in said(show(*[nothing] * len(parts)))


def test_the_view_of_minima_says_what_is_read():
    view = views.minima(solved("materialized_views")["refresh_min"])
    read = {}
    for change in view.children[0].options:
        view.children[0].value = change
        read[change] = "nothing read" not in said(view)
    assert [change for change, was in read.items() if was] == [
        "mall: the only 3 goes",
        "mall: the only 3 goes, an 8 comes",
    ]
