"""Exercise 3: days on which the student's scaler is asked minute by minute, single moments, and quiet ones."""

from __future__ import annotations

import numpy as np

from warehouse.checks import Wrong, run
from warehouse.checks.games import answers, asked
from warehouse.serverless import day
from warehouse.serverless.records import Observation

#: What the bars of the task are: of a budget of so many times the day's work, seconds that may be late, RPU-seconds
#: paid for one of work, and the share of a budget of less than the work that must be used.
AMPLE, LATE, PAID = 1.6, 1_500, 1.3
TIGHT, USED = 0.8, 0.995
MOMENTS = "single moments, each with a scaler of its own"
QUIET = 10  # minutes without work after which nothing is to be ordered


def played(make: type, arrivals: list[float], budget: float) -> list[day.Minute]:
    """A day with the student's scaler, asked minute by minute."""
    scaler = run(make)
    decide = scaler.decide
    return day.simulate(arrivals, budget, lambda told: run(decide, told))


def budget_for(arrivals: list[float], times: float) -> float:
    return float(round(times * sum(arrivals)))


def expect_ample(make: type, arrivals: list[float]) -> None:
    """With enough money: little is late, and little is paid for nothing."""
    minutes = played(make, arrivals, budget_for(arrivals, AMPLE))
    given = f"a day of {len(minutes)} minutes and {AMPLE} times the money its work needs"
    late, paid = day.late_seconds(minutes), minutes[-1].paid / sum(arrivals)
    if late > LATE:
        first, last = longest_late(minutes)
        given += f"; late for longest from minute {first} to {last}: before minute {first}"
        given += f" {minutes[first].rpus} RPUs were ordered, and {minutes[first].arrived:,.0f}"
        given += " RPU-seconds of work came in it"
        raise Wrong("too much of the day is late", f"at most {LATE:,} s", f"{late:,} s", given)
    if paid > PAID:
        what = "too much is paid for the day's work"
        raise Wrong(what, f"at most {PAID} times the work", f"{paid:.3f} times", given)


def longest_late(minutes: list[day.Minute]) -> tuple[int, int]:
    """First and last of the most late minutes in a row."""
    longest, first = (0, -1), 0
    for number, minute in enumerate(minutes):
        if not minute.late:
            first = number + 1
        elif number - first > longest[1] - longest[0]:
            longest = (first, number)
    return longest


def expect_brief(make: type) -> None:
    """Days on which work stops coming at once, and the money ends before, then, or soon after: what was in force last
    is not to be paid again."""
    arrivals = [6_000.0] * 8 + [0.0] * 4
    for budget in range(45_000, 69_000, 3_000):
        paid = played(make, arrivals, float(budget))[-1].paid
        if paid > budget:
            given = f"a day of {len(arrivals)} minutes; in each of the first eight 6,000"
            given += " RPU-seconds of work come, and then none"
            due = f"at most {budget:,} RPU-seconds"
            raise Wrong("the budget is exceeded", due, f"{paid:,.0f}", given)


def expect_tight(make: type, arrivals: list[float]) -> None:
    """The money never suffices: not one RPU-second more than there is, and hardly any left."""
    budget = budget_for(arrivals, TIGHT)
    minutes = played(make, arrivals, budget)
    for number, minute in enumerate(minutes):
        if minute.paid > budget:
            raise Wrong(
                f"in minute {number} the budget is exceeded",
                f"at most {budget:,.0f} RPU-seconds",
                f"{minute.paid:,.0f}, with {minute.rpus} RPUs in that minute",
                f"a day of {len(minutes)} minutes and {TIGHT} times the money its work needs",
            )
    used = minutes[-1].paid / budget
    if used < USED:
        given = f"a day of {len(minutes)} minutes and {TIGHT} times the money its work needs;"
        given += f" at its end {minutes[-1].waits:,.0f} RPU-seconds of work wait"
        raise Wrong(
            "money is left, and work too", f"at least {USED:.1%} used", f"{used:.2%}", given
        )


