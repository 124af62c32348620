"""What a hundred short queries take behind twelve reports, by policy: prints a table, writes
workload_management.json.

The book quotes that file and nothing typed by hand. Simulated, so that it is the same on every machine. The lane is that
of the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.workload_management import slots

SEEDS, SLOTS = 40, 5


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("workload_management"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def measure() -> dict:
    """Of each policy and trace the median over the seeds of the p90 of the short queries and of the others, in
    seconds."""
    lane = solution()["ShortQueryLane"]
    policies = {
        "first come, first served": slots.fifo,
        "the shortest first": slots.shortest_first,
        "one slot kept free": lambda: lane(SLOTS, 1),
        "three slots kept free": lambda: lane(SLOTS, 3),
    }
    found: dict = {"seeds": SEEDS, "slots": SLOTS}
    for trace in (slots.taken, slots.liars):
        found[trace.__name__] = {}
        for name, policy in policies.items():
            took = []
            for seed in range(SEEDS):
                queries = trace(np.random.default_rng(seed))
                others = [query.number for query in queries if query.number not in slots.SHORT]
                ran = slots.simulate(queries, SLOTS, policy())
                took.append([slots.p90(queries, ran, of) for of in (slots.SHORT, others)])
            short, long = np.median(took, axis=0)
            found[trace.__name__][name] = {"short": round(short, 2), "others": round(long, 2)}
    return found


def main() -> None:
    found = measure()
    shown = Table("trace", "policy", "short, p90 s", "others, p90 s")
    for trace in ("taken", "liars"):
        for name, took in found[trace].items():
            shown.add_row(trace, name, f"{took['short']:.2f}", f"{took['others']:.2f}")
    Console().print(shown)
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
