"""The code_generation lab's reference: three ways to run a query beside DuckDB, and a fleet of clusters
that compile, keep and share; prints two tables, writes code_generation.json.

The book quotes that file and nothing typed by hand. Run by ``make bench``. Times are the processor's,
since other work of the machine lengthens any other clock; the fleet is a simulation, and its seconds
are those of the constants below.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import duckdb
import numpy as np
import pyarrow as pa
from reference import solution
from rich.console import Console
from rich.table import Table

from warehouse import data, plans
from warehouse.code_generation import runtime
from warehouse.code_generation.compiler import Compiler
from warehouse.code_generation.kernels import Kernels
from warehouse.plans import Filter, Join, Plan, Project, Scan, evaluate

SCALE = 0.1
QUERIES = (1, 6, 14)
BATCHES = (64, 1_024, 16_384, 65_536)
ROUNDS = 7
VARIANTS = 50

CLUSTERS, ASKED = 100, 1_000  # queries of each cluster
REPORTS, NEW = 40, 0.05  # shapes that a cluster asks for again and again; queries of any other
TOOLS, COMMON = 0.75, 500  # shapes that tools write, and how many; the others one cluster has alone
CAPACITY, FEW = 60, 10  # loops that a cluster keeps, and one with little room
COMPILES, FETCHES = 2.5, 0.05  # seconds
RUNS, SPREAD = 0.12, 1.3  # seconds of the median query, and the sigma of a log-normal law
PATIENCE = 1.0
AFTER = 30  # queries of each cluster that the time after an upgrade has
SEED = 20_260_604


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """The processor's time of the best of some runs."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


class Tables:
    """The tables as plans see them, whole or row by row, made once."""

    def __init__(self) -> None:
        self.held: dict = {}

    def columns(self, table: str, columns: list[str]) -> pa.Table:
        found = self.held.get(table)
        if found is None:
            found = self.held[table] = plans.stored(data.table(table, SCALE))
        return found.select(columns)

    def rows(self, table: str, columns: list[str]) -> object:
        key = table, tuple(columns)
        if key not in self.held:
            read = self.columns(table, columns)
            self.held[key] = list(zip(*(read[name].to_pylist() for name in columns)))
        return iter(self.held[key])


def by_batches(plan: Plan, tables: Tables, run_batches: Callable, size: int) -> pa.Table:
    """Scans, filters and projections by ``run_batches``; what stands above them by Arrow, on whole columns."""
    pieces = {}

    def cut(step: Plan) -> Plan:
        if all(isinstance(below, (Scan, Filter, Project)) for below in plans.steps(step)):
            names, piece = plans.names(step), f"piece {len(pieces)}"
            scan = next(below for below in plans.steps(step) if isinstance(below, Scan))
            read = tables.columns(scan.table, scan.columns)
            pieces[piece] = run_batches(step, read, size, Kernels())
            return Scan(piece, names, names, None)
        if isinstance(step, Join):
            return step._replace(left=cut(step.left), right=cut(step.right))
        return step._replace(input=cut(step.input))

    return evaluate.run(cut(plan), lambda piece, columns: pieces[piece].select(columns))


class Loops:
    """``get`` of compiled loops; counts the seconds of compiling and of running them."""

    def __init__(self) -> None:
        self.compiler, self.held = Compiler(), {}
        self.sources: set[str] = set()
        self.compiling = self.running = 0.0

    def get(self, source: str, types: tuple) -> Callable:
        self.sources.add(source)
        if (source, types) not in self.held:
            start = time.process_time()
            self.held[source, types] = self.compiler(source, types)
            self.compiling += time.process_time() - start
        loop = self.held[source, types]

        def run(*given: object) -> int:
            start = time.process_time()
            end = loop(*given)
            self.running += time.process_time() - start
            return end

        return run


