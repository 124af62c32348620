"""The helpers of the table optimisation lab's graded cells: oracles beside brute force and DuckDB,
and judges that let right answers pass and say of wrong ones what is wrong."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from solutions.table_optimization.checks import advising, drawn, encoding, graphs, tables
from solved import solved
from warehouse.checks import Wrong
from warehouse.relational import Predicate
from warehouse.relations import sql
from warehouse.table_optimization.joingraph import Edge, saved
from warehouse.table_optimization.workload import Join, Query, sizes, week

NAMES = solved("table_optimization")
PATH = "a.x=b.x 10, b.y=c.y 11, c.z=d.z 10"


def wrong(call, *arguments, **named):
    """The message of the ``Wrong`` that a judge must raise."""
    with pytest.raises(Wrong) as caught:
        call(*arguments, **named)
    return caught.value.message


# Join graphs and keys


def test_graphs_and_queries_are_read_from_their_text():
    assert graphs.graph("a.x=b.y -4, c.z=d.w 5") == [
        Edge("a", "x", "b", "y", -4),
        Edge("c", "z", "d", "w", 5),
    ]
    assert graphs.graph("") == []
    joins = (Join("b", "x", "a", "y"), Join("b", "z", "c", "x"))
    assert graphs.query("3: b.x=a.y b.z=c.x") == Query("q", joins, (), 3)
    assert len(graphs.graph(graphs.chain(4, a=1, b=2))) == 6


@pytest.mark.parametrize("number", (1, 2, 3))
def test_the_graph_of_a_week_is_duckdbs_and_the_references(number):
    log = [(*min(j[:2], j[2:]), *max(j[:2], j[2:]), q.times) for q in week(number) for j in q.joins]
    counted = sql(
        "select a, x, b, y, sum(times * least(l.size, r.size))::bigint from log "
        "join bytes_of l on a = l.name join bytes_of r on b = r.name group by all order by all",
        log=pa.table(dict(zip(("a", "x", "b", "y", "times"), zip(*log)))),
        bytes_of=pa.table({"name": list(sizes()), "size": list(sizes().values())}),
    )
    mine = graphs.graph_of(week(number), sizes())
    assert [tuple(edge) for edge in mine] == [tuple(row.values()) for row in counted.to_pylist()]
    assert mine == NAMES["join_graph"](week(number), sizes())


def test_the_graph_is_judged_edge_by_edge():
    alike = {"a": 40, "b": 40}
    queries = ["1: b.x=a.y", "2: a.y=b.x"]
    graphs.expect_graph(NAMES["join_graph"], alike, queries, "a.y=b.x 120")
    floats = lambda queries, sizes: [Edge("a", "y", "b", "x", 120.0)]
    assert "[0].weight" in wrong(graphs.expect_graph, floats, alike, queries, "a.y=b.x 120")


def layouts(edges):
    """Every layout, by recursion: another way than the oracle's."""
    options = {}
    for edge in edges:
        for table, column in (edge[:2], edge[2:4]):
            options.setdefault(table, set()).add(column)

    def choose(tables):
        if not tables:
            yield {}
            return
        for rest in choose(tables[1:]):
            for column in options[tables[0]]:
                yield rest | {tables[0]: column}

    return choose(sorted(options))


def test_the_most_saved_is_the_best_of_all_layouts():
    rng = np.random.default_rng(5)
    some = graphs.small_graphs(rng, 30, least=2, sizes=4) + graphs.where_greedy_fails(rng, 3)
    assert {len({end for edge in g for end in (edge.left, edge.right)}) for g in some} >= {2, 5}
    for edges in some:
        assert graphs.most_saved(edges) == max(saved(edges, keys) for keys in layouts(edges))
        assert graphs.greedy(edges) == NAMES["greedy_keys"](edges)
    for edges in graphs.where_greedy_fails(rng, 3):
        assert saved(edges, graphs.greedy(edges)) < graphs.most_saved(edges)


def test_choices_of_keys_are_judged():
    greedy, exact = NAMES["greedy_keys"], NAMES["exact_keys"]
    graphs.expect_keys(greedy, PATH, b="y", c="y")
    assert "['b']" in wrong(graphs.expect_keys, greedy, PATH, b="x", c="y")
    graphs.expect_saved(exact, {"": 0, PATH: 20})
    assert "what the keys save" in wrong(graphs.expect_saved, greedy, {PATH: 20})
    invented = lambda edges: {"a": "nowhere"}
    assert "no edge joins table a" in wrong(graphs.expect_saved, invented, {PATH: 0})
    assert "a dict" in wrong(graphs.expect_saved, lambda edges: [("a", "x")], {PATH: 0})
    some = [graphs.graph(PATH), graphs.graph("a.x=b.x 4")]
    graphs.expect_best(exact, some, "test, best of two graphs")
    assert "what the keys save" in wrong(graphs.expect_best, greedy, some, "test, best of two")


def test_shares_of_the_best_are_judged_by_mean_and_least():
    exact = advising.Shares(NAMES["exact_keys"])
    exact.expect_mean(1.0)
    exact.expect_each(1.0)
    greedy = advising.Shares(graphs.greedy)
    assert len(greedy.found) == 150
    assert "mean share" in wrong(greedy.expect_mean, 0.95)
    with pytest.raises(Wrong) as caught:
        greedy.expect_each(0.8)
    assert len(caught.value.given) < 120  # the smallest graph that shows it: three edges
    advising.expect_share_of_even(NAMES["improved_keys"], 1, 0.5)
    assert "above the bar" in wrong(advising.expect_share_of_even, lambda edges: {}, 1, 0.5)


