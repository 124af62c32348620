"""What the graded cells of the snapshot isolation lab are written with: right parts that make a
whole store of the student's one, oracles and generated inputs, and the judgement of histories,
which cuts one that fails down to the fewest transactions that show it.

The test process alone can import this (``from solutions.snapshot_isolation import checks`` inside a
graded cell); no student's process, release or bundle has it. Stores are driven where the student's
code lives (``in_notebook``): what goes there holds right parts, and is given up after the cell.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from hypothesis import strategies as st
from IPython import get_ipython
from IPython.display import HTML, display

from warehouse.checks import Wrong, at_most, fields, in_notebook, kept, raises, run, same, seed
from warehouse.checks.outcomes import Raised
from warehouse.snapshot_isolation import (
    Anomaly,
    Blocks,
    ConflictError,
    HistoryError,
    Op,
    Stamps,
    TableVersion,
    Version,
    drive,
    judge,
    refused_share,
    workload,
)
from warehouse.snapshot_isolation.recording import run_script
from warehouse.snapshot_isolation.thinning import Failure, quoted, thinned_out

# Right parts, written another way than the lab's solution. They are oracles too.


def newest_version(chain: list[Version], snapshot: int) -> Version | None:
    """What ``visible`` must find in a chain of ascending stamps."""
    return next((version for version in reversed(chain) if version.stamp <= snapshot), None)


def living_rows(chains: dict[object, list[Version]], snapshot: int) -> dict:
    """What ``rows_at`` must give: key and value of every row that exists at ``snapshot``."""
    seen = {key: newest_version(chain, snapshot) for key, chain in chains.items()}
    return {key: found.value for key, found in seen.items() if found and found.value is not None}


class PlainTransaction:
    """A ``Transaction`` that refuses nothing: histories make no call after the end."""

    def __init__(self, store, number: int):
        self.store, self.number, self.writes = store, number, {}

    def read(self, key):
        return self.writes[key] if key in self.writes else self.store.read(self.number, key)

    def write(self, key, value) -> None:
        self.writes[key] = value

    def delete(self, key) -> None:
        self.writes[key] = None

    def scan(self, predicate) -> dict:
        rows = {**self.store.rows(self.number), **self.writes}
        return {k: value for k, value in rows.items() if value is not None and predicate(k, value)}

    def commit(self) -> None:
        self.store.commit(self.number, self.writes)

    def abort(self) -> None:
        self.store.abort(self.number)


def first_committer_wins(chains: dict, clock: int, snapshot: int, writes: dict) -> int:
    """A right ``commit``."""
    if any(newest.stamp > snapshot for key in writes for newest in chains.get(key, [])[-1:]):
        raise ConflictError("a row was written since")
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + bool(writes)


def keep_what_is_seen(chains: dict, snapshots: list[int], clock: int) -> int:
    """A ``vacuum`` that keeps deletions for ever and does not count."""
    for chain in chains.values():
        seen = versions_seen(chain, {*snapshots, clock})
        chain[:] = [version for version in chain if version in seen or version is chain[-1]]
    return 0


def store_with(store: Callable, **parts: Callable) -> Callable[[], object]:
    """Makes the lab's ``store`` anew at each call, of the given parts and right ones for the rest
    (but for the safety net, which has none here)."""
    right = {
        "visible": newest_version,
        "rows_at": living_rows,
        "Transaction": PlainTransaction,
        "commit": first_committer_wins,
        "vacuum": keep_what_is_seen,
    }
    return partial(store, **(right | parts))


# Chains of versions and their stamps.


def versions(stamps: Iterable[int]) -> list[Version]:
    """A chain with these commit stamps, each value ten times its stamp."""
    return [Version(stamp, stamp * 10) for stamp in sorted(stamps)]


def chains_with(**stamps: Iterable[int]) -> dict[str, list[Version]]:
    """Chains by key, of ``versions``."""
    return {key: versions(given) for key, given in stamps.items()}


def random_chains() -> st.SearchStrategy:
    """Hypothesis strategy: chains of up to six versions with stamps 1 to 30, deletions and values
    that are false among them."""
    values = st.one_of(st.none(), st.sampled_from([0, "", "AIR", 7]), st.integers(-3, 3))
    pairs = st.tuples(st.integers(1, 30), values)
    return st.lists(pairs, max_size=6, unique_by=lambda pair: pair[0]).map(
        lambda drawn: [Version(*pair) for pair in sorted(drawn, key=lambda pair: pair[0])]
    )


def versions_seen(chain: list[Version], snapshots: Iterable[int]) -> list[Version]:
    """The versions that at least one of the snapshots sees, looked up once for each."""
    stamps = {found.stamp for moment in snapshots if (found := newest_version(chain, moment))}
    return [version for version in chain if version.stamp in stamps]


class CountingChain(list):
    """A chain that counts in ``looks`` how many of its versions are looked at."""

    looks = 0

    def __getitem__(self, at):
        self.looks += 1 if isinstance(at, int) else len(range(*at.indices(len(self))))
        return super().__getitem__(at)

    def __iter__(self):
        return self._counted(super().__iter__())

    def __reversed__(self):
        return self._counted(super().__reversed__())

    def _counted(self, versions: Iterator[Version]) -> Iterator[Version]:
        for version in versions:
            self.looks += 1
            yield version

    def __repr__(self):
        return f"a chain of {len(self)} versions"


def counting_looks(visible: Callable) -> Callable:
    """``visible`` for a ``CountingChain``: gives what it finds, and how many versions it looked at
    to find it."""

    def counted(chain: CountingChain, snapshot: int) -> tuple[Version | None, int]:
        before = chain.looks
        found = visible(chain, snapshot)
        return found, chain.looks - before

    counted.__name__ = "visible"  # the part that messages speak of
    return counted


def expect_stamps(stamps: list[Stamps], expected: list[tuple]) -> None:
    """Each version's ``created``, ``read`` and ``overwritten`` must be these."""
    same([each.as_tuple() for each in stamps], expected, "(created, read, overwritten) of each")


