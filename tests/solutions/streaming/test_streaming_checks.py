"""The streaming lab's generators make what its tasks allow, its oracles agree with others, and its bars hold on many seeds
and refuse what is wrong."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from judging import fails, rng
from solutions.streaming.checks import (
    cases,
    places,
    producers,
    refreshing,
    restoring,
    shares,
    values,
    windows,
    worlds,
)
from solved import solved
from warehouse.checks import Wrong, games
from warehouse.checks.outcomes import Raised
from warehouse.streaming import lags as lags_of
from warehouse.streaming.records import DataLoss, Rejected, Row

#: Seeds of what is drawn; more of them with the environment variable.
SEEDS = range(int(os.environ.get("COURSE_STREAMING_SEEDS", "3")))
BAR_SEEDS = 100


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("streaming")


VALUES = {
    "sales": values.sales,
    "no_texts": values.no_texts,
    "no_json": values.no_json,
    "odd_fields": values.odd_fields,
    "several": values.several,
    "mangled": values.mangled,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_values_have_what_a_topic_can_have_and_two_ways_agree(notebook, seed):
    made = [case for make in VALUES.values() for case in make(rng(seed))]
    made += values.no_objects() + values.surrogates()
    seen = Counter()
    for record, largest, due in made:
        got = notebook["decode"](record, largest)
        assert got == (Rejected(*record[:2], due) if type(due) is str else due)
        if len(record.value or b"") <= largest:
            assert values.oracle(record.value or b"") == due
        seen[due if type(due) is str else "row"] += 1
        if type(due) is Row:
            seen["end of 64 bits"] += due.time in (2**63 - 1, -(2**63))
            seen["cents below 0"] += due.cents < 0
            seen["nothing in it"] += due.shop == "" or 0 in (due.time, due.cents)
            seen["just so large"] += len(record.value) == largest
    reasons = {
        "empty",
        "too large",
        "no UTF-8",
        "no JSON",
        "no object",
        "no time",
        "no shop",
        "no cents",
    }
    assert reasons < set(seen) and min(seen.values()) >= 2 and len(seen) == 13, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_partitions_have_what_they_can_have(notebook, seed):
    seen = Counter()
    made = [*places.never(rng(seed)), *places.there(rng(seed))]
    made += [*places.forgotten(rng(seed)), *places.beyond(rng(seed))]
    for (stored, low, end), due in made:
        try:
            got = notebook["resume"](stored, low, end)
        except DataLoss as loss:
            got = loss
        assert str(got) == str(due)
        seen["never"] += stored is None
        seen["empty partition"] += low == end
        seen["at the end"] += stored == end
        seen["at low"] += stored == low
        seen["offset 0"] += stored == 0
        seen["one beyond"] += stored == end + 1
        seen["one below"] += stored is not None and stored == low - 1
        seen["loss"] += type(due) is DataLoss
    assert min(seen.values()) >= 3 and len(seen) == 8, seen
    for given in places.impossible():
        with pytest.raises(ValueError):
            notebook["resume"](*given)


KINDS = {
    "whole": cases.whole,
    "killed": cases.killed,
    "two_nodes": cases.two_nodes,
    "growing": cases.growing,
    "gaps": cases.gaps,
    "resumed": cases.resumed,
    "failing": cases.failing,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_topics_have_what_they_can_have_and_the_reference_is_right(notebook, seed):
    seen, plays = Counter(), refreshing.Plays(notebook["refresh"])
    for name, make in KINDS.items():
        made = make(rng(seed))
        plays.expect(
            made, refreshing.told_no_more, refreshing.resumed_first, refreshing.rejections_whole
        )
        seen[name] = len(made)
        for case in made:
            for partition, its in case.records.items():
                offsets = [offset for offset, _ in its]
                seen["with gaps"] += (
                    offsets != list(range(offsets[0], offsets[-1] + 1)) if its else 0
                )
                seen["nothing before the end"] += (
                    bool(its) and offsets[-1] + 1 < case.end[partition]
                )
                seen["empty partition"] += not its
                seen["rejected"] += any(value == b"?" for _, value in its)
                seen["never read"] += partition not in case.offsets
                seen["nothing new"] += case.offsets.get(partition) == case.end[partition]
            seen["stored 0"] += 0 in case.offsets.values()
            seen["numbers with holes"] += sorted(case.records) != list(range(len(case.records)))
            seen["dies twice"] += sum(attempt.crash_at is not None for attempt in case.attempts) > 1
            seen["raises"] += worlds.GONE in case.starts.values()
            seen["one node twice"] += case.one_target
    assert min(seen.values()) >= 2 and len(seen) == len(KINDS) + 11, seen
    plays.expect(cases.few(rng(seed)), refreshing.few_requests)


def in_two_commits(target, batch, decode, resume, rows_first: bool) -> int:
    stored, added = target.stored_offsets(), 0
    for partition in target.partitions():
        low, end = target.watermarks(partition)
        at = resume(stored.get(partition), low, end)
        while at < end:
            records = target.fetch(partition, at, batch)
            rows = [row for row in map(decode, records) if type(row) is Row]
            at = records[-1].offset + 1
            both = [(rows, {}), ([], {partition: at})]
            for some in both if rows_first else both[::-1]:
                target.commit(*some, [], {})
            added += len(rows)
    return added


@pytest.mark.parametrize("rows_first", [True, False])
@pytest.mark.parametrize("seed", SEEDS)
def test_two_commits_lose_or_double_and_are_told_so(rows_first, seed):
    def refresh(target, batch, decode, resume):
        return in_two_commits(target, batch, decode, resume, rows_first)

    plays = refreshing.Plays(refresh)
    with pytest.raises(Wrong) as caught:
        plays.expect(cases.killed(rng(seed)))
    lost, more = ("0 rows lost", "too many") if rows_first else ("rows lost", "0 too many")
    assert lost in caught.value.message and more in caught.value.message
    assert "whose node dies" in caught.value.given


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda target, batch, decode, resume: None, "went on|not looked at"),
        (
            lambda target, batch, decode, resume: [target.partitions() for _ in range(400)],
            "for ever|refused",
        ),
    ],
)
def test_who_reads_nothing_or_asks_for_ever_is_told(answer, words):
    with pytest.raises(Wrong) as caught:
        refreshing.Plays(answer).expect(cases.whole(rng()))
    assert any(word in caught.value.message for word in words.split("|"))


@pytest.mark.parametrize("seed", SEEDS)
def test_streams_of_producers_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    played = producers.within(draw) + producers.several(draw) + producers.below(draw)
    played += producers.old(draw) + producers.jumps(draw) + producers.restored(draw)
    games.expect(notebook["Deduplicator"], played, plain_states=True)
    games.expect_small(notebook["Deduplicator"], producers.long(draw))
    for game in played:
        came: dict = {}
        for (method, arguments), due in zip(game.moves, game.due):
            seen[method] += 1
            if method == "fresh":
                who, number = arguments
                highest = max(came.get(who, {number}))
                seen["again"] += number in came.get(who, ())
                seen["out of order"] += number < highest and due
                seen["just in the window"] += (
                    number == highest - game.made_with[0] + 1 and number < highest
                )
                seen["just below it"] += number == highest - game.made_with[0]
                seen["number 0"] += number == 0
                came.setdefault(who, set()).add(number)
        seen["several producers"] += len(came) > 1
    assert min(seen.values()) >= 4 and len(seen) == 10, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_streams_of_sales_have_what_they_can_have(notebook, seed):
    draw, seen = rng(seed), Counter()
    played = windows.in_order(draw) + windows.late(draw) + windows.counted(draw)
    played += (
        windows.touched(draw) + windows.cuts(draw) + windows.final(draw) + windows.restored(draw)
    )
    games.expect(notebook["WindowedView"], played, plain_states=True)
    for game in played:
        width, lateness = game.made_with
        clock = None
        for method, arguments in game.moves:
            if method == "update":
                seen["an empty batch"] += not arguments[0]
                for row in arguments[0]:
                    clock = row.time if clock is None else max(clock, row.time)
                    seen["below 0"] += row.time < 0
                    seen["was late"] += row.time < clock - lateness
                    seen["just not late"] += row.time == clock - lateness < clock
                    seen["just late"] += row.time == clock - lateness - 1
                    seen["at a border"] += row.time % width == 0 and width > 1
            seen[method] += 1
        seen["no lateness"] += lateness == 0
    assert min(seen.values()) >= 4 and len(seen) == 13, seen


@pytest.mark.parametrize("seed", SEEDS)
def test_two_take_up_one_state(notebook, seed):
    restoring.expect_twice(notebook["Deduplicator"], producers.taken_up(rng(seed)))
    restoring.expect_twice(notebook["WindowedView"], windows.taken_up(rng(seed)))

    class TakesOut(notebook["Deduplicator"]):
        def restore(self, state):
            super().restore(dict(state))
            state.clear()

    with pytest.raises(Raised):
        restoring.expect_twice(TakesOut, producers.taken_up(rng(seed)))

    class Shares(notebook["Deduplicator"]):
        def restore(self, state):
            self.below, self.seen = state["below"], state["seen"]

    with pytest.raises(Wrong) as caught:
        restoring.expect_twice(Shares, producers.taken_up(rng(seed)))
    assert "this is the second" in caught.value.given


def test_a_state_that_is_one_text_grows_too(notebook):
    restoring.expect_short(notebook["Deduplicator"])

    class All(notebook["Deduplicator"]):
        def fresh(self, producer, sequence):
            self.all = f"{getattr(self, 'all', '')} {sequence}"
            return super().fresh(producer, sequence)

        def state(self):
            return self.all

    with pytest.raises(Wrong) as caught:
        restoring.expect_short(All)
    assert "letters" in caught.value.message


@pytest.mark.parametrize("seed", range(6))
def test_the_oracle_of_windows_is_duckdb_s(seed):
    draw = rng(seed)
    for disorder in (0, 30, 90):
        rows = windows.stream(draw, 150, disorder, start=-200)
        made_with = int(draw.choice([1, 7, 60])), int(draw.choice([0, 1, 20]))
        whole = windows.Whole(*made_with)
        whole.update(rows)
        assert whole.rows() == windows.by_duckdb(rows, *made_with)


def test_bars_of_assignments_on_a_hundred_seeds(notebook):
    """Prints how many of the seeds each way fails."""
    assign = notebook["assign"]

    def in_order(lags, slices):
        return assign_by(lags, slices, sorted(lags))

    def in_turns(lags, slices):
        return [sorted(lags)[at::slices] for at in range(slices)]

    def longest_in_turns(lags, slices):
        return [sorted(lags, key=lags.get)[::-1][at::slices] for at in range(slices)]

    def assign_by(lags, slices, order):
        lists, loads = [[] for _ in range(slices)], [0] * slices
        for partition in order:
            at = loads.index(min(loads))
            loads[at] += lags[partition]
            lists[at].append(partition)
        return lists

    failed = Counter()
    for seed in range(BAR_SEEDS):
        for way in (assign, in_order, in_turns, longest_in_turns):
            failed[way.__name__, "balanced"] += fails(shares.expect_balanced, way, rng(seed))
        for way in (assign, in_order, in_turns, longest_in_turns):
            if seed < 10:
                failed[way.__name__, "near"] += fails(shares.expect_near_best, way, rng(seed))
    print(dict(failed))
    assert failed.pop(("assign", "balanced")) == failed.pop(("assign", "near")) == 0
    for (_, bar), count in failed.items():
        assert count >= (95 if bar == "balanced" else 9)


def test_the_best_assignment_is_the_best():
    assert shares.best({0: 3, 1: 3, 2: 2, 3: 2, 4: 2}, 2) == 6
    assert shares.best({5: 100}, 4) == 100
    lags = dict(enumerate(rng().integers(1, 30, 6).tolist()))
    by_hand = min(
        max(
            sum(lags[p] for p in range(6) if code // 3**p % 3 == at) for at in range(3)
        )
        for code in range(3**6)
    )  # fmt: skip
    assert shares.best(lags, 3) == by_hand
    assert lags_of.lower_bound({0: 9, 1: 1}, 5) == 9 and lags_of.lower_bound({}, 2) == 0


@pytest.mark.parametrize(
    "got", [None, [[0]], [[0], [0, 1]], [[0], (1,)], [[0], [1.0]], [[0], [2]], [[0, 1], [], []]]
)
def test_what_is_no_assignment_is_told(got):
    with pytest.raises(Wrong):
        shares.shape({0: 1, 1: 1}, 2, got)
