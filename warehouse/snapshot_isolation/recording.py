"""A store that stands still for one transaction and records what it is asked, and scripts of calls
for that transaction. No versions, no other transactions: those are a plan's business."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks.calls import run
from warehouse.errors import ConflictError


class RecordingStore:
    """A store of one fixed snapshot.

    ``snapshot``: its rows, value by key. ``reads``: the calls of ``read`` and ``rows`` so far, each
    ("read", number, key) or ("rows", number). ``ends``: those of ``commit`` and ``abort``, each
    ("commit", number, writes) or ("abort", number). With ``conflict`` every commit is refused with
    ``ConflictError``.
    """

    def __init__(self, rows: dict, conflict: bool = False):
        self.snapshot, self.conflict = dict(rows), conflict
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

    def abort(self, number: int) -> None:
        self.ends.append(("abort", number))


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
