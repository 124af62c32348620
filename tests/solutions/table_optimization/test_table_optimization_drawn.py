"""What the graded cells of the table optimisation lab draw: that it has every feature that the tasks
name, and lies where its words say."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.table_optimization.checks import advising, drawn, encoding, graphs, tables
from solved import solved
from warehouse.table_optimization.joingraph import Edge, saved

NAMES = solved("table_optimization")


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


def test_names_that_look_alike_are_two():
    for (one, other), (queries, bytes_of) in zip(drawn.ALIKE, drawn.names_alike(), strict=True):
        assert one != other and len(bytes_of) == 4
        edges = graphs.graph_of(queries, bytes_of)
        assert edges == NAMES["join_graph"](queries, bytes_of) and len(edges) == 5
    for edges in drawn.alike_graphs():
        assert all(edge.left < edge.right for edge in edges)
        assert graphs.most_saved(edges) == saved(edges, NAMES["exact_keys"](edges)) == 14
        heavier = edges[0].right_column if edges[0].weight == 9 else edges[1].left_column
        assert NAMES["greedy_keys"](edges)["b"] == heavier
    assert len(set(encoding.texts(256).to_pylist())) == 256
    assert {t for pair in drawn.ALIKE for t in pair} < set(encoding.texts(257).to_pylist())


def test_weights_of_graphs_tie_and_begin_at_nothing():
    few = drawn.graphs("ties", 24, "few")
    assert max(len(edges) for edges in few) > 20
    assert all({edge.weight for edge in edges} <= {1, 2} for edges in few)
    nothing = drawn.graphs("weight_0", 24, "from 0")
    assert all(min(edge.weight for edge in edges) == 0 for edges in nothing[1:2])
    taken = [
        keys[edge.left] == edge.left_column and keys[edge.right] == edge.right_column
        for edges in nothing
        for keys in [graphs.greedy(edges)]
        for edge in edges
        if edge.weight == 0 and edge.left in keys and edge.right in keys
    ]
    assert True in taken and False in taken


def test_at_every_edge_both_columns_cost_the_same():
    made = tables.at_every_edge()
    assert len({str(table.schema.types) for table, _, _ in made}) == 11
    for case in made:
        table, asked, block_rows = case
        costs = {tables.blocks_of(case, key) for key in "ab"}
        assert costs == {4}
        assert all(tables.blocks_read(table, key, asked, block_rows) == 4 for key in "ab")


def test_floats_lie_around_what_pays():
    both, found = {"a": "x", "b": "x"}, []
    for bytes_of, weight, slices, weeks in advising.AROUND_FLOATS:
        edges = [Edge("a", "x", "b", "x", weight)]
        _, moved, gain, pays = advising.advice_of(edges, bytes_of, {}, both, slices, weeks)
        assert abs(gain * weeks - moved) <= weeks
        found += [(pays, gain > moved / weeks, float(gain) * weeks > float(moved))]
    assert {pays for pays, _, _ in found} == {True, False}
    for in_floats in (1, 2):
        assert any(said[0] != said[in_floats] for said in found)


def test_totals_are_apart_and_beyond_64_bits():
    costs = [
        [tables.blocks_read(tables.EVEN, key, tables.filters(asked), 2) for key in "ab"]
        for asked in tables.TOTALS
    ]
    assert all(a > b for a, b in costs)
    assert any(float(a) == float(b) for a, b in costs)
    for bits in (63, 64):
        assert any(b < 2**bits <= a < 2 * 2**bits for a, b in costs)


def test_floats_miss_the_best_of_what_is_rounded():
    text, best = graphs.ROUNDED
    p, q = ([edge.weight for edge in graphs.graph(text) if column in edge] for column in "pq")
    assert sum(p) == best == graphs.most_saved(graphs.graph(text)) > sum(q)
    assert sum(map(float, p)) < sum(map(float, q))


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
    assert saved(edges, NAMES["exact_keys"](edges)) == best > saved(edges, graphs.greedy(edges))
    graphs.expect_too_many(NAMES["exact_keys"], 64, 2)
    edges, best = advising.many_paths(np.random.default_rng(5), 4)
    assert saved(edges, NAMES["improved_keys"](edges)) == best > saved(edges, graphs.greedy(edges))
