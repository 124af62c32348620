"""The serverless lab's views: each shows the student's own part at work. One that follows controls is
made with ``warehouse.drawing.live``."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import SHADES, line, live, path, rect, sideways, svg, table, text
from warehouse.serverless import day, nodes

SIZES = [8, 16, 32, 64, 128, 256, 512]


def bill(paid: Callable) -> widgets.VBox:
    """Three queries on a line of time, and the RPU-seconds that they cost."""
    start = widgets.IntSlider(value=30, min=0, max=150, description="second one")
    minimum = widgets.IntSlider(value=60, min=0, max=120, step=10, description="minimum")

    def draw() -> str:
        activity = [
            (0.0, 10.0, 8),
            (float(start.value), start.value + 15.0, 16),
            (100.0, 130.0, 8),
        ]
        shapes = []
        for number, (begin, end, rpus) in enumerate(activity):
            wide = 3 * (end - begin)
            shapes.append(rect(3 * begin, 24 * number + 3, wide, 18, fill=SHADES[number]))
            shapes.append(text(3 * end + 4, 24 * number + 16, f"{rpus} RPUs", font_size=11))
        picture = svg((600, 76), "three queries over time", shapes, fill="currentColor")
        alone = sum((end - begin) * rpus for begin, end, rpus in activity)
        rows = [
            ["query by query, without a minimum", f"{alone:,.0f}"],
            ["by your meter", f"{paid(activity, float(minimum.value)):,.0f}"],
        ]
        return sideways(picture) + table(["paid", "RPU-seconds"], rows)

    return live(draw, start, minimum)


def curve(fit: Callable, choose: Callable) -> widgets.VBox:
    """A query that ran five times: the fitted curve's seconds and money at each size, and the choice."""
    slider = widgets.FloatSlider(value=0.5, min=0, max=1, step=0.05, description="slider")

    def draw() -> str:
        rng = np.random.default_rng(3)
        samples = [(r, float((12 + 4_000 / r) * rng.lognormal(0, 0.1))) for r in (8, 16, 32, 64, 8)]
        serial, parallel = fit(samples)
        chosen = choose(serial, parallel, SIZES, slider.value)
        rows = []
        for rpus in SIZES:
            seconds = serial + parallel / rpus
            dollars = rpus * seconds * 0.375 / 3600
            mark = "chosen" if rpus == chosen else ""
            rows.append([rpus, f"{seconds:.1f}", f"{dollars:.3f}", mark])
        told = f"<p>{serial:.1f} s do not divide, {parallel:,.0f} RPU-seconds do.</p>"
        return told + table(["RPUs", "seconds", "dollars", ""], rows)

    return live(draw, slider)


def _curve_of(values: list[float], top: float, shade: str) -> str:
    points = " L".join(f"{at * 600 / len(values):.1f},{100 - 96 * value / top:.1f}"
                       for at, value in enumerate(values))  # fmt: skip
    return path(f"M{points}", stroke=shade, fill="none", stroke_width=1.2)


def day_of(make: type) -> widgets.VBox:
    """Work and RPUs over a day, and what of its budget was spent."""
    times = widgets.FloatSlider(value=1.6, min=0.4, max=2.0, step=0.1, description="budget")
    seed = widgets.IntSlider(value=1, min=1, max=20, description="day")

    def draw() -> str:
        arrivals = day.workload(np.random.default_rng(seed.value))
        budget = float(round(times.value * sum(arrivals)))
        scalers = {
            "your scaler": make().decide,
            "by what waits alone": day.by_backlog,
            "until the money is spent": day.until_spent,
            "always 96": day.always(96),
        }
        rows, picture = [], ""
        for name, decide in scalers.items():
            minutes = day.simulate(arrivals, budget, decide)
            late, over = day.late_seconds(minutes), max(0.0, minutes[-1].paid - budget)
            used = f"{minutes[-1].paid / budget:.1%}"
            rows.append([name, f"{late:,} s", used, f"{over:,.0f}"])
            if not picture:
                shapes = [
                    _curve_of([minute.rpus for minute in minutes], 512, SHADES[1]),
                    _curve_of([work / 60 for work in arrivals], 512, SHADES[0]),
                    text(2, 12, "work that comes, and RPUs in force, of 512", font_size=11),
                    line(0, 100, 600, 100, stroke="currentColor"),
                ]
                picture = svg((600, 104), "work and RPUs over a day", shapes, fill="currentColor")
        head = ["scaler", "late", "of the budget", "RPU-seconds over it"]
        return sideways(picture) + table(head, rows)

    return live(draw, times, seed)


