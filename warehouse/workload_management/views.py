"""The workload_management lab's views: each shows the student's own part at work. One that follows controls is
made with ``warehouse.drawing.live``."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import SHADES, line, live, rect, shown, sideways, svg, table, text
from warehouse.workload_management import memory, slots, workload
from warehouse.workload_management.records import Rule

SLOTS = 5
TRACES = {
    "twelve reports": slots.taken,
    "eight liars": slots.liars,
    "random, seven in ten short": slots.mixed,
}
CLASSES = ("highest", "high", "normal", "low", "lowest")


def _gantt(ran: list[slots.Ran], end: float) -> str:
    """Slots as lanes, and what ran on them; a frame around what ran as short."""
    wide, high, shapes = 600, 18, []
    for one in ran:
        if one.start < end:
            x, width = 40 + wide * one.start / end, wide * (min(one.end, end) - one.start) / end
            fill = SHADES[0] if one.lane == "short" else SHADES[1]
            shapes.append(rect(x, one.slot * high + 2, max(0.6, width - 0.4), high - 5, fill=fill))
    for slot in range(SLOTS):
        shapes.append(text(2, slot * high + 14, f"slot {slot + 1}", font_size=11))
        shapes.append(line(40, (slot + 1) * high - 1, 640, (slot + 1) * high - 1))
    label = f"{SLOTS} slots over {end:.0f} s"
    return svg((644, SLOTS * high + 2), label, shapes, fill="currentColor", stroke_width=0.3)


def lanes(make: type) -> widgets.VBox:
    """What runs where under three policies, and how long short and long queries take."""
    trace = widgets.Dropdown(options=list(TRACES), description="trace")
    reserved = widgets.IntSlider(value=1, min=1, max=SLOTS - 1, description="reserved")

    def draw() -> str:
        queries = TRACES[trace.value](np.random.default_rng(1))
        short = [query.number for query in queries if query.predicted < 2 and query.seconds < 20]
        long = [query.number for query in queries if query.number not in set(short)]
        policies = {
            "first come, first served": slots.fifo(),
            "the shortest first": slots.shortest_first(),
            "your lane": make(SLOTS, reserved.value),
        }
        end, rows, pictures = min(200.0, max(query.arrival for query in queries) + 80), [], []
        for name, policy in policies.items():
            ran = slots.simulate(queries, SLOTS, policy)
            took = (slots.p90(queries, ran, numbers) for numbers in (short, long))
            rows.append([name, *(f"{seconds:.1f} s" for seconds in took)])
            pictures.append(f"<p>{name}</p>{sideways(_gantt(ran, end))}")
        return "".join(pictures) + table(["90 % take at most", "short ones", "the others"], rows)

    return live(draw, trace, reserved)


def admission(admit: Callable) -> widgets.VBox:
    """Mean waits, and that of the large query in a stream of small ones, under three policies."""
    seed = widgets.IntSlider(value=1, min=1, max=20, description="day")

    def draw() -> str:
        rows = []
        policies = {
            "first come, first served": memory.first_come,
            "whatever fits": memory.first_fit,
            "your function": admit,
        }
        jobs = memory.mixed(np.random.default_rng(seed.value))
        stream = memory.stream(np.random.default_rng(seed.value))
        big = next(job for job in stream if job.number == memory.BIG_ONE)
        for name, policy in policies.items():
            starts = memory.simulate(jobs, memory.MEMORY, policy)
            alone = memory.simulate(stream, memory.MEMORY, policy)[big.number] - big.arrival
            mean = memory.mean_wait(jobs, starts)
            rows.append([name, f"{mean:.1f} s", f"{alone:.1f} s"])
        return table(["policy", "mean wait, a mixed day", "the large one in a stream"], rows)

    return live(draw, seed)


def turns(make: type) -> widgets.VBox:
    """A hundred picks in a row, each a mark in the line of its class."""
    waiting = [widgets.Checkbox(value=True, description=name, indent=False) for name in CLASSES]

    def draw() -> str:
        queues, picks = make(), 100
        there = [place for place, box in enumerate(waiting) if box.value]
        for number in range(picks):
            for place in there:
                queues.add(number * len(CLASSES) + place, CLASSES[place])
        shapes, count = [], [0] * len(CLASSES)
        for at in range(picks):
            number = queues.next()
            if number is None:
                break
            place = number % len(CLASSES)
            count[place] += 1
            shapes.append(rect(90 + 5 * at, 20 * place + 3, 4, 13, fill=SHADES[place]))
        for place, name in enumerate(CLASSES):
            shapes.append(text(2, 20 * place + 14, f"{name}: {count[place]}", font_size=12))
        return svg((600, 100), "picks by class", shapes, fill="currentColor")

    return live(draw, *waiting)


def hit_rates(make: type) -> widgets.HTML:
    """How often a cache knows a query of a log, and by how much its predictions are off, by capacity."""

    def draw() -> str:
        rng = np.random.default_rng(1)
        # few queries come often, many once: the log of a day
        log = np.minimum(rng.zipf(1.4, 2_000), 5_000)
        seconds = np.exp(np.sin(log * 12.9898) * 2.0) * rng.lognormal(0, 0.15, len(log))
        rows = []
        for capacity in (10, 30, 100, 300, 1_000):
            cache, off = make(capacity), []
            for query, took in zip(log.tolist(), seconds.tolist()):
                predicted = cache.predict(query)
                if predicted is not None:
                    off.append(max(predicted / took, took / predicted))
                cache.observe(query, took)
            known = f"{len(off) / len(log):.0%}"
            rows.append([capacity, known, f"{np.median(off):.2f}" if off else "-"])
        return table(["capacity", "known", "off by a factor of, in the median"], rows)

    return shown(draw)


def watched(monitor: Callable) -> widgets.VBox:
    """Three queries under three rules whose limits can be moved."""
    seconds = widgets.IntSlider(value=60, min=10, max=120, step=10, description="seconds")
    rows_joined = widgets.IntSlider(value=5, min=1, max=12, description="10^n rows")

    def draw() -> str:
        rules = [
            Rule("long", [("seconds", ">", float(seconds.value))], "log"),
            Rule("nested loop", [("joined", ">", 10.0**rows_joined.value)], "abort"),
            Rule("long and waiting", [("seconds", ">", 30.0), ("cpu", "<", 10.0)], "hop"),
        ]
        grows = {
            "a report": (0.3, 0.9),
            "a join without a condition": (3.0, 0.9),
            "an idle one": (0.5, 0.1),
        }
        lines = []
        for name, (steep, busy) in grows.items():
            samples = [
                (
                    10.0 * at,
                    {"seconds": 10.0 * at, "joined": 10 ** (steep * at), "cpu": 10 * at * busy},
                )
                for at in range(1, 13)
            ]
            for time, rule, action in monitor(rules, samples) or [("", "", "nothing")]:
                lines.append([name, time, escape(str(rule)), action])
        return table(["query", "second", "rule", "action"], lines)

    return live(draw, seconds, rows_joined)


def predictor(train: Callable, predict: Callable) -> widgets.VBox:
    """How far a model is off, for old templates and new ones, and by how sure it is."""
    length = widgets.IntSlider(value=600, min=50, max=1_200, step=50, description="log")

    def draw() -> str:
        count, asked = length.value, 600
        made = workload.log(
            np.random.default_rng(1), count + asked, new=30, since=count / (count + asked)
        )
        model = train(made.queries[:count], made.outcomes[:count])
        seconds, spread = predict(model, made.queries[count:])
        took = np.array([outcome.seconds for outcome in made.outcomes[count:]])
        off, order = np.maximum(seconds / took, took / seconds), np.argsort(spread)
        old, sides = made.templates[count:] < 40, np.array_split(order, 4)
        groups = {"old templates": np.flatnonzero(old), "new templates": np.flatnonzero(~old)}
        groups |= {f"spread, quarter {at}": side for at, side in enumerate(sides, 1)}
        rows = [
            [name, len(which), *(f"{np.percentile(off[which], share):.2f}" for share in (50, 90))]
            for name, which in groups.items()
        ]
        return table(["queries", "how many", "q-error, median", "p90"], rows)

    return live(draw, length)


def stages(stage: Callable) -> widgets.VBox:
    """Who answers for the queries of a day, and how far off they are; the models are made up."""
    uncertain = widgets.FloatSlider(value=0.4, min=0.0, max=1.2, step=0.05, description="uncertain")
    long_seconds = widgets.FloatSlider(value=2.0, min=0.0, max=20.0, step=0.5, description="long")

    class Remembers(dict):
        predict = dict.get

    def draw() -> str:
        rng = np.random.default_rng(1)
        made = workload.log(rng, 600, new=30)
        cache, answers = Remembers(), {}
        for query, outcome, template, truth in zip(
            made.queries, made.outcomes, made.templates.tolist(), made.truth.tolist()
        ):
            spread = 0.9 if template >= 40 else 0.2
            local = truth * float(rng.lognormal(0, spread)), spread * float(rng.lognormal(0, 0.3))
            slow = truth * float(rng.lognormal(0, 0.4))
            said, who = stage(
                query,
                cache,
                lambda query, local=local: local,
                lambda query, slow=slow: slow,
                uncertain.value,
                long_seconds.value,
            )
            off = max(said / outcome.seconds, outcome.seconds / said)
            answers.setdefault(who, []).append(off)
            cache[query.fingerprint] = outcome.seconds
        rows = [
            [who, len(off), f"{np.median(off):.2f}", f"{np.percentile(off, 90):.2f}"]
            for who, off in answers.items()
        ]
        return table(["who answers", "queries", "q-error, median", "p90"], rows)

    return live(draw, uncertain, long_seconds)
