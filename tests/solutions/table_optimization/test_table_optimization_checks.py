"""The helpers of the table optimisation lab's graded cells: oracles beside brute force and DuckDB,
and judges that let right answers pass and say of wrong ones what is wrong."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
    encoded.expect_small("a", a=[1])

    backwards = lambda *given: dict(reversed(NAMES["encodings"](*given).items()))
    wrong(encoding.Encoded(backwards).expect, whole, **said)
    everything = encoding.Encoded(
        lambda table, key, choose: dict.fromkeys(table.column_names, "raw")
    )
    assert "['int8']" in wrong(everything.expect, whole, **said)
    assert "must refuse" in wrong(everything.expect_no_rule)


# What is drawn


def test_graphs_have_every_feature_that_the_tasks_name():
    found = [drawn.features(edges) for edges in drawn.graphs("greedy_keys", 60)]
    for feature in drawn.FEATURES:
        assert sum(feature in has for has in found) >= 6, feature
    assert len(set().union(*found)) == len(drawn.FEATURES)
    assert drawn.features([Edge("a", "x", "b", "x", 1)]) == set()
    large = [edge.weight for edges in drawn.graphs("x", 40, "large") for edge in edges]
    assert len({*map(float, large)}) < len({*large})  # floats cannot tell them apart
    for edges in drawn.graphs("exact_keys, large", 24, "large", tables=6, edges=12):
        assert sum(edge.weight for edge in edges) < 2**63


def test_stars_take_one_edge():
    for edges in drawn.stars("ties", 16):
        assert graphs.greedy(edges) == {edges[0].left: edges[0].left_column} | {
            edges[0].right: edges[0].right_column
        }
    assert max(map(len, drawn.stars("ties", 16))) > 20


def test_workloads_differ_in_what_they_are_asked_to():
    def seen(**options):
        cases = drawn.workloads("test", 40, **options)
        joins = [join for queries, _ in cases for query in queries for join in query.joins]
        return {
            "backwards": any(join[:2] > join[2:] and join[0] != join[2] for join in joins),
            "itself": any(join.left == join.right for join in joins),
            "times": any(query.times > 1 for queries, _ in cases for query in queries),
            "several": any(len(query.joins) > 3 for queries, _ in cases for query in queries),
            "none": any(not query.joins for queries, _ in cases for query in queries),
            "0 bytes": any(0 in sizes.values() for _, sizes in cases),
            "large": any(max(sizes.values()) > 2**53 for _, sizes in cases),
            "dots": any("." in join.left for join in joins),
            "many tables": any(len(sizes) >= 10 for _, sizes in cases),
        }

    assert not any(seen().values())
    for option, features in {
        "ways": {"backwards"},
        "times": {"times"},
        "sizes": {"0 bytes", "large"},
        "several": {"itself", "several", "none"},
        "odd": {"dots", "many tables"},
    }.items():
        assert {name for name, there in seen(**{option: True}).items() if there} == features


def test_names_differ_in_where_one_ends_and_the_next_begins():
    for by, (queries, bytes_of) in zip(drawn.BETWEEN, drawn.names_apart(), strict=True):
        edges = graphs.graph_of(queries, bytes_of)
        assert len(edges) == len(queries) == 4
        assert len({by.join(edge[:4]) for edge in edges}) == 2


def test_totals_are_apart_and_beyond_64_bits():
    costs = [
        [tables.blocks_read(tables.EVEN, key, tables.filters(asked), 2) for key in "ab"]
        for asked in tables.TOTALS
    ]
    assert all(a > b for a, b in costs)
    assert any(float(a) == float(b) for a, b in costs)
    for bits in (63, 64):
        assert any(b < 2**bits <= a < 2 * 2**bits for a, b in costs)


def test_advice_is_drawn_with_changes_that_are_dropped_and_by_its_definition():
    cases = drawn.advice_cases(44)
    dropped = kept = 0
    for edges, sizes_, keys, new, slices, weeks in cases:
        changes = advising.advice_of(edges, sizes_, keys, new, slices, weeks)[0]
        wanted = {table for table in new if new[table] != keys.get(table)}
        dropped, kept = dropped + len(wanted - changes.keys()), kept + len(changes)
    assert dropped > 20 and kept > 20
    assert any(list(new) != sorted(new) for _, _, _, new, _, _ in cases)
    advising.expect_advices(NAMES["advise"], 44)


def test_tables_to_sort_are_of_every_type_and_shape():
    types = f"{' '.join(drawn.WHOLE_TYPES)} float32 float64 date32"
    made = drawn.sortings("types", 100, ["="], types.split(), False)
    assert {str(t) for table, _, _ in made for t in table.schema.types} == {
        name.replace("float32", "float")
        .replace("float64", "double")
        .replace("date32", "date32[day]")
        for name in types.split()
    }
    counts = {
        "no rows": sum(table.num_rows == 0 for table, _, _ in made),
        "short block": sum(table.num_rows % rows > 0 for table, _, rows in made),
        "one block": sum(0 < table.num_rows < rows for table, _, rows in made),
        "unnamed": sum(len({p.column for p, _ in asked}) < t.num_columns for t, asked, _ in made),
        "empty chunks": sum(0 in map(len, t[0].chunks) for t, _, _ in made if t.num_rows),
        "odd names": sum(not n.isalnum() for t, _, _ in made for n in t.column_names),
        "uint64": sum(
            (pc.max(column).as_py() or 0) > 2**63
            for table, _, _ in made
            for column in table.columns
            if column.type == pa.uint64()
        ),
    }
    assert min(counts.values()) >= 4, counts


def test_graphs_at_the_borders_are_what_they_are_called():
    edges, best = graphs.two_million()
    options = {}
    for edge in edges:
        for table, column in (edge[:2], edge[2:4]):
            options.setdefault(table, set()).add(column)
    assert math.prod(map(len, options.values())) == 2_000_000
    assert saved(edges, NAMES["exact_keys"](edges)) == best
    graphs.expect_too_many(NAMES["exact_keys"], 64, 2)
    edges, best = advising.many_paths(np.random.default_rng(5), 4)
    assert saved(edges, NAMES["improved_keys"](edges)) == best > saved(edges, graphs.greedy(edges))
