"""The external functions lab's views: each shows the student's own part at work. One that follows controls is made
with ``warehouse.drawing.live``."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import SHADES, line, live, path, rect, shown, svg, table, text
from warehouse.external_functions import herd as herds
from warehouse.external_functions import http_endpoint, rounds
from warehouse.external_functions.endpoint import FAULTS, FINE, Endpoint
from warehouse.external_functions.messages import request
from warehouse.external_functions.records import FunctionFailed

CALL_SECONDS, ROW_SECONDS = 0.02, 1e-6  # what a call takes, and a row of it
NAMES = ("Oslo", "Bern", "Zürich", "Київ", "東京")


def cut(batches: Callable) -> widgets.VBox:
    """Calls and seconds for a million rows, by the limits of a batch."""
    most_rows = widgets.IntSlider(value=4, min=0, max=6, description="10^n rows")
    kilobytes = widgets.IntSlider(value=500, min=1, max=5_000, description="KB")

    def draw() -> str:
        rows = [(number, NAMES[number % 5], "x" * 60) for number in range(20_000)]
        made = batches(rows, 10**most_rows.value, 1_000 * kilobytes.value)
        largest = max(len(request("-" * 36, batch)) for batch in made)
        calls = -(-1_000_000 * len(made) // len(rows))
        seconds = calls * CALL_SECONDS + 1_000_000 * ROW_SECONDS
        head = ["rows of the first batch", "largest payload", "calls for 1,000,000 rows", "seconds"]
        line_ = [f"{len(made[0]):,}", f"{largest:,}", f"{calls:,}", f"{seconds:,.1f}"]
        return table(head, [line_]) + "<p>20,000 rows were cut; a call takes 20 ms, a row 1 µs.</p>"

    return live(draw, most_rows, kilobytes)


def drawn_faults(rng: np.random.Generator, share: float, count: int) -> list[str]:
    """So many invocations, of which a share goes wrong, in all five ways alike."""
    shares = [1 - share] + [share / len(FAULTS)] * len(FAULTS)
    return [str(fault) for fault in rng.choice([FINE, *FAULTS], count, p=shares)]


def bill(customer: int, cents: int) -> int:
    """What the function of the views does for a row; its effect is what matters."""
    return cents * 100 + customer % 7


def billed(call: Callable) -> widgets.VBox:
    """2,000 rows in batches of 50, beside a growing share of faults: calls, pauses, rows billed twice or never."""
    share = widgets.IntSlider(value=30, min=0, max=60, description="% faults")

    def draw() -> str:
        rows = [(number, 5) for number in range(2_000)]
        batches = [rows[at : at + 50] for at in range(0, len(rows), 50)]
        lines = []
        for seed in range(5):
            rng = np.random.default_rng(seed)
            endpoint = Endpoint(bill, drawn_faults(rng, share.value / 100, 2_000))
            got = call(endpoint, batches, 1_000.0, lambda repetition: 0.1 * repetition)
            often = Counter(endpoint.remote.effects)
            twice = sum(count - 1 for count in often.values())
            right = got == [bill(*row) for row in rows]
            lines.append([len(endpoint.asked), f"{endpoint.now():.1f}", twice, len(rows) - len(often),
                          "right" if right else "not right"])  # fmt: skip
        head = ["calls for 40 batches", "seconds", "rows billed twice", "never", "results"]
        return table(head, lines)

    return live(draw, share)


def over_http(call: Callable) -> widgets.HTML:
    """The same over HTTP: 200 rows in batches of 10, and what the server did."""

    def draw() -> str:
        rows = [(number, 5) for number in range(200)]
        batches = [rows[at : at + 10] for at in range(0, len(rows), 10)]
        lines = []
        for seed in range(3):
            faults = drawn_faults(np.random.default_rng(seed), 0.4, 400)
            with http_endpoint.serving(bill, faults) as (endpoint, remote):
                got = call(endpoint, batches, 60.0, lambda repetition: 0.001 * repetition)
            often = Counter(remote.effects)
            twice = sum(count - 1 for count in often.values())
            right = got == [bill(*row) for row in rows]
            lines.append(
                [endpoint.calls, twice, len(rows) - len(often), "right" if right else "not right"]
            )
        return table(["calls over HTTP", "rows billed twice", "never", "results"], lines)

    return shown(draw)


def herd(backoff: Callable) -> widgets.HTML:
    """Ways to wait, and what an endpoint that works for 20 calls at a time makes of 200 callers."""

    def draw() -> str:
        rng = np.random.default_rng(1)
        ways = [
            ("5 ms", lambda attempt: 0.005),
            ("a second", lambda attempt: 1.0),
            ("doubled, without chance", lambda attempt: min(10.0, 0.5 * 2 ** (attempt - 1))),
            ("yours", lambda attempt: backoff(attempt, 0.5, 10.0, rng.random)),
        ]
        lines, pictures = [], ""
        for name, pause in ways:
            found = herds.served(pause)
            lines.append([name, f"{found.calls:,}", f"{found.seconds:.1f}"])
            bars = [
                rect(
                    4 * at + 2,
                    62 - min(60.0, 0.3 * count),
                    3,
                    min(60.0, 0.3 * count),
                    fill=SHADES[0],
                )
                for at, count in enumerate(found.arrived[:140])
            ]
            bars.append(line(0, 56, 562, 56, stroke="currentColor", stroke_dasharray="3 3"))
            label = f"calls in each tenth of a second, {name}"
            pictures += f"<p>{label}; dashed: what can be served</p>" + svg((566, 64), label, bars)
        return table(["pause", "calls", "seconds until all are served"], lines) + pictures

    return shown(draw)


def saved(distinct: Callable) -> widgets.VBox:
    """Rows to send of 20,000, by how unequal the arguments' shares are."""
    law = widgets.FloatSlider(value=1.2, min=1.05, max=3.0, step=0.05, description="Zipf's law")

    def draw() -> str:
        values = np.random.default_rng(3).zipf(law.value, 20_000)
        rows = [(int(value),) for value in values]
        lines = []
        for volatility in ("VOLATILE", "STABLE"):
            sent, own = distinct(rows, volatility)
            right = [sent[number] for number in own] == rows
            lines.append(
                [volatility, f"{len(sent):,}", -(-len(sent) // 160), "yes" if right else "no"]
            )
        head = ["declared", "rows sent of 20,000", "calls of 160 rows", "every row has its own"]
        return table(head, lines)

    return live(draw, law)


def halves(isolate: Callable) -> widgets.VBox:
    """Which parts of a batch of 64 were sent, one call below the other."""
    bad = widgets.IntSlider(value=3, min=0, max=12, description="bad rows")
    seed = widgets.IntSlider(value=1, min=1, max=20, description="draw")

    def draw() -> str:
        places = set(
            np.random.default_rng(seed.value).choice(64, bad.value, replace=False).tolist()
        )
        calls: list[tuple[list[int], bool]] = []

        def send(rows: list[tuple]) -> list:
            numbers = [row[0] for row in rows]
            calls.append((numbers, bool(places.intersection(numbers))))
            if calls[-1][1]:
                raise FunctionFailed("a row is bad")
            return numbers

        _, found = isolate(send, [(number,) for number in range(64)])
        shapes = []
        for at, (numbers, failed) in enumerate(calls):
            for number in numbers:
                fill = "none" if failed else SHADES[0]
                shapes.append(
                    rect(8 * number + 2, 10 * at + 2, 7, 8, fill=fill, stroke="currentColor")
                )
        picture = svg((516, 10 * len(calls) + 4), "the rows of each call", shapes)
        said = ", ".join(map(str, found)) or "none"
        return f"{picture}<p>{len(calls)} calls; filled: answered, empty: refused. Bad rows: {said}.</p>"

    return live(draw, bad, seed)


LIMITS = {
    "20, then 6, then 20": [20] * 60 + [6] * 60 + [20] * 60,
    "10, then 50": [10] * 60 + [50] * 120,
    "20, nothing for a while, 20": [20] * 60 + [0] * 12 + [20] * 108,
}


def followed(make: Callable) -> widgets.VBox:
    """The window's size and the endpoint's limit, round by round."""
    chosen = widgets.Dropdown(options=list(LIMITS), description="limit")

    def draw() -> str:
        limits = LIMITS[chosen.value]
        window, calls = make(100), sum(limits)
        played = rounds.play(window.next, limits, calls, most=600)
        width, high = 3, 130
        sizes = "M" + " L".join(
            f"{width * at} {high - 2 * min(one.size, 62)}" for at, one in enumerate(played)
        )
        steps = itertools.chain.from_iterable(
            (f"{width * at} {high - 2 * one.limit}", f"{width * (at + 1)} {high - 2 * one.limit}")
            for at, one in enumerate(played)
        )
        shapes = [
            path(sizes, fill="none", stroke=SHADES[0], stroke_width=2),
            path(
                "M" + " L".join(steps), fill="none", stroke="currentColor", stroke_dasharray="4 3"
            ),
            text(4, 12, "dashed: the limit", font_size=11, fill="currentColor"),
        ]
        picture = svg((width * len(played) + 4, high + 4), "size and limit by round", shapes)
        least, share = rounds.fewest(limits, calls), rounds.throttled_share(played)
        return f"{picture}<p>{len(played)} rounds where {least} are possible; throttled: {share:.1%}.</p>"

    return live(draw, chosen)
