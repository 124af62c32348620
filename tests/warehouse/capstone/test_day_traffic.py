"""The traffic of the workload day: repetitive, bursty, drifting and written to, each of them counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from warehouse.capstone.day import measuring, traffic
from warehouse.capstone.day.records import HOUR, LENGTH

SEEDS = range(1, 9)


@pytest.fixture(scope="module", params=SEEDS)
def day(request):
    return traffic.make(request.param)


def test_a_day_is_in_order_and_of_known_queries(day):
    arrivals = [query.arrival for query in day.selects]
    assert arrivals == sorted(arrivals) and arrivals[0] >= 0 and arrivals[-1] < LENGTH
    assert [query.number for query in day.selects] == list(range(len(day.selects)))
    assert {query.template for query in day.selects} <= set(range(1, 23))
    assert 8_000 < len(day.selects) < 18_000
    off = np.log([query.noise for query in day.selects])
    assert abs(off.mean()) < 0.01 and abs(off.std() - traffic.NOISE) < 0.01


def test_most_queries_were_asked_before_word_for_word(day):
    seen, again = set(), 0
    for query in day.selects:
        again += query.text in seen
        seen.add(query.text)
    assert 0.55 < again / len(day.selects) < 0.75
    assert len(seen) > 2_000  # and yet there are many questions


def test_it_comes_in_bursts(day):
    minutes = np.bincount([int(query.arrival // 60) for query in day.selects], minlength=1440)
    assert minutes.max() > 50 * np.median(minutes)
    # of random arrivals at one rate the two would be equal
    assert minutes.var() > 50 * minutes.mean()
    inside = sum(any(b.start <= q.arrival < b.end for b in day.bursts) for q in day.selects)
    assert 0.35 < inside / len(day.selects) < 0.75
    assert sum(b.end - b.start for b in day.bursts) < 0.04 * LENGTH
    for one, other in zip(day.bursts, day.bursts[1:]):
        assert one.end < other.start


def shares(selects, words):
    counts = Counter(map(words, selects))
    return {word: count / len(selects) for word, count in counts.items()}


def apart(one, other):
    """Half the sum of all differences of shares: 0 of equal mixes, 1 of those with nothing in common."""
    return sum(abs(one.get(word, 0) - other.get(word, 0)) for word in {*one, *other}) / 2


def test_the_mix_drifts_over_the_day(day):
    own = [query for query in day.selects if query.literals >= 10**6]
    third = len(own) // 3
    first, last = own[:third], own[-third:]
    of_template = lambda query: query.template
    drift = apart(shares(first, of_template), shares(last, of_template))
    chance = apart(shares(first[::2], of_template), shares(first[1::2], of_template))
    assert drift > 0.2 and drift > 1.7 * chance


def test_half_of_the_dashboards_are_replaced_at_one_moment(day):
    tiles = [query for query in day.selects if query.literals < 10**6]
    before = {query.text for query in tiles if query.arrival < day.release}
    after = {query.text for query in tiles if query.arrival >= day.release}
    assert 11 * HOUR <= day.release <= 15 * HOUR
    # two tiles of one template are two questions still, for their literals differ
    assert len(before) == traffic.TILES and len(before & after) == traffic.TILES // 2


def test_loads_come_all_day_and_make_kept_answers_stale(day):
    assert 200 < len(day.loads) < 340
    gaps = np.diff([load.arrival for load in day.loads])
    assert (gaps >= 0).all() and gaps.max() < 900
    at_night = [load.work for load in day.loads if HOUR <= load.arrival < 4 * HOUR]
    by_day = [load.work for load in day.loads if load.arrival >= 4 * HOUR]
    assert np.mean(at_night) > 5 * np.mean(by_day)
    loads, stale, answered, asked = iter([*day.loads, None]), 0, {}, 0
    following, changed = next(loads), Counter()
    for query in day.selects:
        while following and following.arrival <= query.arrival:
            changed.update(following.tables)
            following = next(loads)
        at = [changed[table] for table in measuring.tables_of(query.template)]
        if query.text in answered:
            asked += 1
            stale += answered[query.text] != at
        answered[query.text] = at
    assert 0.1 < stale / asked < 0.7


def test_a_seed_makes_the_same_day_and_another_another():
    assert traffic.make(3) == traffic.make(3) != traffic.make(4)


def test_yesterday_has_the_tiles_of_this_morning_and_none_of_its_own_questions():
    today, before = traffic.make(5), traffic.make(5, -1)
    tiles = {query.text for query in before.selects if query.literals < 10**6}
    mornings = {q.text for q in today.selects if q.literals < 10**6 and q.arrival < today.release}
    assert tiles == mornings
    own = [{q.text for q in day.selects if q.literals >= 10**6} for day in (today, before)]
    assert not own[0] & own[1]
    assert [q.arrival for q in before.selects[:9]] != [q.arrival for q in today.selects[:9]]