def expect_outcome(commit: Callable, chains: dict, clock: int, snapshot: int, writes: dict) -> None:
    """``commit`` must refuse, or give the stamp, as a right one does."""
    try:
        copied = {key: list(chain) for key, chain in chains.items()}
        stamp = first_committer_wins(copied, clock, snapshot, writes)
    except ConflictError:
        raises(ConflictError, commit, chains, clock, snapshot, writes)
    else:
        same(run(commit, chains, clock, snapshot, writes), stamp)


# Transactions.


def expect_calls(transaction: Callable, script: list[tuple], **expected: list[tuple]) -> None:
    """A script on the rows x = 10 and y = 20 must make these calls of the store: the ``reads`` or
    ``ends`` of a ``RecordingStore``."""
    rows = {"x": 10, "y": 20}
    _, store = run_script(transaction, rows, script)
    for kind, calls in expected.items():
        words = {"reads": "what the store was asked", "ends": "what the store was told"}[kind]
        same(getattr(store, kind), calls, words)
    same(store.snapshot, rows, "the dict of the store's rows")


def expect_refused(
    transaction: Callable, script: list[tuple], naming: str, conflict: bool = False
) -> list:
    """The last call of ``script`` must be refused with a ValueError that says ``naming``; gives
    what all of them returned, as ``run_script`` does."""
    results, _ = run_script(transaction, {"x": 10}, script, conflict)
    last = results[-1]
    if not (isinstance(last, str) and last.startswith("ValueError") and naming in last):
        what = f"the last call, {script[-1][0]}, must be refused"
        raise Wrong(what, f"ValueError naming {naming!r}", repr(last))
    return results


def expect_over(transaction: Callable, ends: Iterable[str]) -> None:
    """After each of these ends ("commit", "abort", or "conflict": a commit that the store refuses)
    each of the six calls must be refused because the transaction is over."""
    calls = [("read", "x"), ("write", "x", 1), ("delete", "x"), ("scan", lambda key, value: True)]
    for end in ends:
        conflict = end == "conflict"
        for call in [*calls, ("commit",), ("abort",)]:
            script = [("write", "x", 2), ("commit" if conflict else end,), call]
            results = expect_refused(transaction, script, "over", conflict)
            if conflict:
                same(results[1], "ConflictError", "a commit that the store refuses")


