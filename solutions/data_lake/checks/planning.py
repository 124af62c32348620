"""What ``plan_files`` must find in tables that are there, and what it may fetch for it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from solutions.data_lake.checks.conditions import OPS, holds
from solutions.data_lake.checks.tables import Case, Step, covering, filled, history
from warehouse.checks import run, same
from warehouse.data_lake.lake_store import LakeStore
from warehouse.data_lake.records import DataFile, Predicate
from warehouse.data_lake.table_format import manifest_name, to_bytes


def _may(bounds: dict, predicates: list[Predicate]) -> bool:
    return all(
        p.column not in bounds
        or any(
            holds(it, p) and bounds[p.column][0] <= it <= bounds[p.column][1]
            for it in (*bounds[p.column], p.value)
        )
        for p in predicates
    )


def expect_plans(plan_files: Callable, cases: list[Case]) -> None:
    same(
        run(plan_files, LakeStore(), "sales", []), [], "the files of a table that is not there yet"
    )
    files = [DataFile(f"f{at}", 1, {"day": (at - 3, at)}) for at in range(2)]
    files += [DataFile("t", 1, {"a b": ("", "")})]
    falsy = [
        ("day", ">", 0),
        ("day", "<", -2),
        ("a b", "=", "a"),
        ("a b", ">=", ""),
        ("day", "=", 0),
    ]
    plans = [([Predicate(*each)], None) for each in falsy]
    for case in [*cases, Case("sales", [Step([each], []) for each in files], plans)]:
        versions = history(case.steps)
        for predicates, number in case.plans:
            version = versions[-1 if number is None else number]
            right = [f.path for files in version for f in files if _may(f.bounds, predicates)]
            same(run(plan_files, filled(case), case.root, predicates, number), right)


def expect_left_over(commit: Callable, plan_files: Callable) -> None:
    """A first commit that failed has left its manifest: there is no table yet, and the next commit
    makes version 1."""
    file = DataFile("a", 1, {"day": (1, 2)})
    held = to_bytes({"files": [{"path": "lost", "rows": 1, "bounds": {}}]})
    store = filled(Case("sales", [], []))
    store.bucket.objects[manifest_name("sales", held)] = held, 0.0
    same(run(plan_files, store, "sales", []), [], "the files of a table without a snapshot")
    same(run(commit, store, "sales", [file], []), 1, "the version")
    same(run(plan_files, store, "sales", []), ["a"], "the files of version 1")


def expect_spared(plan_files: Callable, cases: list[Case]) -> None:
    for case in cases:
        versions = history(case.steps)
        for predicates, number in case.plans:
            version = versions[-1 if number is None else number]
            store = filled(case)
            run(plan_files, store, case.root, predicates, number)
            most = 1 + sum(_may(covering(files), predicates) for files in version)
            same(
                store.requests["get"],
                most,
                f"the number of GETs for {predicates} of version {number}",
            )
            same(store.requests["list"], int(number is None), "the number of LISTs")


def on_one_column() -> Case:
    """Two predicates on a column, of any two ops, each of which leaves out a file; some contradict
    each other, and yet either may be true of a row of the widest file."""
    files = [DataFile(f"f{at}", 1, {"day": (at, at + 1)}) for at in range(0, 10, 2)]
    files.append(DataFile("wide", 2, {"day": (0, 9)}))
    plans = []
    for ops in product(OPS, OPS):
        for limits in ((3, 6), (6, 3)):
            plans.append(([Predicate("day", *it) for it in zip(ops, limits)], None))
    return Case("sales", [Step(files, [])], plans)