def moments(rng: np.random.Generator, count: int = 300) -> list[Observation]:
    """Single moments with little money left: more than the next minute takes, just as much, less, none at all. In
    the last few nothing waits, or a hair is missing."""
    made = []
    for at in range(count):
        # at a first question anything may be in force, at the day's beginning too
        rpus = 8 * int(rng.integers(0, 65)) if at % 4 else int(rng.integers(1, 1_000))
        now = 60.0 * int(rng.integers(0, 1_440)) if at % 3 else 0.0
        waits = float(rng.integers(0, 400_000)) if at % 7 else 1e9
        came = float(rng.integers(0, 40_000))
        spent = 60.0 * int(rng.integers(0, 160_000))
        # what is left once the minute that begins is paid
        left = (
            480.0 * int(rng.integers(0, 12)),
            float(rng.uniform(0, 480)),
            480.0 * int(rng.integers(1, 60)) - float(rng.uniform(0.001, 1.0)),
            float(rng.uniform(0, 30_000)),
            -480.0 * int(rng.integers(0, 3)),
        )[at % 5]
        budget = max(0.0, spent + 60.0 * rpus + left)
        made.append(Observation(now, waits, came, rpus, spent, budget))
    for rpus in (8, 64, 512):
        # a hair less than a step of 8 is left; and nothing to do, while less is left than what is in force costs again
        hair = 60.0 * rpus + 4_800 - 2**-20
        made.append(Observation(3_600.0, 1e6, 9_000.0, rpus, 48_000.0, 48_000.0 + hair))
        made.append(Observation(3_600.0, 0.0, 0.0, rpus, 48_000.0, 48_000.0 + 119.0 * rpus))
        # late on a long day, when very much is spent
        made.append(Observation(86_340.0, 1e6, 9_000.0, rpus, 1e10, 1e10 + 60.0 * rpus + 479))
    return made


def expect_within(make: type, made: list[Observation]) -> None:
    """At single moments, each with a scaler of its own: what is ordered is paid for by what is left."""
    games = [asked("decide", [one]) for one in made]
    for told, (ordered,) in zip(made, answers(make, games, 0, MOMENTS)):
        rpus = day.as_capacity(ordered, told)
        after = told.spent + 60 * told.rpus + 60 * rpus
        if rpus and after > told.budget:
            raise Wrong(
                "more is ordered than the budget pays for",
                f"at most {told.budget:,.2f} RPU-seconds",
                f"{rpus} RPUs: {after:,.2f} with the minute that begins and the next",
                f"decide({told})",
            )


def calm(rng: np.random.Generator, quiet: int) -> list[list[Observation]]:
    """The first minutes of days with plenty of money: work comes, up to all that 512 RPUs can do, all of it is done,
    and nothing comes for ``quiet`` minutes; then the same again. Every other day begins with minutes without work."""
    made = []
    for number in range(6):
        game, now, spent = [], 0.0, 0.0
        still = 8 * (number % 3)  # what is in force in quiet minutes
        for _ in range(number % 2 * (QUIET + number)):
            game.append(Observation(now, 0.0, 0.0, still, spent, 1e9))
            now, spent = now + 60, spent + 60 * still
        for _ in range(2):
            for busy in range(quiet + 6):
                came = float(rng.integers(1_000, 30_000)) if busy < 5 else 0.0
                rpus = 8 * int(rng.integers(1, 65)) if busy < 6 else still
                waits = came if busy < 5 else 0.0
                game.append(Observation(now, waits, came, rpus, spent, 1e9))
                now, spent = now + 60, spent + 60 * rpus
        made.append(game)
    return made


def expect_idle(make: type, games: list[list[Observation]]) -> None:
    """Nothing is ordered once nothing has come for ten minutes, and nothing waits."""
    played = [asked("decide", game) for game in games]
    for game, got in zip(games, answers(make, played, about="six days with quiet hours")):
        still = 0
        for told, ordered in zip(game, got):
            still = 0 if told.arrived or told.backlog else still + 1
            rpus = day.as_capacity(ordered, told)
            if still >= QUIET and rpus:
                about = f"decide({told}), after {still} minutes without work"
                raise Wrong("an idle workgroup is paid for", "0", str(rpus), about)


def expect_capacities(make: type, rng: np.random.Generator) -> None:
    """Moments with plenty of money, and with work for a thousand RPUs or for a part of one."""
    made: list[list[Observation]] = []
    for waits in (0.0, 1.0, 59.0, 480.0, 481.5, 30_719.0, 30_720.0, 30_721.0, 1e6, 1e12):
        for came in (0.0, 0.5, waits / 2, waits):
            # at the day's beginning, and in the middle of it
            now = 36_000.0 * (len(made) % 2)
            made.append([Observation(now, waits, came, 8 * int(rng.integers(0, 3)), 0.0, 1e15)])
    played = [asked("decide", game) for game in made]
    for (told,), (ordered,) in zip(made, answers(make, played, 0, MOMENTS)):
        day.as_capacity(ordered, told)
