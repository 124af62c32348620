"""The security lab's generators make what its tasks allow, its oracles agree with others, and its references hold on many
seeds."""

from __future__ import annotations

import os
from collections import Counter

import networkx as nx
import pytest

from judging import fails, rng
from solutions.security.checks import (
    asking,
    granting,
    hidden,
    histories,
    queries,
    remembering,
    rotating,
    ruled,
    sealing,
    seeing,
    tampering,
)
from solutions.security.checks.running import ask
from solved import solved

#: Seeds of what is drawn; more of them with the environment variable.
SEEDS = range(int(os.environ.get("COURSE_SECURITY_SEEDS", "2")))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("security")


# exercise 1


@pytest.mark.parametrize("seed", SEEDS)
def test_every_tampering_with_a_block_is_refused(notebook, seed):
    seal, unseal, draw = notebook["seal"], notebook["unseal"], rng(seed)
    for field in ("table", "column", "number", "version"):
        sealing.expect_bound(seal, unseal, sealing.swapped(draw, field), draw)
    sealing.expect_bound(seal, unseal, sealing.CONFUSED, draw)
    for check in (sealing.expect_back, sealing.expect_bits, sealing.expect_cuts, sealing.expect_other_keys,
                  sealing.expect_named, sealing.expect_refusals):  # fmt: skip
        check(seal, unseal, draw)
    sealing.expect_opened_elsewhere(seal, draw)
    sealing.expect_new_nonces(seal, draw)


def test_pairs_of_places_differ_and_are_what_they_are_called():
    assert all(one != other for one, other in (*sealing.CONFUSED, *sealing.ALIKE))
    assert all(one != other for one, other in sealing.NUMBERS)
    assert any(hash(one) == hash(other) for one, other in sealing.NUMBERS)
    joined = sum(
        "".join(map(str, one)) == "".join(map(str, other)) for one, other in sealing.CONFUSED
    )
    assert joined > 5


# exercise 2


@pytest.mark.parametrize("seed", SEEDS)
def test_no_schedule_loses_a_key(notebook, seed):
    rotate, block_key, draw = notebook["rotate"], notebook["block_key"], rng(seed)
    for turn in (False, True):
        for blocks in (1, 2, 3):
            rotating.expect_race(rotate, draw, blocks, turn)
    for check in (rotating.expect_crashes, rotating.expect_rotations, rotating.expect_order, rotating.expect_cheap,
                  rotating.expect_denied, rotating.expect_missing, rotating.expect_failures):  # fmt: skip
        check(rotate, block_key, draw)
    rotating.expect_reader(block_key, draw)
    rotating.expect_overtaken(rotate, draw)
    rotating.expect_found(block_key, draw)


def test_every_crash_and_every_race_happens(notebook):
    """A rotation makes seven requests, of which each is the last one and each has others before it."""
    world = rotating.World(rng(), 3)
    store = world.node()
    notebook["rotate"](store, world.kms, world.context)
    assert [kind for kind, _ in store.asked] == ["list", "get", "put", "list", "delete"]


def test_a_service_that_repeats_itself_gives_one_new_key():
    world = rotating.World(rng(), 1)
    service = rotating.Repeating(world.kms)
    key, wrapped = service.generate(world.context)
    assert service.generate(world.context) == (key, wrapped)
    assert service.unwrap(wrapped, world.context) == key != world.first.cluster
    assert service.calls.total() == world.kms.calls.total()


# exercises 3 and 4


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_visible_is_what_the_oracle_says(notebook, seed):
    visible, stage = notebook["visible"], seeing.Stage()
    stage.expect(visible, ruled.generated(rng(seed), 40))
    hidden.expect_fenced(visible, rng(seed), 6)


def test_the_cases_of_visible_are_those_that_they_are_made_for():
    drawn = Counter()
    for case in ruled.generated(rng(), 400):
        hers = [
            one for one in case.rules if one.table == "orders" and seeing.is_hers(one.to, case.user)
        ]
        drawn["several rules"] += len(hers) > 1
        drawn["no rule of hers"] += not hers
        drawn["by OR"] += case.table.combine == "OR"
        drawn["an OR in a rule"] += any(" OR " in one.predicate for one in hers)
        drawn["a lookup"] += any("regions_of" in one.predicate for one in hers)
        drawn["rules of others"] += len(hers) < len(case.rules)
        drawn["masks"] += any(its[0] == "(" for its in seeing.shown(case))
        drawn["masks of one column"] += len({one.column for one in case.masks}) < len(case.masks)
    assert min(drawn.values()) > 20, drawn
    for cases in (
        ruled.one_rule(),
        ruled.several(),
        ruled.masked(),
        ruled.stored(),
        ruled.names(),
    ):
        assert len(cases) > 9


@pytest.mark.parametrize("seed", SEEDS)
def test_secure_answers_as_the_copy_does(notebook, seed):
    shops = asking.Shops(rng(seed))
    shops.expect(notebook["secure"], shops.generated(25))
    for asked in (queries.SUBQUERIES, queries.WITHS, queries.VIEWS, queries.HANGS):
        shops.expect(notebook["secure"], asked)
    for check in (shops.expect_each_user, shops.expect_places, shops.expect_unknown):
        check(notebook["secure"])
    shops.expect_fenced(notebook["secure"], 6)


