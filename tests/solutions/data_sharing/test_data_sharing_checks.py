"""The data_sharing lab's generators make what its tasks allow, its oracles agree with others, the reference passes on many
seeds, and its judges refuse what is wrong."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest

from judging import fails, rng
from solutions.data_sharing.checks import (
    consuming,
    exchange,
    leasing,
    logs,
    looking,
    owning,
    scripts,
    sharing,
    telling,
    worlds,
)
from solved import solved
from warehouse.checks import Wrong, games
from warehouse.data_sharing.records import Delta, Log, NoVersion, State

#: Seeds of what is drawn; more of them with the environment variable.
SEEDS = range(int(os.environ.get("COURSE_DATA_SHARING_SEEDS", "3")))


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("data_sharing")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes_on_every_seed(notebook, seed):
    logs.expect_applied(notebook["apply_log"], logs.drawn_parts(rng(seed)))
    logs.expect_applied(notebook["apply_log"], logs.repeated(rng(seed)))
    games.expect(notebook["Shares"], sharing.drawn(rng(seed)))
    telling.expect(notebook["metadata"], telling.drawn_cases(rng(seed)))
    consuming.expect(notebook["Consumer"], scripts.drawn(rng(seed)), *looking.ALL)
    several = scripts.drawn(rng(seed), consumers=3)
    consuming.expect(notebook["Consumer"], several, *looking.ALL)
    histories = [logs.drawn(rng(100 * seed + at)) for at in range(8)]
    asked = telling.by_version(histories) + telling.by_time(histories)
    telling.expect_state(notebook["as_of"], asked)
    games.expect(notebook["Leases"], leasing.drawn_games(rng(seed)))
    leasing.expect_garbage(notebook["garbage"], leasing.drawn_sweeps(rng(seed)))
    exchange.expect(notebook["entitlements"], exchange.drawn(rng(seed)))


def test_histories_have_all_that_a_log_can_have():
    seen: Counter[str] = Counter()
    for seed in range(100):
        seen.update(logs.features(logs.drawn(rng(seed))))
    due = (
        "base",
        "no commits",
        "nothing",
        "several",
        "twice",
        "made",
        "emptied",
        "back",
        "stands",
    )
    for feature in (*due, "float", "in two", "made empty"):
        assert seen[feature] >= 3, feature


@pytest.mark.parametrize("seed", SEEDS)
def test_states_of_a_history_are_those_of_its_log(seed):
    """The writer changes lists in place; here the log is replayed with an index of places."""
    for at in range(20):
        history = logs.drawn(rng(1000 * seed + at))
        base = history.log.base
        place = {t: {n: k for k, n in enumerate(its)} for t, its in base.tables.items()}
        clock = base.time
        for commit, state in zip(history.log.commits, history.states[1:]):
            clock = max(clock, commit.time)
            for table, remove, add in commit.changes:
                its = place.setdefault(table, {})
                for name in remove:
                    del its[name]
                for name in add:
                    its[name] = max(its.values(), default=-1) + 1
            tables = {t: sorted(its, key=its.get) for t, its in place.items()}
            assert (state.version, state.time, state.tables) == (commit.version, clock, tables)


def test_what_is_told_leads_to_the_present():
    """Applied to what was known, a delta gives the last version of the shared tables."""
    features: Counter[str] = Counter()
    for seed in range(10):
        for log, shared, known, since, due in telling.drawn_cases(rng(seed)):
            now = replay(log, due.version)
            then = replay(log, since) if since >= log.base.version else {}
            held = {t: list(then[t]) for t in known if t in then}
            for table, remove, add in due.changes:
                assert set(remove) <= set(held[table])
                held[table] = [n for n in held[table] if n not in remove] + add
            held |= due.whole
            assert {t: held[t] for t in shared} == {t: now[t] for t in shared}
            assert not set(due.gone) & set(shared)
            features["truncated"] += since < log.base.version
            features["whole"] += bool(due.whole)
            features["changes"] += bool(due.changes)
            features["gone"] += bool(due.gone)
            features["unshared"] += len(shared) < len(now)
            features["nothing"] += not (due.changes or due.whole or due.gone)
    assert (
        min(features[name] for name in ("truncated", "whole", "changes", "gone", "unshared")) > 30
    )
    assert features["nothing"] > 5


def replay(log: Log, version: int) -> dict[str, list[str]]:
    tables = {name: list(its) for name, its in log.base.tables.items()}
    for commit in log.commits[: version - log.base.version]:
        for change in commit.changes:
            its = tables.setdefault(change.table, [])
            its[:] = [name for name in its if name not in change.remove] + change.add
    return tables


def test_conversations_about_shares_have_every_answer():
    kinds: Counter[str] = Counter()
    for seed in range(4):
        for game in sharing.drawn(rng(seed)):
            for (method, arguments), due in zip(game.moves, game.due):
                refused = type(due) is games.Refused
                kinds[f"{method} {'refused' if refused else 'done'}"] += 1
                kinds["with an end"] += method == "grant" and len(arguments) == 3
                kinds["several tables"] += type(due) is list and len(due) > 1
    for method in ("create", "drop", "add", "remove", "grant", "revoke", "authorise"):
        assert kinds[f"{method} refused"] > 20 and kinds[f"{method} done"] > 20, kinds
    assert kinds["with an end"] > 100 and kinds["several tables"] > 20


def test_scripts_of_consumers_have_every_move_and_every_refusal(notebook):
    seen: Counter[str] = Counter()
    for seed in range(8):
        made = scripts.drawn(rng(seed))
        plain = [tuple(script) for script in made]
        for script, told in zip(made, consuming.play(notebook["Consumer"], plain)):
            moves = iter(told)
            for kind, *_ in script.moves:
                seen[kind] += 1
                if kind in ("begin", "read", "tables", "end"):
                    raised, answer, _ = next(moves)
                    seen[f"{kind} {answer[0][0]}" if raised else f"{kind} done"] += 1
    for kind in ("truncate", "over", "unshare", "revoke", "fail", "end done", "tables done"):
        assert seen[kind] >= 10, kind
    for kind in ("read done", "begin done", "read KeyError", "read Denied", "read ValueError"):
        assert seen[kind] >= 20, kind
    assert min(seen["read LeaseOver"], seen["begin Denied"]) >= 3, seen
    for error in (worlds.FAILURES[how].__name__ for how in scripts.BY_CHANCE):
        assert seen[f"read {error}"] + seen[f"begin {error}"] >= 3, (error, seen)


def test_what_producers_commit_in_scripts_a_log_could_hold():
    """What leaves a table is there, and what comes was never in it."""
    made = [
        *scripts.contents(), *scripts.followed(), *scripts.one_version(), *scripts.reused(), *scripts.cached(),
        *scripts.refused(), *scripts.began_in_vain(), *scripts.failing(), *scripts.unknown(),
        *scripts.ended(), *scripts.two_consumers(),
    ]  # fmt: skip
    for seed in range(6):
        made += scripts.drawn(rng(seed))
    commits = 0
    for script in made:
        now: dict[str, set[str]] = {}
        ever: dict[str, set[str]] = {}
        for kind, *changes in script.moves:
            for table, remove, add in changes if kind in ("base", "commit") else ():
                commits += 1
                assert now.setdefault(table, set()) >= set(remove), consuming.story(script, 99)
                assert not ever.setdefault(table, set()) & set(add), consuming.story(script, 99)
                assert len({*remove, *add}) == len(remove) + len(add)
                now[table] = now[table] - set(remove) | set(add)
                ever[table] |= set(add)
    assert commits > 500


def test_leases_and_sweeps_have_what_they_can_have():
    seen: Counter[str] = Counter()
    for seed in range(4):
        for game in leasing.drawn_games(rng(seed)):
            for (method, _), due in zip(game.moves, game.due):
                seen[f"{method} {'refused' if type(due) is games.Refused else 'done'}"] += 1
                seen["none live"] += due == []
        for log, stored, leased, _, _, due in leasing.drawn_sweeps(rng(seed)):
            seen["sweeps"] += bool(due)
            seen["leased"] += bool(leased)
            seen["keeps"] += bool(set(leasing.blocks_named(log)) & set(stored) - set(due))
    for what in ("renew refused", "renew done", "take done", "release done", "versions done"):
        assert seen[what] > 50, what
    assert min(seen["sweeps"], seen["leased"], seen["keeps"], seen["none live"]) > 20, seen


def test_subscriptions_have_what_they_can_have():
    seen: Counter[str] = Counter()
    for seed in range(6):
        for offers, events, now, due in exchange.drawn(rng(seed)):
            seen["granted"] += bool(due.grants)
            seen["paid, not granted"] += bool(due.cents) and not due.grants
            seen["cancelled"] += any(one.kind == "cancel" for one in events)
            seen["ahead"] += any(one.time > now for one in events)
            right = {offer.product: offer.licence for offer in offers}
            subscribed = [one for one in events if one.kind == "subscribe"]
            seen["other licence"] += any(one.licence != right[one.product] for one in subscribed)
            shares = [share for offer in offers for share in offer.shares]
            seen["one share in two"] += len(shares) > len(set(shares))
    assert min(seen.values()) > 25, seen


def test_the_judge_of_consumers_refuses_a_consumer_that_does_not_ask(notebook):
    class Silent(notebook["Consumer"]):
        def begin(self):
            mine = super().begin()
            mine.consumer.producer = Deaf(self.producer)
            return mine

    class Deaf:
        def __init__(self, producer):
            self.begin, self.release = producer.begin, producer.release

        def check(self, lease, table):
            pass

    assert fails(consuming.expect, Silent, scripts.refused(), looking.asks_first)
    assert fails(consuming.expect, Silent, scripts.refused(), looking.answers)


def test_the_judge_of_consumers_takes_no_block_that_nobody_needs_for_a_failure(notebook):
    class Astray(notebook["Consumer"]):
        def begin(self):
            mine = super().begin()
            mine.blocks = {table: ["no such block"] for table in mine.blocks}
            return mine

    assert fails(consuming.expect, Astray, scripts.contents(), looking.answers)


def test_consumers_that_are_given_one_store_are_told_so_where_they_share_what_was_fetched(notebook):
    caches: dict = {}

    class Common(notebook["Consumer"]):
        def __init__(self, producer, store):
            super().__init__(producer, store)
            self.held = caches.setdefault(store, {})

    apart = [script for script in scripts.two_consumers() if not script.one_store]
    consuming.expect(Common, apart, looking.all_fetched)
    with pytest.raises(Wrong) as wrong:
        consuming.expect(Common, scripts.two_consumers(), looking.all_fetched)
    assert wrong.value.given.startswith("# all consumers have the same store")


def test_lists_that_were_given_before_are_the_same_with_other_contents():
    old = State(1, 0, {"b": ["c"], "a": ["x"]})
    tables, blocks = old.tables, old.tables["b"]
    new = owning.become(old, State(2, 0, {"b": [], "d": ["e"]}))
    assert new == State(2, 0, {"b": [], "d": ["e"]})
    assert new.tables is tables and tables["b"] is blocks
    assert owning.become([[1], 2, 3], [[4, 5]]) == [[4, 5]]


@pytest.mark.parametrize(("name", "cases"), [
    ("apply_log", logs.in_turns), ("metadata", telling.told_in_turns), ("as_of", telling.asked_in_turns),
    ("entitlements", exchange.in_turns),
])  # fmt: skip
def test_an_answer_that_is_remembered_by_its_list_is_refused(notebook, name, cases):
    found: dict = {}

    def remembering(*given):
        key = tuple(id(one) if type(one) in (list, dict) else repr(one)[:1] for one in given)
        return found.setdefault(key, notebook[name](*given))

    remembering.__name__ = name
    owning.expect_anew(notebook[name], cases())
    assert fails(owning.expect_anew, remembering, cases())


def test_a_wrong_move_is_told_with_all_that_went_before_it(notebook):
    class Late(notebook["Shares"]):
        def revoke(self, share, consumer):
            pass

    with pytest.raises(Wrong) as wrong:
        games.expect(Late, sharing.revoked())
    assert ".revoke('s', 'c')" in wrong.value.given and "Denied" in wrong.value.expected


def test_records_are_json(notebook):
    delta = notebook["metadata"](telling.small().log, ["sales"], [], 0)
    assert Delta(*json.loads(json.dumps(delta))).version == delta.version


def test_the_sweep_names_a_version_that_is_not_there(notebook):
    with pytest.raises(NoVersion, match="7"):
        notebook["garbage"](Log(State(0, 0, {}), []), [], [7], 0, 0)