# Versions of tables.


def stored_table(column: np.ndarray, block_rows: int) -> tuple[Blocks, TableVersion]:
    """The first version of a table of one int64 column, not made by the student's
    ``create_table``."""
    blocks = Blocks()
    starts = range(0, len(column), block_rows)
    numbers = tuple(blocks.put(column[start : start + block_rows]) for start in starts)
    return blocks, TableVersion(len(column), block_rows, numbers)


@st.composite
def changed_tables(draw: Callable) -> tuple[np.ndarray, int, dict[int, int]]:
    """Hypothesis strategy: a column of up to 20 rows, the rows of a block, and new values for up to
    six rows."""
    rows = draw(st.integers(1, 20))
    changes = st.dictionaries(st.integers(0, rows - 1), st.integers(100, 200), max_size=6)
    return np.arange(rows, dtype=np.int64), draw(st.integers(1, 6)), draw(changes)


def rows_of(blocks: Blocks, version: object) -> np.ndarray:
    """All rows of what must be a ``TableVersion`` of written blocks, int64."""
    _, _, numbers = fields(version, TableVersion)
    if type(numbers) is not tuple or not set(numbers) <= blocks.numbers():
        what = "a version's blocks must be a tuple of numbers of written blocks"
        raise Wrong(what, "", repr(numbers))
    return np.concatenate([np.empty(0, np.int64), *[blocks.get(number) for number in numbers]])


def expect_layout(create_table: Callable, rows: int, sizes: list[int]) -> None:
    """A new table in blocks of two rows must have blocks of these sizes."""
    blocks, column = Blocks(), np.arange(rows, dtype=np.int64) * 7
    version = run(create_table, blocks, column, 2)
    same(rows_of(blocks, version), column, "the column of the table")
    found = version.rows, version.block_rows, [len(blocks.get(n)) for n in version.blocks]
    same(found, (rows, 2, sizes), "rows, block_rows, rows of each block")


def expect_range(read_rows: Callable, start: int, stop: int, most: int) -> None:
    """Rows of a table of 100 in blocks of ten must be read from ``most`` blocks."""
    column = np.arange(100, dtype=np.int64)
    blocks, version = stored_table(column, 10)
    same(run(read_rows, blocks, version, start, stop), column[start:stop])
    at_most(blocks.read, most, f"blocks read for rows {start} to {stop}")


def expect_changes(
    commit_rows: Callable, column: np.ndarray, block_rows: int, changes: dict, most: int = 0
) -> None:
    """A commit of ``changes`` to a table must give a version that has all of them, and leave the
    one before as it was. ``most`` above 0: it must write that many blocks and share the others."""
    blocks, base = stored_table(column, block_rows)
    version = run(commit_rows, blocks, base, base, dict(changes))
    if most:
        at_most(blocks.written - len(base.blocks), most, "the number of blocks written")
    expected = column.copy()
    expected[list(changes)] = list(changes.values())
    same(rows_of(blocks, version), expected, "the column after the commit")
    same(rows_of(blocks, base), column, "the column of the version before")
    if most:
        shared = sum(old == new for old, new in zip(base.blocks, version.blocks))
        same(shared, len(base.blocks) - most, "the number of blocks shared with the version before")


def expect_written(
    commit_rows: Callable, column: np.ndarray, block_rows: int, changes: dict, count: int
) -> None:
    """A commit of ``changes`` to a table must write ``count`` blocks."""
    blocks, base = stored_table(column, block_rows)
    run(commit_rows, blocks, base, base, changes)
    written = blocks.written - len(base.blocks)
    same(written, count, f"the number of blocks written for {len(changes)} changed rows")


def expect_no_put(
    kind: type[Exception], naming: str, function: Callable, blocks: Blocks, *args: object
) -> None:
    """``function`` must refuse these ``blocks`` and ``args`` as with ``raises``, and write no
    block."""
    before = blocks.written
    raises(kind, function, blocks, *args, naming=naming)
    same(blocks.written - before, 0, "the number of blocks written by what was refused")