def test_advice_is_judged_field_by_field():
    both, sizes_ = {"a": "x", "b": "x"}, {"a": 80, "b": 40}
    case = "a.x=b.x 40", sizes_, {}, both, 4, 4, (both, 90, 30, True)
    advise = NAMES["advise"]
    advising.expect_advice(advise, *case)
    advising.expect_advice_refused(advise)
    advising.expect_one_pass(advise)
    asked_first = lambda *given: (given[3](given[0]), advise(*given))
    assert "must refuse" in wrong(advising.expect_advice_refused, asked_first)
    advising.expect_drift(advise, 3, advising.BY_ORDER, advising.BY_PART)
    advising.expect_solves_own(advise)

    def pruned(edges, sizes, keys, solve, *numbers):
        layout = solve(edges)
        for table in layout.keys() & keys.keys():
            del layout[table]
        return advise(edges, sizes, keys, solve, *numbers)

    assert "what solve gave" in wrong(advising.expect_solves_own, pruned)
    assert "the advice" in wrong(advising.expect_solves_own, lambda *given: None)

    def advised(**other):
        return lambda *arguments: advise(*arguments)._replace(**other)

    backwards = dict(reversed(both.items()))
    for field, other in (("changes", backwards), ("moved", 91), ("saved", 30.0), ("pays", 1)):
        assert field in wrong(advising.expect_advice, advised(**{field: other}), *case)


# Sort keys


def test_filters_are_read_from_their_text():
    assert tables.filters("a < 5 x3, b between 0.5 and 7, d <= 2026-01-02") == [
        (Predicate("a", "<", 5), 3),
        (Predicate("b", "between", (0.5, 7)), 1),
        (Predicate("d", "<=", date(2026, 1, 2)), 1),
    ]
    assert tables.filters("") == []


@pytest.mark.parametrize("term", ("= 5", "< 5", "<= 5", "> 5", ">= 5", "between 3 and 5"))
def test_a_block_is_read_where_its_span_meets_the_filter(term):
    rng = np.random.default_rng(5)
    table = pa.table({"k": rng.permutation(20), "v": rng.integers(0, 10, 20)})
    spans = sql(
        "select min(v) as low, max(v) as high from (select v, row_number() over (order by k) - 1 "
        "as n from t) group by n // 3",
        t=table,
    )
    op, *ends = term.replace(" and", "").split()
    meets = {
        "=": "low <= 5 and high >= 5",
        "<": "low < 5",
        "<=": "low <= 5",
        ">": "high > 5",
        ">=": "high >= 5",
        "between": "low <= 5 and high >= 3",
    }[op]
    read = sql(f"select count(*) as n from t where {meets}", t=spans)["n"][0].as_py()
    assert read > 0
    assert tables.blocks_read(table, "k", tables.filters(f"v {term} x2"), 3) == 2 * read


def test_sort_keys_are_judged_and_the_share_that_is_skipped_is_counted():
    table = pa.table({"day": [1, 2, 3, 4], "flag": [1, 0, 1, 0]})
    asked = "day <= 2, flag = 1"
    skipped = tables.expect_sort_key(NAMES["sort_key"], table, asked, 2)
    blocks = tables.blocks_read(table, "day", tables.filters(asked), 2)
    assert skipped == 1 - blocks / 4
    last = lambda table, filters, block_rows: "flag"
    assert "leaves more blocks" in wrong(tables.expect_sort_key, last, table, asked, 2)
    other = lambda table, filters, block_rows: "nowhere"
    assert "name of a column" in wrong(tables.expect_sort_key, other, table, asked, 2)


def test_rows_of_tpch_are_what_their_filters_ask_for():
    for name in tables.TPCH_COLUMNS:
        asked = {predicate.column for predicate, _ in tables.tpch_filters(name)}
        assert asked <= set(tables.tpch_rows(name).column_names)
    quantity = tables.tpch_rows("lineitem")["l_quantity"].to_numpy()
    assert quantity.min() == 100 and quantity.max() == 5_000  # 1 to 50 pieces, in hundredths


def test_blocks_counted_in_plain_python_are_those_counted_by_arrow():
    for case in drawn.sortings("test", 60, ["=", "<", ">", "between"], ["int64", "date32"], False):
        table, asked, block_rows = case
        for key in {predicate.column for predicate, _ in asked}:
            if table.num_rows:
                assert tables.blocks_of(case, key) == tables.blocks_read(
                    table, key, asked, block_rows
                )


def test_sort_keys_of_many_tables_are_judged():
    arguments = "test", 60, "=, <=", "int64 float64", False
    tables.expect_sort_keys(NAMES["sort_key"], *arguments)
    last = lambda table, filters, block_rows: filters[-1][0].column
    assert wrong(tables.expect_sort_keys, last, *arguments)
    anything = lambda table, filters, block_rows: table.column_names[0]
    assert "name of a column" in wrong(tables.expect_sort_keys, anything, *arguments)


# Encodings


def test_encodings_are_judged_with_their_order_and_what_was_asked():
    encoded = encoding.Encoded(NAMES["encodings"])
    whole = encoding.whole()
    said = dict.fromkeys(whole, "chosen")
    encoded.expect(whole, **said)
    assert encoded.asked == [(4096, 0)] * len(whole)
    encoded.expect(
        {"x": encoding.texts(256), "f": encoding.repeated(0.5)}, "f", x="bytedict", f="raw"
    )
    encoded.expect_no_rule()
    encoded.expect_raw("a", a=[1])

    backwards = lambda *given: dict(reversed(NAMES["encodings"](*given).items()))
    wrong(encoding.Encoded(backwards).expect, whole, **said)
    everything = encoding.Encoded(
        lambda table, key, choose: dict.fromkeys(table.column_names, "raw")
    )
    assert "['int8']" in wrong(everything.expect, whole, **said)
    assert "must refuse" in wrong(everything.expect_no_rule)
