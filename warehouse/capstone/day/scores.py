"""What a day comes to: bytes, RPU-seconds, the 95th percentile of the answers, and money beside the budget; of the
reader's policies, of three baselines, and of the reader's with one part after the other left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.capstone.day import baselines, parts, policies, traffic
from warehouse.capstone.day.measuring import Template
from warehouse.capstone.day.records import Played, Traffic
from warehouse.pages import Table

YOURS, DEFAULTS, TUNED, CLAIRVOYANT = "yours", "all defaults", "hand-tuned", "clairvoyant"
BUDGET = 700.0  # dollars of a day


class Score(NamedTuple):
    """``moved``: bytes between slices, to the leader and from the store, of the queries that ran, as they were counted.
    ``p95``: seconds, of all queries, those from the cache too. ``loads``: the same of the loads until they were
    committed, infinite where more than one in twenty never was."""

    moved: int
    rpu_seconds: float
    p95: float
    dollars: float
    within: bool
    ran: int
    loads: float


class Day(NamedTuple):
    """All that is told of one day. ``played`` and ``scores`` by who, ``without`` by the part that was left out."""

    seed: int
    budget: float
    traffic: Traffic
    taken: parts.Taken
    played: dict[str, Played]
    scores: dict[str, Score]
    without: dict[str, Score]


def score(played: Played, traffic: Traffic, templates: dict[int, Template], budget: float) -> Score:
    ran = [templates[traffic.selects[number].template] for number in played.ran]
    paid = sum(played.paid)
    commits = [float("inf") if seconds is None else seconds for seconds in played.commits]
    return Score(
        sum(one.moved + one.fetched for one in ran),
        paid,
        float(np.percentile(played.answers, 95)),
        policies.dollars(paid),
        policies.dollars(paid) <= budget,
        len(ran),
        # of two of which one is infinite there is no value between
        float(np.percentile(commits, 95, method="higher")) if commits else 0.0,
    )


def day(seed: int, budget: float, templates: dict[int, Template], taken: parts.Taken) -> Day:
    """Play a day in every way. Raises CourseError for a budget that pays for no cluster."""
    today, before = traffic.make(seed), traffic.make(seed, -1)
    given = today, before, templates, budget
    yours, taken = parts.play(*given, taken)
    played = {
        YOURS: yours,
        DEFAULTS: policies.play(*given, policies.LENT),
        TUNED: policies.play(*given, baselines.HAND_TUNED),
        CLAIRVOYANT: baselines.clairvoyant(*given),
    }
    without = {}
    for seam in taken.found:
        less, _ = parts.play(*given, taken.without(seam, "left out"))
        without[parts.SEAMS[seam].part] = score(less, today, templates, budget)
    scores = {who: score(one, today, templates, budget) for who, one in played.items()}
    return Day(seed, budget, today, taken, played, scores, without)


HEAD = ["", "ran", "bytes", "RPU-seconds", "p95, s", "loads p95, s", "dollars", "in budget"]


def _row(name: str, one: Score) -> tuple:
    return (
        name,
        f"{one.ran:,}",
        f"{one.moved:,}",
        f"{one.rpu_seconds:,.0f}",
        f"{one.p95:,.1f}",
        "never" if one.loads == float("inf") else f"{one.loads:,.0f}",
        f"{one.dollars:,.2f}",
        "yes" if one.within else "NO",
    )


def table(scores: dict[str, Score]) -> Table:
    return Table(HEAD, [_row(who, one) for who, one in scores.items()])


def worth(one: Day) -> Table:
    """What becomes of the reader's day where one of their parts is left out."""
    rows = [_row(f"without: {part}", less) for part, less in one.without.items()]
    return Table(HEAD, [_row(YOURS, one.scores[YOURS]), *rows])


def features(traffic: Traffic) -> Table:
    """What a day was like, counted."""
    texts: set[str] = set()
    again = 0
    for query in traffic.selects:
        again += query.text in texts
        texts.add(query.text)
    minutes = np.bincount([int(q.arrival // 60) for q in traffic.selects], minlength=1440)
    clock = f"{int(traffic.release // 3600)}:{int(traffic.release % 3600 // 60):02}"
    return Table(
        ["the day", ""],
        [
            ("queries", f"{len(traffic.selects):,}"),
            ("asked earlier that day, word for word", f"{again / len(traffic.selects):.0%}"),
            ("in an ordinary minute", f"{np.median(minutes):.0f}"),
            ("in the busiest", f"{minutes.max()}"),
            ("bursts", f"{len(traffic.bursts)}"),
            ("half of the dashboards replaced at", clock),
            ("loads", f"{len(traffic.loads)}"),
        ],
    )
