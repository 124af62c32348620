"""What one slow node of eight does to queries, and what scalers do to a budget: prints two tables, writes serverless.json.

The book quotes that file and nothing typed by hand. Simulated, so that it is the same on every machine. Monitor and
scaler are those of the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.serverless import day, nodes

SEEDS, SPEED, SINCE = 40, 0.3, 20
AMPLE, TIGHT = 1.6, 0.8


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("serverless"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def slow_node(monitor: type) -> dict:
    """Medians over the seeds: seconds of a query while all eight are well, with a grey one, and once it was replaced;
    of sixty queries in all; and after how many windows it is named."""
    took: dict[str, list] = {
        name: [] for name in ("well", "grey", "replaced", "as_it_is", "healed")
    }
    after, healthy = [], 0
    for seed in range(SEEDS):
        made = nodes.windows(np.random.default_rng(seed), since=SINCE, speed=SPEED)
        sound = nodes.windows(np.random.default_rng(seed), since=SINCE, speed=1.0)
        seconds = [nodes.query_seconds(window) for window in made]
        healed = nodes.healed(made, sound, monitor().observe)
        took["well"].append(np.mean(seconds[:SINCE]))
        took["grey"].append(np.mean(seconds[SINCE:]))
        took["as_it_is"].append(sum(seconds))
        took["healed"].append(sum(healed))
        watch, named = monitor(), []
        for window in made:
            named.append(watch.observe(window))
        first = next(at for at, some in enumerate(named) if some)
        after.append(first - SINCE + 1)
        took["replaced"].append(np.mean(healed[first + 1 :]))
        healthy += sum(bool(some - {"node 3"}) for some in named)
    found = {name: round(float(np.median(values)), 3) for name, values in took.items()}
    return found | {"windows": int(np.median(after)), "healthy_named": healthy, "speed": SPEED}


def money(scaler: type) -> dict:
    """Of each scaler, over the seeds: late seconds and what was paid for one RPU-second of work on a day with enough
    money, medians; and how many days without enough end above the budget, by how much at most, and what is used."""
    scalers: dict[str, Callable[[], Callable]] = {
        "the lab's": lambda: scaler().decide,
        "by what waits": lambda: day.by_backlog,
        "until it is spent": lambda: day.until_spent,
        "96 RPUs, always": lambda: day.always(96),
        "512 RPUs, always": lambda: day.always(512),
    }
    found = {}
    for name, made in scalers.items():
        late, paid, over, used = [], [], [], []
        for seed in range(SEEDS):
            work = day.workload(np.random.default_rng(seed))
            ample = day.simulate(work, AMPLE * sum(work), made())
            late.append(day.late_seconds(ample))
            paid.append(ample[-1].paid / sum(work))
            budget = TIGHT * sum(work)
            spent = day.simulate(work, budget, made())[-1].paid
            over.append(max(0.0, spent / budget - 1))
            used.append(spent / budget)
        found[name] = {
            "late": int(np.median(late)),
            "paid": round(float(np.median(paid)), 3),
            "days_over": sum(one > 0 for one in over),
            "most_over": round(max(over), 4),
            "used": round(float(np.median(used)), 4),
        }
    return found


def main() -> None:
    names = solution()
    found = {
        "seeds": SEEDS,
        "node": slow_node(names["HealthMonitor"]),
        "money": money(names["Autoscaler"]),
    }
    shown = Table("a query on eight nodes", "seconds")
    for name in ("well", "grey", "replaced", "as_it_is", "healed"):
        shown.add_row(name, f"{found['node'][name]:.2f}")
    bought = Table("scaler", "late s", "paid / work", "days over", "most over", "used")
    for name, one in found["money"].items():
        bought.add_row(name, *(str(value) for value in one.values()))
    console = Console()
    console.print(shown)
    console.print(bought)
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
