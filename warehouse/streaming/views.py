"""The streaming lab's views: each shows the student's own part at work. One that follows controls is made with
``warehouse.drawing.live``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import SHADES, line, live, rect, shown, svg, table, text
from warehouse.errors import CourseError
from warehouse.streaming import lags as lags_of
from warehouse.streaming.records import DataLoss, Record, Rejected, Row
from warehouse.streaming.topics import Crashed, StreamTarget, Table, Topic

VALUES = (
    b'{"time": 1700000000, "shop": "Oslo", "cents": 1250}',
    b'{"shop": "Bern", "cents": -300, "time": 5, "till": 4}',
    b'{"time": "yesterday", "shop": "Oslo", "cents": 1}',
    b'{"time": 5, "shop": "Oslo", "cents": NaN}',
    b'{"time": 5, "shop": "Z\xfcrich", "cents": 1}',
    b'{"time": 5, "sho',
    b"[]",
    None,
)
#: Of the topics in the views: how many records each partition has, and which of them is no sale.
SIZES, BATCH, POISON = (9, 6, 0, 4), 4, 5


def decoded(decode: Callable) -> widgets.HTML:
    """What becomes of some values."""

    def draw() -> str:
        lines = []
        for offset, value in enumerate(VALUES):
            got = decode(Record(0, offset, None, value, 0), 1_000)
            said = f"rejected: {got.reason}" if isinstance(got, Rejected) else str(tuple(got))
            lines.append([offset, repr(value)[:70], said])
        return table(["offset", "value", "what becomes of it"], lines)

    return shown(draw)


def sales() -> list[tuple[int, bytes]]:
    """Partition and value of the sales that the views' topics hold; one value is no sale."""
    found = []
    for partition, count in enumerate(SIZES):
        for number in range(count):
            sale = {"time": number, "shop": f"shop {partition}", "cents": 100 * partition + number}
            bad = (partition, number) == (0, POISON)
            found.append((partition, b"?" if bad else json.dumps(sale).encode()))
    return found


def as_row(record: Record) -> Row | Rejected:
    """A reader for ``sales``."""
    if record.value == b"?":
        return Rejected(record.partition, record.offset, "no JSON")
    return Row(**json.loads(record.value))


def first(stored: int | None, low: int, end: int) -> int:
    """Where to go on, in a topic that forgets nothing."""
    return low if stored is None else stored


def lost_and_doubled(
    refresh: Callable, topic: object, make_table: Callable, at: int, after: bool
) -> tuple:
    """A refresh that dies at request ``at``, and one that does not: whether the first one died, rows lost, rows
    doubled, rejected records kept."""
    table_, died = make_table(), False
    try:
        refresh(StreamTarget(topic, table_, at, after), BATCH, as_row, first)
    except Crashed:
        died = True
    refresh(StreamTarget(topic, table_), BATCH, as_row, first)
    due = Counter(
        row
        for place, value in sales()
        if type(row := as_row(Record(place, POISON, None, value, 0))) is Row
    )
    have = Counter(table_.rows)
    return died, (due - have).total(), (have - due).total(), len(table_.rejected)


def memory_topic() -> Topic:
    """``sales`` in a topic in memory."""
    topic = Topic(len(SIZES))
    for partition, value in sales():
        topic.append(partition, value)
    return topic


def kill_points(refresh: Callable) -> widgets.HTML:
    """Every request of a refresh as the last one of its node: what the table has lost, and what twice."""

    def draw() -> str:
        return _every_kill(refresh, memory_topic(), Table)

    return shown(draw)


def _every_kill(refresh: Callable, topic: object, make_table: Callable) -> str:
    whole = StreamTarget(topic, make_table())
    refresh(whole, BATCH, as_row, first)
    names = [kind for kind, _ in whole.asked]
    lines = []
    for at, kind in enumerate(names, 1):
        row: list[object] = [at, kind]
        for after in (False, True):
            _, lost, doubled, kept = lost_and_doubled(refresh, topic, make_table, at, after)
            row.append(
                "whole" if not lost + doubled and kept == 1 else f"{lost} lost, {doubled} doubled"
            )
        lines.append(row)
    head = ["request", "kind", "dies before it takes effect", "dies after"]
    return table(head, lines)


def on_kafka(refresh: Callable) -> widgets.HTML:
    """The same over Kafka's protocol, into DuckDB; says what is missing where there is no client or broker."""

    def draw() -> str:
        from warehouse.streaming import kafka

        try:
            with kafka.live_topic(sales()) as topic:
                return _every_kill(refresh, topic, kafka.DuckTable().emptied)
        except CourseError as error:
            return f"<p>{error}.</p>"

    return shown(draw)