def queries(lab: dict) -> list[dict]:
    """Milliseconds of the processor for each query, by each way. Every way's rows are looked at."""
    tables, found = Tables(), []
    parts = [lab[name] for name in ("segments", "streams", "parameterise", "generate")]
    warm = Loops()  # numba's own start is paid before anything is timed
    runtime.run(plans.tpch(19).plan, tables.columns, runtime.Parts(*parts, warm.get))
    with duckdb.connect() as peer:
        peer.execute("set threads = 1")
        for table in ("lineitem", "part"):
            peer.register("given", data.table(table, SCALE))
            peer.execute(f"create table {table} as select * from given")
        for number in QUERIES:
            plan = plans.tpch(number).plan
            right = evaluate.run(plan, tables.columns).to_pylist()

            def walked(plan: Plan = plan) -> list[dict]:
                return list(lab["interpret"](plan, tables.rows))

            def batched(plan: Plan = plan, size: int = BATCHES[-1]) -> pa.Table:
                return by_batches(plan, tables, lab["run_batches"], size)

            loops = Loops()

            def compiled(plan: Plan = plan, get: Callable = loops.get) -> pa.Table:
                return runtime.run(plan, tables.columns, runtime.Parts(*parts, get))

            assert walked() == batched().to_pylist() == compiled().to_pylist() == right, number
            first, best = loops.compiling, []
            for _ in range(ROUNDS):
                loops.running = 0.0
                compiled()
                best.append(loops.running)

            def asked(text: str = plans.sql(number)) -> list[tuple]:
                return peer.execute(text).fetchall()

            found.append(
                {
                    "query": number,
                    "interpreter": seconds(walked, 2),
                    "batches": {size: seconds(partial(batched, size=size), 3) for size in BATCHES},
                    "compiled": seconds(compiled),
                    "loops": min(best),
                    "compiling": first,
                    "compilations": loops.compiler.compilations,
                    "duckdb": seconds(asked),
                }
            )
    for each in found:
        for way, took in each.items():
            if isinstance(took, float):
                each[way] = round(took * 1e3, 1)
        each["batches"] = {size: round(took * 1e3, 1) for size, took in each["batches"].items()}
    return found


def variants(lab: dict) -> dict:
    """Query 6 with other constants, again and again: how many texts, how many compilations."""
    rng, loops, tables = np.random.default_rng(SEED), Loops(), Tables()
    parts = [lab[name] for name in ("segments", "streams", "parameterise", "generate")]

    def other(expression: object) -> object:
        match expression:
            case ["literal", int(value)]:
                return ["literal", value + int(rng.integers(0, 3 if value < 100 else 1_000))]
            case list():
                return [other(part) for part in expression]
        return expression

    def changed(step: Plan) -> Plan:
        if isinstance(step, Scan):
            return step._replace(predicate=other(step.predicate))
        return step._replace(input=changed(step.input))

    asked = [changed(plans.tpch(6).plan) for _ in range(VARIANTS)]
    for plan in asked:
        runtime.run(plan, tables.columns, runtime.Parts(*parts, loops.get))
    return {
        "plans": len({json.dumps(plans.to_data(plan)) for plan in asked}),
        "segments": len(lab["segments"](plans.tpch(6).plan)),
        "sources": len(loops.sources),
        "compilations": loops.compiler.compilations,
    }


class Fleet(dict):
    """The loops that any cluster has compiled."""

    put = dict.__setitem__


def stream() -> tuple[np.ndarray, np.ndarray]:
    """The shape that each cluster's queries have, in their order, and the seconds that each runs."""
    rng = np.random.default_rng(SEED)

    def often(shapes: int, size: tuple) -> np.ndarray:
        """Numbers of shapes: the k-th is as frequent as 1 / k."""
        shares = 1 / np.arange(1, shapes + 1)
        return rng.choice(shapes, size, p=shares / shares.sum())

    def shapes(each: int) -> np.ndarray:
        """So many for each cluster: a tool's, or one that nobody else has, which has a negative number."""
        own = -1 - np.arange(CLUSTERS * each).reshape(CLUSTERS, each)
        return np.where(rng.random((CLUSTERS, each)) < TOOLS, often(COMMON, (CLUSTERS, each)), own)

    new = shapes(ASKED)
    reports = shapes(REPORTS)  # of every cluster
    reports[reports < 0] -= CLUSTERS * ASKED  # and none of these is one of the new
    asked = np.take_along_axis(reports, often(REPORTS, (CLUSTERS, ASKED)), 1)
    asked = np.where(rng.random((CLUSTERS, ASKED)) < NEW, new, asked)
    return asked, RUNS * np.exp(SPREAD * rng.standard_normal((CLUSTERS, ASKED)))