def pool(size_of: Callable) -> widgets.VBox:
    """What each size of a pool would have cost over two weeks, and the student's."""
    idle = widgets.FloatSlider(value=1.0, min=0, max=5, step=0.25, description="idle $")
    cold = widgets.FloatSlider(value=6.0, min=0, max=40, step=0.25, description="cold $")

    def draw() -> str:
        rng = np.random.default_rng(2)
        demand = np.minimum(40, rng.negative_binomial(1.2, 0.2, 336)).tolist()
        chosen = size_of(demand, idle.value, cold.value)
        costs = [
            sum(idle.value * max(0, size - d) + cold.value * max(0, d - size) for d in demand)
            for size in range(41)
        ]
        top = max(costs) or 1.0
        shapes = []
        for size, cost in enumerate(costs):
            high = 80 * cost / top
            fill = SHADES[0] if size == chosen else SHADES[1]
            shapes.append(rect(14 * size, 84 - high, 11, high, fill=fill))
            if size % 10 == 0:
                shapes.append(text(14 * size, 98, str(size), font_size=11))
        picture = svg((580, 100), "cost by size of the pool", shapes, fill="currentColor")
        there = f", {costs[chosen]:,.0f} $ in two weeks" if 0 <= chosen < len(costs) else ""
        told = f"<p>Your pool: {chosen} machines{there}. The least: {min(costs):,.0f} $.</p>"
        return sideways(picture) + told

    return live(draw, idle, cold)


def watch(make: type) -> widgets.VBox:
    """Sixty queries on eight nodes, one of them grey from window 20 on: when it is named, and what a replacement
    saves."""
    speed = widgets.FloatSlider(value=0.3, min=0.1, max=1.0, step=0.05, description="its speed")
    skew = widgets.FloatSlider(value=1.0, min=1.0, max=6.0, step=0.5, description="skew")

    def draw() -> str:
        rng = [np.random.default_rng(4) for _ in range(2)]
        made, sound = (
            nodes.windows(one, speed=factor, skew=skew.value)
            for one, factor in zip(rng, (speed.value, 1.0))
        )
        monitor, shapes, first = make(), [], {}
        names = nodes.names(8)
        for at, window in enumerate(made):
            named = monitor.observe(dict(window))
            for place, name in enumerate(names):
                rows, seconds = window[name]
                high = min(18.0, 9 * rows / seconds / nodes.SPEED)
                fill = SHADES[0] if name in named else SHADES[1]
                shapes.append(rect(60 + 9 * at, 22 * place + 20 - high, 7, high, fill=fill))
            for name in named:
                first.setdefault(name, at)
        shapes += [text(2, 22 * n + 18, name, font_size=11) for n, name in enumerate(names)]
        picture = svg((604, 182), "rates of eight nodes", shapes, fill="currentColor")
        when = [f"{escape(str(name))} in window {at}" for name, at in sorted(first.items())]
        unhealed = sum(map(nodes.query_seconds, made))
        healed = sum(nodes.healed(made, sound, make().observe))
        told = f"<p>Named: {', '.join(when) or 'nobody'}.</p>"
        rows = [["as it is", f"{unhealed:.1f} s"], ["who is named is replaced", f"{healed:.1f} s"]]
        return sideways(picture) + told + table(["60 queries", ""], rows)

    return live(draw, speed, skew)


def slices(heal: Callable) -> widgets.VBox:
    """Twenty-four slices on eight nodes, before and after; what moved."""
    ill = widgets.IntSlider(value=1, min=0, max=4, description="grey")
    warm = widgets.IntSlider(value=0, min=0, max=4, description="warm")

    def draw() -> str:
        names = nodes.names(8)
        owners = [names[number % 8] for number in range(24)]
        grey = set(names[2 : 2 + ill.value])
        after = heal(owners, grey, [f"warm {number + 1}" for number in range(warm.value)])
        rows = []
        for name in sorted({*owners, *after}):
            lists = [
                " ".join(str(n) for n, node in enumerate(some) if node == name)
                for some in (owners, after)
            ]
            rows.append([escape(str(name)) + (" (grey)" if name in grey else ""), *lists])
        moved = sum(was != now for was, now in zip(owners, after))
        return f"<p>{moved} of 24 slices move.</p>" + table(["node", "before", "after"], rows)

    return live(draw, ill, warm)