def places(resume: Callable) -> widgets.VBox:
    """A partition as a line: forgotten, there, to come; and where the reader goes on."""
    stored = widgets.IntSlider(value=12, min=-1, max=40, description="stored")
    low = widgets.IntSlider(value=5, min=0, max=40, description="low")
    end = widgets.IntSlider(value=30, min=0, max=40, description="end")

    def draw() -> str:
        given = None if stored.value < 0 else stored.value
        try:
            at, said = resume(given, low.value, end.value), ""
            said = f"goes on at offset {at}"
        except DataLoss as loss:
            at, said = None, f"says that {loss}"
        except ValueError as error:
            at, said = None, f"refuses: {error}"
        shapes = []
        for offset in range(41):
            there = low.value <= offset < end.value
            shapes.append(
                rect(
                    14 * offset + 2,
                    14,
                    12,
                    16,
                    fill=SHADES[0] if there else "none",
                    stroke="currentColor",
                )
            )
        if given is not None:
            shapes.append(text(14 * given + 2, 11, "stored", font_size=11))
        if at is not None:
            shapes.append(line(14 * at + 1, 8, 14 * at + 1, 40, stroke_width=3))
        picture = svg(
            (580, 44), "offsets of a partition", shapes, fill="currentColor", stroke="currentColor"
        )
        never = "never read" if given is None else f"stored {given}"
        return f"{picture}<p>{never}: your reader {said}.</p>"

    return live(draw, stored, low, end)


def copies(make: type) -> widgets.VBox:
    """A stream with copies, and how many of them pass, by the size of the window."""
    far = widgets.IntSlider(value=20, min=1, max=200, description="copies come late by")

    def draw() -> str:
        rng, sent = np.random.default_rng(1), []
        for number in range(2_000):
            sent.append((number, ("till", number)))
            if rng.random() < 0.2:
                sent.append((number + int(rng.integers(1, far.value + 1)), ("till", number)))
        sent.sort(key=lambda one: one[0])
        rows = []
        for window in (1, 4, 16, 64, 256):
            seen = make(window)
            passed = Counter(one for _, one in sent if seen.fresh(*one))
            twice = sum(count - 1 for count in passed.values())
            rows.append([window, 2_000 - len(passed), twice, seen.old()])
        return table(["window", "never taken", "taken twice", "too old to tell"], rows)

    return live(draw, far)


def late_rows(make: type) -> widgets.VBox:
    """Windows as bars, final ones filled; what was late."""
    lateness = widgets.IntSlider(value=20, min=0, max=120, description="lateness")

    def draw() -> str:
        rng = np.random.default_rng(2)
        times = np.cumsum(rng.integers(0, 5, 300)) - (rng.random(300) < 0.2) * rng.integers(
            0, 90, 300
        )
        view = make(60, lateness.value)
        for at in range(0, 300, 50):
            view.update([Row(int(time), "Bern", 100) for time in times[at : at + 50]])
        final, shapes = {row[0] for row in view.final()}, []
        for place, (start, _, count, _) in enumerate(view.rows()):
            fill = SHADES[0] if start in final else "none"
            shapes.append(rect(90, 20 * place + 3, 8 * count, 13, fill=fill, stroke="currentColor"))
            shapes.append(text(2, 20 * place + 14, f"from {start} s", font_size=12))
            shapes.append(text(96 + 8 * count, 20 * place + 14, str(count), font_size=12))
        picture = svg(
            (600, 20 * len(view.rows()) + 4), "rows by window", shapes, fill="currentColor"
        )
        return f"{picture}<p>{view.late()} of 300 rows were late. Filled: final.</p>"

    return live(draw, lateness)


def busy_slices(assign: Callable) -> widgets.VBox:
    """What each slice has to read, in two assignments."""
    night = widgets.IntSlider(value=1, min=1, max=30, description="night")

    def draw() -> str:
        lags, slices = lags_of.drawn(np.random.default_rng(night.value)), 8
        plain = [sorted(lags)[at::slices] for at in range(slices)]
        drawn, lines = "", []
        for name, assigned in (("partition n to slice n", plain), ("yours", assign(lags, slices))):
            loads = [sum(lags[partition] for partition in mine) for mine in assigned]
            shapes = [
                rect(60, 16 * at + 2, load / 40, 11, fill=SHADES[at % len(SHADES)])
                for at, load in enumerate(loads)
            ]
            shapes += [
                text(2, 16 * at + 12, f"slice {at}", font_size=11) for at in range(len(loads))
            ]
            drawn += (
                f"<p>{name}</p>{svg((600, 16 * len(loads) + 2), name, shapes, fill='currentColor')}"
            )
            ratio = max(loads) / lags_of.lower_bound(lags, slices)
            lines.append([name, f"{max(loads):,}", f"{ratio:.2f}"])
        return drawn + table(["assignment", "records of the busiest", "of what is possible"], lines)

    return live(draw, night)
