"""What ``plan_files`` must find in tables that are there, and what it may fetch for it."""

from __future__ import annotations

from collections.abc import Callable

from solutions.data_lake.checks.conditions import holds
from solutions.data_lake.checks.tables import Case, Step, covering, filled, history
from warehouse.checks import run, same
from warehouse.data_lake.lake_store import LakeStore
from warehouse.data_lake.records import DataFile, Predicate


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
    """Two predicates on a column, of one op and of two, each of which leaves out a file."""
    files = [DataFile(f"f{at}", 1, {"day": (at, at + 1)}) for at in range(0, 10, 2)]
    plans = []
    for ops in ((">", ">"), ("<", "<"), (">", "<"), (">=", "<=")):
        for limits in ((3, 6), (6, 3)):
            its = [Predicate("day", op, limit) for op, limit in zip(ops, limits)]
            plans += [(its, None), (its[::-1], None)]
    return Case("sales", [Step(files, [])], plans)
