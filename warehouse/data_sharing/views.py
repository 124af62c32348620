"""The data_sharing lab's views: each shows the student's own part at work. One that follows controls is made with
``warehouse.drawing.live``."""

from __future__ import annotations

import json
from collections.abc import Callable

import ipywidgets as widgets

from warehouse.data_sharing.producers import MemoryStore, ScriptedProducer
from warehouse.data_sharing.records import (
    Change,
    Commit,
    Delta,
    Denied,
    Event,
    Log,
    Offer,
    State,
)
from warehouse.drawing import SHADES, live, rect, shown, svg, table, text

BLOCK = bytes(100_000)


def night_log(nights: int, blocks: int = 100) -> Log:
    """A producer's log: two tables, and every night one block of ``sales`` for another, and now and then a new one of
    ``shops``."""
    sales = [f"s{number}" for number in range(blocks)]
    commits = []
    for night in range(1, nights + 1):
        changes = [Change("sales", [f"s{night - 1}"], [f"s{blocks + night - 1}"])]
        if night % 3 == 0:
            changes.append(Change("shops", [], [f"p{night}"]))
        commits.append(Commit(night, 86_400 * night, changes))
    return Log(State(0, 0, {"sales": sales, "shops": ["p0"]}), commits)


def versions(apply_log: Callable) -> widgets.HTML:
    """Every version of a small log: the blocks of each table, those that are new marked."""

    def draw() -> str:
        log = night_log(7, 4)
        state, lines = log.base, []
        for commit in log.commits:
            before, state = state, apply_log(state, [commit])
            row: list[object] = [state.version]
            for name in ("sales", "shops"):
                old = before.tables[name]
                row.append(" ".join(b if b in old else f"{b}*" for b in state.tables[name]))
            lines.append(row)
        return table(["version", "sales (* new)", "shops (* new)"], lines)

    return shown(draw)


def doors(make: type) -> widgets.HTML:
    """Who may read which share, hour by hour."""

    def draw() -> str:
        shares = make()
        for share, tables in (("web", ("orders", "visits")), ("till", ("sales",))):
            shares.create(share)
            for name in tables:
                shares.add(share, name)
        shares.grant("web", "bern", 4)
        shares.grant("web", "oslo")
        shares.grant("till", "oslo", 6)
        lines = []
        for hour in range(8):
            if hour == 3:
                shares.revoke("web", "oslo")
            if hour == 5:
                shares.add("till", "shops")
            row: list[object] = [hour, {3: "oslo is revoked", 5: "shops comes"}.get(hour, "")]
            for share, consumer in (("web", "bern"), ("web", "oslo"), ("till", "oslo")):
                try:
                    row.append(", ".join(shares.authorise(share, consumer, hour)))
                except Denied:
                    row.append("denied")
            lines.append(row)
        return table(["hour", "", "web: bern", "web: oslo", "till: oslo"], lines)

    return shown(draw)


def told(metadata: Callable) -> widgets.HTML:
    """Bytes of names, for a consumer that has not asked for so many nights."""

    def draw() -> str:
        log, lines = night_log(400), []
        for nights in (0, 1, 7, 30, 100, 400):
            delta = metadata(log, ["sales"], ["sales"], 400 - nights)
            lines.append([nights, len(delta.changes), f"{len(json.dumps(delta)):,}"])
        whole = metadata(log, ["sales"], [], 400)
        lines.append(["never asked", "whole", f"{len(json.dumps(whole)):,}"])
        return table(["nights since", "changes", "bytes"], lines)

    return shown(draw)


def nights(make: type, count: int = 12) -> widgets.HTML:
    """A consumer that reads all of ``sales`` every night: what it fetches, and what a copy would move."""

    def draw() -> str:
        log = night_log(count)
        store = MemoryStore()
        names = [*log.base.tables["sales"], *log.base.tables["shops"]]
        for name in [*names, *(n for c in log.commits for one in c.changes for n in one.add)]:
            store.put(name, BLOCK)
        first = Delta(0, [], {name: list(its) for name, its in log.base.tables.items()}, [])
        deltas = [first, *(Delta(c.version, c.changes, {}, []) for c in log.commits)]
        consumer, lines = make(ScriptedProducer(deltas), store), []
        for night in range(count + 1):
            before = store.requests["get"]
            mine = consumer.begin()
            read = len(mine.read("sales"))
            mine.end()
            fetched = store.requests["get"] - before
            lines.append(
                [night, read, fetched, f"{fetched * len(BLOCK):,}", f"{read * len(BLOCK):,}"]
            )
        head = ["night", "blocks read", "GETs", "bytes fetched", "bytes of a copy"]
        return table(head, lines)

    return shown(draw)