def simulate(
    cache: type,
    capacity: int,
    fleet: Fleet | None,
    upgrade: int | None = None,
    ahead: bool = False,
) -> dict:
    """What a stream of queries waits for. ``upgrade``: from each cluster's query of this number on
    another version runs everywhere; ``ahead``: for which all that the fleet has was compiled before.
    """
    shapes, running = stream()
    took, told = running.copy(), SimpleNamespace(hits=0, fleet_hits=0, compiled=0)

    def fresh(version: str) -> list:
        return [cache(capacity, lambda *key: key, fleet, version) for _ in range(CLUSTERS)]

    caches = fresh("1")
    for number in range(ASKED):
        if number == upgrade:
            caches = fresh("2")
            if ahead:
                fleet.update({("2", *key): loop for (_, *key), loop in fleet.items()})
        for cluster, held in enumerate(caches):
            before = held.hits, held.fleet_hits
            held.get(f"shape {shapes[cluster, number]}", ("int64[]",))
            if held.fleet_hits > before[1]:
                told.fleet_hits += 1
                took[cluster, number] += FETCHES
            elif held.hits > before[0]:
                told.hits += 1
            else:
                told.compiled += 1
                took[cluster, number] += COMPILES
    seen = took if upgrade is None else took[:, upgrade : upgrade + AFTER]
    return {
        **vars(told),
        "within": round(float((seen < PATIENCE).mean()), 4),
        "p99": round(float(np.quantile(seen, 0.99)), 2),
    }


def fleet(lab: dict) -> dict:
    cache, half = lab["SegmentCache"], ASKED // 2
    running = stream()[1]
    return {
        "clusters": CLUSTERS,
        "asked": ASKED,
        "reports": REPORTS,
        "new": NEW,
        "tools": TOOLS,
        "compile_s": COMPILES,
        "fetch_s": FETCHES,
        "after": AFTER,
        "capacity": CAPACITY,
        "few": FEW,
        "at_best": round(float((running < PATIENCE).mean()), 4),
        "none": simulate(cache, 0, None),
        "local": simulate(cache, CAPACITY, None),
        "small": simulate(cache, FEW, None),
        "small_fleet": simulate(cache, FEW, Fleet()),
        "fleet": simulate(cache, CAPACITY, Fleet()),
        "upgrade_local": simulate(cache, CAPACITY, None, half),
        "upgrade_fleet": simulate(cache, CAPACITY, Fleet(), half),
        "upgrade_ahead": simulate(cache, CAPACITY, Fleet(), half, ahead=True),
    }


def show(figures: dict) -> None:
    table = Table(title=f"TPC-H SF{figures['scale']:g}, milliseconds of one processor")
    for head in (
        "query",
        "a row at a time",
        "batches",
        "compiled",
        "of it loops",
        "compiling",
        "DuckDB",
    ):
        table.add_column(head, justify="right")
    for each in figures["queries"]:
        table.add_row(
            f"Q{each['query']}",
            f"{each['interpreter']:,.0f}",
            f"{each['batches'][BATCHES[-1]]:.1f}",
            *(f"{each[way]:.1f}" for way in ("compiled", "loops", "compiling", "duckdb")),
        )
    Console().print(table)
    print(figures["variants"])
    table = Table(title="a fleet, simulated")
    for head in ("", "within a second", "p99, s", "local", "fleet's", "compiled"):
        table.add_column(head, justify="right" if head else "left")
    for way, each in figures["fleet"].items():
        if isinstance(each, dict):
            counts = (each[name] for name in ("hits", "fleet_hits", "compiled"))
            table.add_row(way, f"{each['within']:.1%}", f"{each['p99']:.2f}", *map(str, counts))
    Console().print(table)
    print(f"without any waiting for code {figures['fleet']['at_best']:.1%} end within a second")


if __name__ == "__main__":
    reference = solution("code_generation")
    result = {
        "scale": SCALE,
        "queries": queries(reference),
        "variants": variants(reference),
        "fleet": fleet(reference),
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n")
    show(result)
