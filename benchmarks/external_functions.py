"""What a query that calls an external function pays: rows that took effect twice by what a repetition says of itself,
calls by the size of a batch, callers that come back together, rows that need not be sent, calls to find bad rows, and
windows beside a limit that moves. Prints tables, writes external_functions.json.

The book quotes that file and nothing typed by hand. All of it is emulated, on a simulated clock, so that it is the same
on every machine. "The lab's" is the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
import math
import uuid
from collections import Counter
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from autograder.paths import source_notebook
from warehouse.external_functions import herd, rounds
from warehouse.external_functions.endpoint import FINE, Endpoint
from warehouse.external_functions.messages import request
from warehouse.external_functions.records import FunctionFailed, NoAnswer, ServerError, Throttled

ROWS, BATCH, SEEDS = 2_000, 50, 100
FAULTS = {
    FINE: 0.7,
    "throttled": 0.1,
    "error": 0.05,
    "error after": 0.05,
    "no answer": 0.05,
    "no answer after": 0.05,
}
CALL_SECONDS, ROW_SECONDS = 0.02, 1e-6
LIMITS = [20] * 60 + [6] * 60 + [20] * 60


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("external_functions"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def bill(customer: int, cents: int) -> int:
    return customer + cents


def pause(repetition: int) -> float:
    return 0.1


def with_new_ids(endpoint: Endpoint, batches: list[list[tuple]]) -> None:
    """Every repetition is a request of its own."""
    for batch in batches:
        while True:
            try:
                endpoint.invoke(request(str(uuid.uuid4()), batch))
                break
            except (Throttled, ServerError, NoAnswer):
                endpoint.sleep(0.1)


def without_repetition(endpoint: Endpoint, batches: list[list[tuple]]) -> None:
    """What was certainly not done is sent again; where nobody knows the query fails."""
    for batch in batches:
        while True:
            try:
                endpoint.invoke(request(str(uuid.uuid4()), batch))
                break
            except Throttled:
                endpoint.sleep(0.1)


def billed(query) -> dict:
    """Over all seeds: rows that took effect more often than once, and queries that failed."""
    rows = [(number, 5) for number in range(ROWS)]
    batches = [rows[at : at + BATCH] for at in range(0, ROWS, BATCH)]
    twice, failed = [], 0
    for seed in range(SEEDS):
        drawn = np.random.default_rng(seed).choice(
            list(FAULTS), 10 * len(batches), p=list(FAULTS.values())
        )
        endpoint = Endpoint(bill, map(str, drawn))
        try:
            query(endpoint, batches)
        except (ServerError, NoAnswer):
            failed += 1
        twice.append(sum(count - 1 for count in Counter(endpoint.remote.effects).values()))
    return {
        "least": min(twice),
        "median": int(np.median(twice)),
        "most": max(twice),
        "failed": failed,
    }


def curve() -> dict:
    """A million rows one call after the other."""
    found = {}
    for size in (1, 100, 10_000, 100_000):
        calls = math.ceil(1_000_000 / size)
        found[f"{size:,}"] = {
            "calls": calls,
            "seconds": round(calls * CALL_SECONDS + 1_000_000 * ROW_SECONDS, 1),
        }
    return found


def herds(backoff) -> dict:
    """Two hundred callers and an endpoint that works for twenty calls at a time: the mean over all seeds."""

    def jittered(base: float):
        rng = np.random.default_rng(0)
        return lambda attempt: backoff(attempt, base, 10.0, rng.random)

    ways = {
        "5 ms": lambda: lambda attempt: 0.005,
        "1 s": lambda: lambda attempt: 1.0,
        "doubled from 0.5 s": lambda: lambda attempt: min(10.0, 0.5 * 2 ** (attempt - 1)),
        "the same, drawn": lambda: jittered(0.5),
    }
    found = {}
    for name, way in ways.items():
        one = herd.served(way())
        found[name] = {"calls": one.calls, "seconds": round(one.seconds, 1)}
    return found


def sent(distinct) -> dict:
    """Rows to send of 20,000 drawn by Zipf's law with exponent 1.3, over ten seeds."""
    counts = []
    for seed in range(10):
        rows = [(int(value),) for value in np.random.default_rng(seed).zipf(1.3, 20_000)]
        counts.append(len(distinct(rows, "STABLE")[0]))
    return {"rows": 20_000, "least": min(counts), "most": max(counts)}


def found_bad(isolate) -> dict:
    """Calls for 1,024 rows, by how many are bad: the mean over twenty draws, and the bound."""
    found = {}
    for bad in (0, 1, 3, 10, 100):
        counts = []
        for seed in range(20):
            places = set(np.random.default_rng(seed).choice(1_024, bad, replace=False).tolist())
            calls = []

            def send(rows: list[tuple], places=places, calls=calls) -> list:
                calls.append(len(rows))
                if places.intersection(row[0] for row in rows):
                    raise FunctionFailed("a row is bad")
                return rows

            isolate(send, [(number,) for number in range(1_024)])
            counts.append(len(calls))
        bound = 1 + (2 * bad * (math.ceil(math.log2(1_024 / bad)) + 1) if bad else 0)
        found[str(bad)] = {"calls": round(float(np.mean(counts))), "bound": bound}
    return found


def windows(make) -> dict:
    """A limit of 20, then 6, then 20: rounds, and the share of calls that is throttled."""
    calls, found = sum(LIMITS), {"known beforehand": {"rounds": len(LIMITS), "throttled": 0.0}}
    ways = {f"always {size}": (lambda ok, bad, size=size: size) for size in (6, 20, 100)}
    ways["the lab's"] = make(100).next
    for name, next_size in ways.items():
        played = rounds.play(next_size, LIMITS, calls)
        found[name] = {"rounds": len(played), "throttled": round(rounds.throttled_share(played), 3)}
    return found


def measure() -> dict:
    names = solution()
    queries = {
        "a new id each time": with_new_ids,
        "none where in doubt": without_repetition,
        "the same id": lambda endpoint, batches: names["call"](endpoint, batches, math.inf, pause),
    }
    return {
        "rows": ROWS,
        "batch": BATCH,
        "seeds": SEEDS,
        "billed": {name: billed(query) for name, query in queries.items()},
        "curve": curve(),
        "herd": herds(names["backoff"]),
        "distinct": sent(names["distinct"]),
        "isolate": found_bad(names["isolate"]),
        "window": windows(names["Window"]),
    }


def main() -> None:
    found = measure()
    for what in ("billed", "curve", "herd", "isolate", "window"):
        heads = list(next(iter(found[what].values())))
        shown = Shown(what, *heads)
        for name, its in found[what].items():
            shown.add_row(name, *(str(its[head]) for head in heads))
        Console().print(shown)
    Console().print(found["distinct"])
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