def travel(as_of: Callable) -> widgets.VBox:
    """A table over a day in which somebody deletes too much at noon."""
    clock = widgets.IntSlider(value=13, min=8, max=18, description="hour")

    def draw() -> str:
        commits = []
        for at, hour in enumerate(range(9, 18), 1):
            wrong = [f"b{number}" for number in range(1, at)] if hour == 12 else []
            commits.append(Commit(at, hour, [Change("sales", wrong, [f"b{at}"])]))
        state = as_of(Log(State(0, 8, {"sales": ["b0"]}), commits), None, clock.value)
        there, shapes = state.tables["sales"], []
        for number in range(10):
            fill = SHADES[0] if f"b{number}" in there else "none"
            shapes.append(rect(46 * number + 2, 4, 40, 24, fill=fill, stroke="currentColor"))
            ink = "#fff" if fill != "none" else "currentColor"
            shapes.append(text(46 * number + 14, 21, f"b{number}", font_size=12, fill=ink))
        picture = svg((470, 32), "blocks of the table at that hour", shapes)
        return f"{picture}<p>At {clock.value}:00 version {state.version}, {len(there)} blocks.</p>"

    return live(draw, clock)


def swept(make: type, garbage: Callable) -> widgets.VBox:
    """A consumer takes a lease of version 2 at 250 s and crashes; what is swept as time goes by."""
    clock = widgets.IntSlider(value=260, min=250, max=700, step=10, description="second")
    keep = widgets.IntSlider(value=150, min=0, max=400, step=10, description="keep")

    def draw() -> str:
        commits = [
            Commit(n, 100 * n, [Change("sales", [f"b{n - 1}"], [f"b{n + 1}"])]) for n in range(1, 7)
        ]
        log = Log(
            State(0, 0, {"sales": ["b0", "b1"]}), [c for c in commits if c.time <= clock.value]
        )
        leases = make(120)
        leases.take(2, 250)
        leased = leases.versions(clock.value)
        written = [f"b{number}" for number in range(len(log.commits) + 2)]
        goes = garbage(log, written, leased, clock.value, keep.value)
        shapes = []
        for at, name in enumerate(written):
            fill = "none" if name in goes else SHADES[0]
            shapes.append(rect(58 * at + 2, 4, 52, 24, fill=fill, stroke="currentColor"))
            ink = "currentColor" if name in goes else "#fff"
            shapes.append(text(58 * at + 18, 21, name, font_size=12, fill=ink))
        picture = svg((58 * 8 + 6, 32), "blocks that are kept, filled, and swept", shapes)
        lease = "lives" if leased else "is over"
        said = f"At {clock.value} s version {len(log.commits)} is the last; the lease of version 2 {lease}."
        return f"{picture}<p>{said} Swept: {', '.join(goes) or 'nothing'}.</p>"

    return live(draw, clock, keep)


def year(entitlements: Callable) -> widgets.VBox:
    """Three consumers and two products over a year of days."""
    day = widgets.IntSlider(value=45, min=0, max=365, description="day")

    def draw() -> str:
        offers = [
            Offer("weather", ["daily", "hourly"], 30, 9_900, "v1"),
            Offer("prices", ["daily"], 90, 20_000, "v1"),
        ]
        events = [
            Event(3, "subscribe", "bern", "weather", "v1"),
            Event(10, "subscribe", "oslo", "weather", "v0"),
            Event(20, "subscribe", "bern", "prices", "v1"),
            Event(40, "cancel", "bern", "weather", ""),
            Event(50, "subscribe", "rome", "weather", "v1"),
            Event(200, "cancel", "bern", "prices", ""),
        ]
        found = entitlements(offers, events, day.value)
        lines = [[share, who, f"day {until}"] for share, who, until in found.grants]
        paid = ", ".join(f"{who} {cents / 100:,.2f}" for who, cents in sorted(found.cents.items()))
        return table(["share", "consumer", "until"], lines) + f"<p>Paid: {paid or 'nothing'}.</p>"

    return live(draw, day)