# Histories.


class StoreBroke(Exception):
    """The store raised an exception of its own in the middle of a history."""


class _Text(str):
    """A text that is shown without quotes where a call's arguments are shown."""

    def __repr__(self) -> str:
        return str(self)


def random_plans(name: str, count: int, **shape: object) -> Iterator[list[Op]]:
    """``count`` workloads of 100 transactions that grow from the course seed and ``name``.
    ``shape`` is as for ``workload``; of a tuple the plans take one entry after the other."""
    for number in range(count):
        options = {
            option: value[number % len(value)] if isinstance(value, tuple) else value
            for option, value in shape.items()
        }
        yield workload(seed(name, number), 100, **options)


def expect_flawless(
    plans: Iterable[list[Op]], store: Callable, serializable: bool = False, **parts: Callable
) -> None:
    """The histories of these plans on the lab's ``store`` with the student's ``parts`` must be free
    of anomalies, wrong snapshots and needless conflicts.

    The first plan that fails is cut down to the fewest transactions that still fail, the history is
    drawn, and ``Wrong`` says what is wrong in it. Messages speak of the first of the parts; a stub
    in one ends as not started.
    """
    for number, plan in enumerate(plans):
        about = f"random history {number}"
        history = _played(plan, store, parts, serializable, about)
        with readable(about):
            found = _judged(history, serializable)
            if found:
                replay = partial(_history, store_with(store, **parts), serializable=serializable)
                judged = partial(judge, serializable=serializable)
                _show(thinned_out(Failure(plan, history, found), replay, judged), about)


def mean_refused(plans: Iterable[list[Op]], store: Callable, **parts: Callable) -> float:
    """The share of transactions, 0 to 1, that the lab's ``store`` with these ``parts`` refuses when
    they are serialisable: the mean over the plans. ``parts`` is as for ``expect_flawless``."""
    about = "workloads of 100 transactions"
    with readable(about):
        shares = [refused_share(_played(plan, store, parts, True, about)) for plan in plans]
    return sum(shares) / len(shares)


def _played(
    plan: list[Op], store: Callable, parts: dict[str, Callable], serializable: bool, about: str
) -> list[Op]:
    def driven(_: _Text) -> list[Op]:
        return _history(store_with(store, **parts), plan, serializable)

    driven.__name__ = next(iter(parts))
    return run(driven, _Text(about))


def _history(make_store: Callable, plan: Iterable[Op], serializable: bool) -> list[Op]:
    return in_notebook(lambda: drive(make_store(), plan, serializable))


def _show(failure: Failure, about: str) -> None:
    """Draw a failing history, and raise what is wrong in it."""
    first = next((found for found in failure.found if found.name == "error"), failure.found[0])
    excerpt = quoted(failure.history, first)
    if get_ipython():
        # widgets, only where there is a page to draw on
        from warehouse.snapshot_isolation.views import history_html

        title = f"<p><b>{about}</b>, the fewest transactions that show it:</p>"
        display(HTML(title + history_html(failure.history, [first])))
    if first.name == "error":
        raise Raised(StoreBroke(first.text), f"{about}: {excerpt}")
    raise Wrong(f"{first.name}: {first.text}", given=f"{about}, thinned out: {excerpt}")


@contextmanager
def readable(about: str) -> Iterator[None]:
    """For judging what came back from the student's process: what is no history is a wrong answer,
    not a fault."""
    try:
        yield
    except HistoryError as error:
        raise Wrong(
            "what the store did cannot be read as a history", got=str(error)[:500], given=about
        ) from None


def _judged(history: list[Op], serializable: bool) -> list[Anomaly]:
    """As ``judge``, once for a class: most right stores give the same history of the same plan."""
    try:
        # and no repr: an object of the student's can be shown as anything
        exact = pickle.dumps(history)
    except (TypeError, AttributeError, pickle.PicklingError):
        return judge(history, serializable)
    return kept(
        lambda: judge(history, serializable),
        "judged",
        serializable,
        hashlib.sha256(exact).hexdigest(),
    )