def test_fixed_queries_answer_and_most_show_when_they_are_left_as_they_are():
    """Every query has an answer; run on all rows, with views of all rows, most give another one."""
    shops = asking.Shops(rng())
    stored = shops.stored()
    for name, text in asking.VIEWS.items():
        stored.execute(f"CREATE VIEW main.{name} AS {text}")
    for asked in (queries.ONE_TABLE, queries.JOINS, queries.SUBQUERIES, queries.SETS, queries.WITHS, queries.VIEWS,
                  queries.HANGS):  # fmt: skip
        due = shops.due(asked)
        assert all(its.rows is not None for its in due)
        differ = sum(ask(stored, sql).rows != its.rows for sql, its in zip(asked, due))
        assert differ > 0.5 * len(asked), (asked[0], differ)


def test_generated_queries_have_what_their_check_is_for():
    drawn = Counter()
    shops = asking.Shops(rng())
    found = shops.generated(200)
    for sql in found:
        for word in (
            "WITH ",
            "JOIN",
            "WHERE",
            "UNION",
            "main.",
            "RECURSIVE",
            "EXISTS",
            "orders AS (",
            "(SELECT",
        ):
            drawn[word] += word in sql
    assert min(drawn.values()) >= 8, drawn
    answered = [its for its in shops.due(found) if its.rows]
    assert len(answered) > 120


# exercise 5


@pytest.mark.parametrize("seed", SEEDS)
def test_what_remains_is_what_another_search_reaches(notebook, seed):
    cases = granting.generated(rng(seed), 120)
    granting.expect(notebook["remaining"], cases)
    cascades = 0
    for owner, grants, revoked in cases:
        graph = nx.DiGraph()
        graph.add_node(owner)
        graph.add_edges_from(one[:2] for one in grants if one.option and one != revoked)
        holders = nx.descendants(graph, owner) | {owner}
        left = [one for one in grants if one != revoked and one.grantor in holders]
        assert left == granting.due(owner, grants, revoked)
        cascades += len(left) < len(grants) - 1
    assert cascades > 10


def test_graphs_hold_before():
    for owner, grants, _ in (
        *granting.generated(rng(), 60),
        *granting.chains(),
        *granting.ways(),
        *granting.circles(),
    ):
        absent = granting.Grant("", "", False)
        assert granting.due(owner, grants, absent) == grants


@pytest.mark.parametrize("seed", SEEDS)
def test_histories_are_answered_right(notebook, seed):
    results = notebook["Results"]
    remembering.expect(results, histories.generated(rng(seed), 6))
    for some in (histories.hits(), histories.stale(), histories.meanwhile(), histories.rights(),
                      histories.full(), histories.failing()):  # fmt: skip
        remembering.expect(results, some)
    remembering.expect_apart(results)
    remembering.expect_errors(results)


def test_histories_hold_all_kinds_of_steps():
    kinds = Counter(step[0] for history in histories.generated(rng(), 12) for step in history.steps)
    assert min(kinds[kind] for kind in ("ask", "change", "grant", "revoke", "rule")) > 15, kinds


# exercise 6


@pytest.mark.parametrize("seed", SEEDS)
def test_every_deed_is_found(notebook, seed):
    verify = notebook["verify"]
    for cases in (tampering.clean, tampering.changed, tampering.unlinked, tampering.dropped, tampering.doubled,
                  tampering.moved, tampering.anchored, tampering.several):  # fmt: skip
        tampering.expect(verify, cases(rng(seed)))
    tampering.expect_entries(notebook["next_entry"], rng(seed))


def test_each_kind_of_deed_gives_each_kind_of_finding():
    wanted = {
        "changed": tampering.changed, "unlinked": tampering.unlinked, "dropped": tampering.dropped,
        "doubled": tampering.doubled, "moved": tampering.moved, "anchor": tampering.anchored,
    }  # fmt: skip
    for word, make in wanted.items():
        found = [tampering.due(*case) for case in make(rng())]
        assert sum(word in dict(its) for its in found) > 0.4 * len(found), word
    assert all(tampering.due(*case) == [] for case in tampering.clean(rng()))
    several = Counter(word for case in tampering.several(rng()) for word, _ in tampering.due(*case))
    assert min(several[word] for word in wanted) > 5, several


def test_wrong_ones_fail(notebook):
    """A few by hand; the answers corpus holds the others."""
    assert fails(sealing.expect_new_nonces, lambda key, data, place: b"\0" * 12 + data, rng())
    assert fails(granting.expect, lambda owner, grants, revoked: grants, granting.chains())
    assert fails(tampering.expect, lambda log, anchors: [], tampering.changed(rng()))
    shops = asking.Shops(rng())
    assert fails(shops.expect, lambda sql, visible, views: sql, queries.ONE_TABLE)
