"""What a burst costs in waits and in seconds of burst clusters, by policy; what orders of fetching cost; how slots and waits
go together: prints tables, writes concurrency_scaling.json.

The book quotes that file and nothing typed by hand. Simulated or computed, so that it is the same on every machine. The
parts are those of the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from reference import solution
from rich.console import Console
from rich.table import Table

from warehouse.concurrency_scaling import clusters
from warehouse.concurrency_scaling.records import Block, Observation

SEEDS = 40
DAYS = ("burst", "pulses", "hills")


def days(scaler: type) -> dict:
    """Of each day and policy the medians over the seeds: p99 and mean of the waits, seconds paid."""

    def impatient() -> Callable:
        made = scaler()

        def decide(told: Observation) -> int:
            made.decide(told)
            return min(10, max(0, made.needed[-1]))

        return decide

    def one_more() -> Callable:
        made = scaler()
        return lambda told: min(made.decide(told), told.ready + told.starting + 1)

    policies = {
        "none": lambda: clusters.none,
        "one more at a time": one_more,
        "lets go at once": impatient,
        "the lab's": lambda: scaler().decide,
        "three, always": lambda: clusters.always(3),
        "nine, always": lambda: clusters.always(9),
    }
    found: dict = {}
    for name in DAYS:
        found[name] = {}
        for policy, make in policies.items():
            came = []
            for seed in range(SEEDS):
                trace = getattr(clusters, name)(np.random.default_rng(seed))
                day = clusters.simulate(*trace, make())
                came.append((day.p99(), day.mean(), day.paid()))
            p99, mean, paid = np.median(came, axis=0)
            found[name][policy] = {
                "p99": round(float(p99), 1),
                "mean": round(float(mean), 1),
                "paid": round(float(paid)),
            }
    return found


def fetching(rehydrate: Callable, count: int = 200) -> dict:
    """The cost of several orders over that of the reference, medians over the seeds."""
    ratios: dict = {"as they lie": [], "small ones first": [], "hot ones first": []}
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        sizes = rng.lognormal(5, 1, count).astype(int) + 1
        heats = rng.lognormal(0, 1, count)
        blocks = [
            Block(str(number), int(size), float(heat))
            for number, (size, heat) in enumerate(zip(sizes, heats))
        ]

        def cost(order: list[int], sizes: np.ndarray = sizes, heats: np.ndarray = heats) -> float:
            return float((np.cumsum(sizes[order]) * heats[order]).sum())

        least = cost([int(name) for name in rehydrate(blocks)])
        orders = (np.arange(count), np.argsort(sizes), np.argsort(-heats))
        for name, order in zip(ratios, orders):
            ratios[name].append(cost(order) / least)
    return {name: round(float(np.median(seen)), 2) for name, seen in ratios.items()}


def waiting(erlang_c: Callable) -> list[dict]:
    """Mean waits of queries of 4 s, by slots and by the share of them that is busy."""
    found = []
    for busy in (0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
        line: dict = {"busy": busy}
        for slots in (5, 50):
            load = busy * slots
            line[str(slots)] = round(erlang_c(slots, load) * 4.0 / (slots - load), 2)
        found.append(line)
    return found


def measure() -> dict:
    names = solution("concurrency_scaling")
    return {
        "seeds": SEEDS,
        "days": days(names["Scaler"]),
        "fetching": fetching(names["rehydrate"]),
        "waiting": waiting(names["erlang_c"]),
        "slots": {
            "rate 1": names["slots_for"](1.0, 4.0, 1.0),
            "rate 10": names["slots_for"](10.0, 4.0, 1.0),
        },
    }


def main() -> None:
    found = measure()
    shown = Table("day", "policy", "p99, s", "mean, s", "paid, s")
    for name, policies in found["days"].items():
        for policy, came in policies.items():
            shown.add_row(
                name, policy, f"{came['p99']:.1f}", f"{came['mean']:.1f}", f"{came['paid']:,}"
            )
    Console().print(shown)
    Console().print(found["fetching"], found["waiting"], found["slots"])
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
