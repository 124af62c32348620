"""Tables in a bucket, by a writer and a reader of the tests' own, and what ``commit`` and
``plan_files`` must make of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from solutions.data_lake.checks import made
from solutions.data_lake.checks.conditions import OPS, pick
from warehouse.checks import Wrong, every_failure_comes_out, raises, run, same
from warehouse.data_lake.lake_store import LakeStore, NotThere, Unavailable
from warehouse.data_lake.records import DataFile, Predicate
from warehouse.data_lake.table_format import (
    SNAPSHOTS,
    from_bytes,
    manifest_name,
    snapshot_name,
    to_bytes,
)

Version = list[list[DataFile]]  # its manifests
COLUMNS = {
    "day": [-3, 0, 1, 5, 9, 2**53 + 1],
    "a b": ["", "a", "b", "é"],
    "price": [0.0, 0.5, 7.25],
}


class Step(NamedTuple):
    added: list[DataFile]
    removed: list[str]


class Case(NamedTuple):
    root: str
    steps: list[Step]
    plans: list[tuple[list[Predicate], int | None]]


def after(version: Version, step: Step) -> Version:
    """The next version of a table."""
    left = [
        [file for file in files if file.path not in step.removed] if step.removed else files
        for files in version
    ]
    return [files for files in left if files] + ([step.added] if step.added else [])


def history(steps: list[Step]) -> list[Version]:
    """All versions, the first of which is no table yet."""
    versions: list[Version] = [[]]
    for step in steps:
        versions.append(after(versions[-1], step))
    return versions


def covering(files: list[DataFile]) -> dict[str, list]:
    """Bounds of the columns that have some in every file."""
    return {
        column: [min(f.bounds[column][0] for f in files), max(f.bounds[column][1] for f in files)]
        for column in COLUMNS
        if all(column in f.bounds for f in files)
    }


def _as_dict(file: DataFile) -> dict:
    bounds = {column: list(its) for column, its in file.bounds.items()}
    return {"path": file.path, "rows": file.rows, "bounds": bounds}


def put_version(
    store: LakeStore, root: str, number: int, version: Version, written: dict | None = None
) -> None:
    """Write a version into a bucket, past the store's requests. ``written``: what is known of a
    list of files that a version before it has as well."""
    manifests, written = [], {} if written is None else written
    for files in version:
        if id(files) not in written:
            # not to the byte as the course's own writer has it: what a manifest is called is known
            # from the snapshot
            held = json.dumps({"files": [_as_dict(file) for file in files]}).encode()
            name = manifest_name(root, held)
            store.bucket.objects[name] = held, 0.0
            written[id(files)] = {"name": name, "bounds": covering(files)}
        manifests.append(written[id(files)])
    store.bucket.objects[snapshot_name(root, number)] = to_bytes({"manifests": manifests}), 0.0


def filled(case: Case, upto: int | None = None, **options) -> LakeStore:
    """A store with the versions of a case, the first ``upto``."""
    store, written = LakeStore(**options), {}
    versions = history(case.steps)[: None if upto is None else upto + 1]
    for number, version in enumerate(versions[1:], 1):
        put_version(store, case.root, number, version, written)
    # another table of nearly the same name, which is nobody's business
    put_version(store, case.root + "2", 90, [[DataFile("other", 1, {})]])
    return store


def read_version(store: LakeStore, root: str, number: int) -> list[dict] | str:
    """What a version says: its manifests, each with its bounds and its files; or what is wrong."""
    try:
        held = from_bytes(store.bucket.objects[snapshot_name(root, number)][0])
        return [
            {"bounds": it["bounds"], **from_bytes(store.bucket.objects[it["name"]][0])}
            for it in held["manifests"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        return f"version {number} cannot be read: {type(error).__name__} {error}"


def _said(version: Version) -> list[dict]:
    return [{"bounds": covering(files), "files": [_as_dict(f) for f in files]} for files in version]


def _file(rng: np.random.Generator, number: int, columns: list[str]) -> DataFile:
    bounds = {}
    for column in columns:
        if rng.random() < 0.75:
            ends = sorted(int(at) for at in rng.integers(0, len(COLUMNS[column]), 2))
            bounds[column] = tuple(COLUMNS[column][at] for at in ends)
    return DataFile(f"{'zyx'[number % 3]}/file {number}", number + 1, bounds)


def cases(kind: str) -> list[Case]:
    return shaped(made.drawn_once(drawn, "table_format", kind))


def shaped(plain: list[tuple]) -> list[Case]:
    return [Case(root, [Step(*step) for step in steps], plans) for root, steps, plans in plain]


def drawn(rng: np.random.Generator, kind: str) -> list[tuple]:
    """Tables of some commits, small ones first; each as ``Case`` and ``Step`` have it."""
    cases = []
    for number in range(8):
        steps, count = [], 0
        for at in range(1 + number // 2):
            added = [_file(rng, count + it, list(COLUMNS)) for it in range(int(rng.integers(1, 5)))]
            count += len(added)
            there = [file.path for files in history(steps)[-1] for file in files]
            removed = []
            if kind != "added" and at and there and rng.random() < 0.6:
                many = pick(rng, (1, 2, 3, len(there)))
                removed = [there[int(it)] for it in rng.permutation(len(there))[:many]]
                added = []
            steps.append(Step(added, removed))
        if kind == "removed" and (number < 4 or not any(step.removed for step in steps)):
            # of two manifests one loses a file, or the only one it has; the other stays
            one, two, three = (_file(rng, 50 + it, list(COLUMNS)) for it in range(3))
            first = [one, two] if number % 2 else [one]
            steps = [Step(first, []), Step([three], []), Step([], [one.path])]
            if number == 3:
                # several are removed, and several come in the same commit, in the order of their paths
                new = [DataFile(f"n {it}", it + 1, {"day": (it, it + 3)}) for it in range(3)]
                steps[2] = Step(new, [one.path, three.path])
        plans = []
        for _ in range(5):
            predicates = []
            for _ in range(int(rng.integers(0, 3))):
                column = pick(rng, [*COLUMNS, "day"])
                predicates.append(Predicate(column, pick(rng, OPS), pick(rng, COLUMNS[column])))
            plans.append((predicates, pick(rng, (None, int(rng.integers(1, len(steps) + 1))))))
        cases.append((pick(rng, ("sales", "s/t 1", "é")), [tuple(it) for it in steps], plans))
    return cases


def expect_commits(commit: Callable, cases: list[Case]) -> None:
    """Every step of a table's history that is only of one kind; where files are removed in it,
    those steps alone."""
    for case in cases:
        versions, some = history(case.steps), any(step.removed for step in case.steps)
        for number, (added, removed) in enumerate(case.steps, 1):
            if some and not removed:
                continue
            store = filled(case, number - 1)
            before = dict(store.bucket.objects)
            same(run(commit, store, case.root, added, removed), number, "the version")
            got = read_version(store, case.root, number)
            same(got, _said(versions[number]), f"what version {number} says after the commit")
            changed = {
                name for name, held in before.items() if store.bucket.objects.get(name) != held
            }
            _expect_untouched(changed - _written_again(store, before))
            _expect_carried(store, case, number, versions)


def _written_again(store: LakeStore, before: dict) -> set[str]:
    """What was written anew with the same bytes: no harm is done."""
    return {
        name for name in before if store.bucket.objects.get(name, (None,))[0] == before[name][0]
    }


def _expect_untouched(changed: set[str]) -> None:
    if changed:
        raise Wrong(
            "objects that were there are written once and never changed",
            "as they were",
            str(sorted(changed)),
        )


def _expect_carried(store: LakeStore, case: Case, number: int, versions: list[Version]) -> None:
    """Manifests that lose no file are named as before."""
    if number == 1:
        return

    def names(version: int) -> list[str]:
        held = from_bytes(store.bucket.objects[snapshot_name(case.root, version)][0])
        return [it["name"] for it in held["manifests"]]

    untouched = [
        name
        for name, files in zip(names(number - 1), versions[number - 1])
        if files in versions[number]
    ]
    same(
        [name for name in names(number) if name in untouched],
        untouched,
        "manifests that stay as they are",
    )
    put = [name for kind, name, *_ in store.asked if kind == "put"]
    same([it for it in untouched if it in put], [], "manifests that stay, and are put again")


def expect_requests(commit: Callable, cases: list[Case]) -> None:
    for case in cases:
        for number, (added, removed) in enumerate(case.steps, 1):
            store = filled(case, number - 1)
            run(commit, store, case.root, added, removed)
            snapshots = f"{case.root}/{SNAPSHOTS}"
            read = [
                name
                for kind, name, *_ in store.asked
                if kind == "get" and not name.startswith(snapshots)
            ]
            same(read, [], "the manifests that were fetched to add files")
            puts = [
                (name.startswith(snapshots), it) for kind, name, *it in store.asked if kind == "put"
            ]
            kinds = ["snapshot" if last else "manifest" for last, _ in puts]
            same(kinds, ["manifest", "snapshot"], "what was put, in order")
            same(puts[-1][1][1], True, "whether the snapshot was put with if_none_match")


def expect_pages(commit: Callable, plan_files: Callable) -> None:
    steps = [Step([DataFile(f"f{number:02d}", number, {})], []) for number in range(1, 12)]
    for count, page in ((2, 1), (3, 3), (4, 3), (11, 3), (11, 10)):
        case = Case("sales", steps[:count], [])
        same(
            run(plan_files, filled(case, page=page), "sales", []),
            [f"f{n:02d}" for n in range(1, count + 1)],
        )
        got = run(commit, filled(case, page=page), "sales", [DataFile("new", 1, {})], [])
        same(got, count + 1, f"the version after {count}, with pages of {page} names")


def expect_others(commit: Callable) -> None:
    """Somebody else commits just before the snapshot is put; once, twice, five times."""
    first = Step([DataFile("a", 1, {"day": (1, 2)}), DataFile("b", 2, {"day": (3, 4)})], [])
    for times in (1, 2, 5):
        for ours in (
            Step([DataFile("new", 9, {})], []),
            Step([], ["a"]),
            Step([DataFile("new", 9, {})], ["b"]),
        ):
            theirs = [
                Step([DataFile(f"their {n}", n + 1, {"day": (n, n)})], []) for n in range(times)
            ]
            _race(commit, first, theirs, ours)
        _race(commit, None, theirs, Step([DataFile("new", 9, {})], []))
    _race(commit, first, [], Step([DataFile("a", 7, {"day": (5, 6)})], ["a"]))  # a replacement
    theirs = [Step([], ["a"])]
    for removed in (["a"], ["a", "b"], ["b", "a"]):
        _race(commit, first, theirs, Step([DataFile("new", 9, {})], removed), gone="a")
    _race(commit, first, [], Step([DataFile("new", 9, {})], ["b", "c"]), gone="c")
    _race(commit, None, [], Step([], ["a"]), gone="a")
    # what somebody else has removed cannot be replaced any more
    _race(commit, first, theirs, Step([DataFile("a", 7, {"day": (5, 6)})], ["a"]), gone="a")
    # theirs takes another file out of the manifest that ours writes anew
    three = Step([*first.added, DataFile("c", 3, {"day": (5, 9)})], [])
    for removed in (["a"], ["a", "c"]):
        _race(commit, three, [Step([], ["b"])], Step([], removed))
    many = [Step([DataFile(f"their {n}", 1, {})], []) for n in range(33)]
    _race(commit, None, many, Step([DataFile("new", 9, {})], []))


def expect_equal_again(commit: Callable) -> None:
    """A file is replaced by one that is its equal, so that the old manifest and the new one have a
    name in common: the new one stands at the end."""
    one, other = DataFile("a", 1, {"day": (1, 2)}), DataFile("b", 2, {"day": (3, 4)})
    store = LakeStore()
    for number, step in enumerate((([one], []), ([other], []), ([one], ["a"])), 1):
        same(run(commit, store, "sales", *step), number, "the version")
    said = read_version(store, "sales", 3)
    same(said, _said([[other], [one]]), "what the version says, where a file is put anew")


def _race(
    commit: Callable, first: Step | None, theirs: list[Step], ours: Step, gone: str = ""
) -> None:
    root, steps = "sales", [first] if first else []
    store = filled(Case(root, steps, []))
    done = list(steps)

    def others(kind: str, name: str) -> None:
        if (
            kind == "put"
            and name.startswith(f"{root}/{SNAPSHOTS}")
            and len(done) - len(steps) < len(theirs)
        ):
            done.append(theirs[len(done) - len(steps)])
            put_version(store, root, len(done), history(done)[-1])

    store.others = others
    if gone:
        raises(_conflict(), commit, store, root, *ours, naming=gone)
        done_now = done
    else:
        same(run(commit, store, root, *ours), len(steps) + len(theirs) + 1, "the version")
        done_now = [*done, ours]
    said = [read_version(store, root, number) for number in range(1, len(done_now) + 1)]
    right = [_said(version) for version in history(done_now)[1:]]
    same(
        said,
        right,
        f"what the versions say, where {len(theirs)} commits of somebody else came first",
    )
    extra = snapshot_name(root, len(done_now) + 1)
    if extra in store.bucket.objects:
        raise Wrong("a version too many was written", "none", extra)


def _conflict() -> type[Exception]:
    from warehouse.errors import ConflictError

    return ConflictError


def expect_failures(commit: Callable, plan_files: Callable) -> None:
    steps = [
        Step([DataFile("a", 1, {"day": (1, 2)}), DataFile("b", 2, {})], []),
        Step([DataFile("c", 3, {})], []),
    ]
    case, root = Case("sales", steps, []), "sales"
    stores: list[LakeStore] = []

    def store(number: int) -> LakeStore:
        stores.append(filled(case, fails_at=number))
        return stores[-1]

    def failed(number: int) -> Callable[[], bool]:
        held = stores[-1]
        return lambda: held.requests.total() >= number

    def as_it_was(arguments: tuple) -> None:
        same(
            snapshot_name(root, 3) in arguments[0].bucket.objects,
            False,
            "whether there is a version 3",
        )
        said = [read_version(arguments[0], root, number) for number in (1, 2)]
        same(said, [_said(version) for version in history(steps)[1:]], "what the versions say")

    def committing(number: int) -> tuple:
        return (store(number), root, [DataFile("d", 1, {})], ["a"]), failed(number)

    def planning(number: int) -> tuple:
        return (store(number), root, []), failed(number)

    every_failure_comes_out(commit, committing, Unavailable, afterwards=as_it_was)
    every_failure_comes_out(plan_files, planning, Unavailable, afterwards=as_it_was)
    gone = filled(case)
    last = from_bytes(gone.bucket.objects[snapshot_name(root, 2)][0])["manifests"][1]["name"]
    del gone.bucket.objects[last]  # somebody has cleaned up too much
    raises(NotThere, plan_files, gone, root, [], naming=last)
    raises(NotThere, commit, gone, root, [], ["c"], naming=last)
    for version in (7, 0):
        raises(NotThere, plan_files, filled(case), root, [], version)


def expect_nothing(commit: Callable) -> None:
    store = LakeStore()
    raises(ValueError, commit, store, "sales", [], [])
    same(store.requests.total(), 0, "the number of requests of an empty commit")
