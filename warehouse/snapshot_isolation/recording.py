"""A store that stands still for one transaction and records what it is asked, and scripts of calls
for that transaction. No versions, no other transactions: those are a plan's business."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warehouse.checks.calls import run
from warehouse.errors import ConflictError


class RecordingStore:
    """A store of one fixed snapshot.

    ``snapshot``: its rows, value by key. ``reads``: the calls of ``read`` and ``rows`` so far, each
    ("read", number, key) or ("rows", number). ``ends``: those of ``commit`` and ``abort``, each
    ("commit", number, writes) or ("abort", number). With ``conflict`` every commit is refused with
    ``ConflictError``; with ``fails`` every commit and abort raises ``RuntimeError``.
    """

    def __init__(self, rows: dict, conflict: bool = False, fails: bool = False):
        self.snapshot, self.conflict, self.fails = dict(rows), conflict, fails
        self.reads: list[tuple] = []
        self.ends: list[tuple] = []

    def __repr__(self) -> str:
        return f"a store with the rows {self.snapshot}"

    def read(self, number: int, key: object) -> object:
        self.reads.append(("read", number, key))
        return self.snapshot.get(key)

    def rows(self, number: int) -> dict:
        self.reads.append(("rows", number))
        return dict(self.snapshot)

    def commit(self, number: int, writes: dict) -> None:
        self.ends.append(("commit", number, dict(writes)))
        if self.conflict:
            raise ConflictError("another transaction committed first")
        self._answer()

    def abort(self, number: int) -> None:
        self.ends.append(("abort", number))
        self._answer()

    def _answer(self) -> None:
        if self.fails:
            raise RuntimeError("the store does not answer")


class _Script(list):
    """Calls, each (method, *arguments), that a message shows as Python would write them."""

    def __repr__(self) -> str:
        return ", ".join(
            f"{method}({', '.join('...' if callable(a) else repr(a) for a in arguments)})"
            for method, *arguments in self
        )


def run_script(
    transaction: Callable, rows: dict, script: list[tuple], conflict: bool = False
) -> tuple[list, RecordingStore]:
    """Make the calls of a script, ("write", "x", 12) say, on transaction number 1 of a
    ``RecordingStore`` of these rows; gives what each returned, and the store.

    A ``ConflictError`` or ``ValueError`` comes back as a text ("ConflictError" alone;
    "ValueError: ..."); anything else that is raised ends the script.
    """

    def all_calls(store: RecordingStore, script: _Script) -> list:
        txn, results = transaction(store, 1), []
        for method, *arguments in script:
            try:
                results.append(getattr(txn, method)(*arguments))
            except ConflictError:
                results.append("ConflictError")
            except ValueError as error:
                results.append(f"ValueError: {error}")
        return results

    all_calls.__name__ = "Transaction"  # the part that messages speak of
    store = RecordingStore(rows, conflict)
    return run(all_calls, store, _Script(script)), store


class Script(NamedTuple):
    """Calls of one transaction, as data: ``number`` is the transaction's, ``rows`` are those of its
    store, ``calls`` are each (method, *arguments), ("scan", keys, values) one for the rows that have
    one of these keys or values. ``conflict`` and ``fails`` as of ``RecordingStore``."""

    number: int
    rows: dict
    calls: list[tuple]
    conflict: bool = False
    fails: bool = False

    def __repr__(self) -> str:
        told = ", the store refuses it" if self.conflict else ""
        told += ", the store fails at the end" if self.fails else ""
        return f"number {self.number} on the rows {self.rows}: {', '.join(map(_call_as_text, self.calls))}{told}"


class Played(NamedTuple):
    """What came of a script. ``results``: what each read and scan returned, None for other calls; an
    exception as text ("ConflictError" alone). ``reads``, ``ends``, ``rows``: what the store was asked
    and told, and its rows."""

    results: list
    reads: list[tuple]
    ends: list[tuple]
    rows: dict


def _call_as_text(call: tuple) -> str:
    method, *arguments = call
    if method == "scan":
        return f"scan(key in {arguments[0]!r} or value in {arguments[1]!r})"
    return f"{method}({', '.join(map(repr, arguments))})"


def _predicate(keys: list, values: list) -> Callable[[object, object], list]:
    """True or false as lists are. Asked about a row that is not there it breaks, as one that compares
    would."""
    keys, values = list(map(repr, keys)), list(map(repr, values))

    def predicate(key: object, value: object) -> list:
        if value is None:
            raise TypeError(f"the predicate was asked about {key!r}, a row that is not there")
        return [key] * (repr(key) in keys) + [value] * (repr(value) in values)

    return predicate


def play_scripts(transaction: Callable, scripts: list[tuple]) -> list[tuple]:
    """``Played`` of each script, as plain tuples. Runs where the student's code lives."""
    played = []
    for number, rows, calls, conflict, fails in scripts:
        store = RecordingStore(rows, conflict, fails)
        txn, results = transaction(store, number), []
        for method, *arguments in calls:
            try:
                if method == "scan":
                    arguments = [_predicate(*arguments)]
                result = getattr(txn, method)(*arguments)
                if type(result) is dict:
                    result = dict(result)  # as it is now
                results.append(result if method in ("read", "scan") else None)
            except NotImplementedError:
                raise
            except ConflictError:
                results.append("ConflictError")
            except Exception as error:  # a student's class may raise anything
                results.append(f"{type(error).__name__}: {error}"[:300])
        played.append(Played(results, store.reads, store.ends, store.snapshot))
    return played


def side_by_side(transaction: Callable) -> dict:
    """What two transactions of two stores, which have the same number there, see of each other
    (nothing), what is left of a scan's result that its caller empties, of one that only reads too,
    and of the rows that the stores gave."""
    one, other = RecordingStore({"x": 10, "y": 20, "w": 5}), RecordingStore({"x": 11})
    for store in (one, other):
        store.rows = lambda number, rows=store.snapshot: rows  # its own, and no copy
    first, second = transaction(one, 1), transaction(other, 1)
    first.write("x", 12)
    first.delete("w")
    second.write("z", 30)
    second.delete("x")
    scans = [txn.scan(lambda key, value: True) for txn in (first, second)]
    found = {"the scans of two transactions, side by side": [dict(scan) for scan in scans]}
    for scan in scans:
        scan.clear()
    again = [txn.scan(lambda key, value: True) for txn in (first, second)]
    found["the same scans once their caller has emptied the results"] = [dict(s) for s in again]
    for scan in again:
        scan.clear()
    found["reads after that"] = [first.read("x"), first.read("y"), second.read("z")]
    third = RecordingStore({"x": 13, "y": 21})
    third.rows = lambda number: third.snapshot
    reader = transaction(third, 1)  # it writes nothing, and finds all that there is
    for attempt in ("once", "again"):
        all_of_it = reader.scan(lambda key, value: True)
        found[f"a scan of one that only reads, {attempt}"] = dict(all_of_it)
        all_of_it.clear()
    stores = (one, other, third)
    found["the stores' rows after that"] = [dict(store.snapshot) for store in stores]
    return found
