"""What a hundred short queries take behind twelve reports, by policy; how far off predictors are, and whom a staged
one asks: prints tables, writes workload_management.json.

The book quotes that file and nothing typed by hand. Simulated, so that it is the same on every machine. The lane, the
cache, the model and the stages are those of the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.workload_management import slots, workload

SEEDS, SLOTS = 40, 5
#: Of a log: how many queries are learnt from, how many in all; old templates, and new ones that come after.
TRAINED, LOG, OLD, NEW = 500, 1_500, 40, 30
#: From where on the stages ask the slow model: the spread, and seconds.
UNCERTAIN, LONG = 0.5, 2.0


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


def features(queries: list) -> np.ndarray:
    """A row for each query: the place of its kind, and the nine numbers of its plan."""
    kinds = [workload.KINDS.index(query.plan.kind) for query in queries]
    return np.column_stack([kinds, np.array([query.plan[1:] for query in queries], float)])


def peers(rows: np.ndarray, seconds: np.ndarray, asked: np.ndarray) -> dict[str, np.ndarray]:
    """What three models of scikit-learn predict for ``asked``."""
    from sklearn.ensemble import HistGradientBoostingRegressor
    from sklearn.linear_model import LinearRegression

    def lined(values: np.ndarray) -> np.ndarray:
        one_of = values[:, :1] == np.arange(len(workload.KINDS))
        return np.hstack([one_of, np.log1p(values[:, 1:])])

    logs, boosted = np.log(seconds), HistGradientBoostingRegressor
    line = LinearRegression().fit(lined(rows), logs)
    return {
        "boosted, on seconds": np.maximum(boosted().fit(rows, seconds).predict(asked), 1e-3),
        "linear, on logarithms": np.exp(line.predict(lined(asked))),
        "boosted, on logarithms": np.exp(boosted().fit(rows, logs).predict(asked)),
    }


def predictors() -> dict:
    """Medians over the seeds: q-errors on old templates of each model, of the reference by quarters of its
    spread, and whom the stages ask."""
    names = solution()
    errors: dict[str, list] = {}
    quarters, asked_of = [], []
    for seed in range(SEEDS):
        log = workload.log(np.random.default_rng(seed), LOG, OLD, NEW, TRAINED / LOG)
        rows, taken = features(log.queries), np.array([its.seconds for its in log.outcomes])
        old = log.templates[TRAINED:] < OLD
        said = peers(rows[:TRAINED], taken[:TRAINED], rows[TRAINED:])
        model = names["train"](log.queries[:TRAINED], log.outcomes[:TRAINED])
        seconds, spread = names["predict"](model, log.queries[TRAINED:])
        said["trees grown by chance"] = seconds
        for name, predicted in said.items():
            off = np.maximum(predicted / taken[TRAINED:], taken[TRAINED:] / predicted)
            errors.setdefault(name, []).append(np.percentile(off[old], [50, 90]))
        sides = np.array_split(np.argsort(spread, kind="stable"), 4)
        quarters.append([[np.percentile(off[side], 90), (~old[side]).mean()] for side in sides])
        asked_of.append(stages(names, log, seconds, spread))
    return {
        "errors": {
            name: dict(zip(("median", "p90"), np.median(made, axis=0).round(2).tolist()))
            for name, made in errors.items()
        },
        "quarters": np.median(quarters, axis=0).round(3).tolist(),
        "asked": dict(
            zip(("cache", "local", "global"), np.median(asked_of, axis=0).round(3).tolist())
        ),
        "limits": [UNCERTAIN, LONG],
    }


def stages(names: dict, log: workload.Log, seconds: np.ndarray, spread: np.ndarray) -> list[float]:
    """Which share of a log, but for what was learnt from, each of the three answers."""
    cache, count = names["TimeCache"](2_000), dict.fromkeys(("cache", "local", "global"), 0)
    for at, (query, outcome) in enumerate(zip(log.queries, log.outcomes)):
        if at >= TRAINED:
            says = float(seconds[at - TRAINED]), float(spread[at - TRAINED])
            local, slow = (lambda query, says=says: says), (lambda query: 1.0)
            _, who = names["stage"](query, cache, local, slow, UNCERTAIN, LONG)
            count[who] += 1
        cache.observe(query.fingerprint, outcome.seconds)
    return [number / (LOG - TRAINED) for number in count.values()]


def main() -> None:
    found = measure()
    found["predictors"] = predictors()
    shown = Table("trace", "policy", "short, p90 s", "others, p90 s")
    for trace in ("taken", "liars"):
        for name, took in found[trace].items():
            shown.add_row(trace, name, f"{took['short']:.2f}", f"{took['others']:.2f}")
    Console().print(shown)
    told = Table("model", "q-error, median", "p90")
    for name, off in found["predictors"]["errors"].items():
        told.add_row(name, f"{off['median']:.2f}", f"{off['p90']:.2f}")
    Console().print(told)
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
