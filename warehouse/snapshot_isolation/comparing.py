"""Comparisons for the snapshot isolation lab's test cells, beside those of ``warehouse.checks``:
plain data only."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks.calls import calls, run
from warehouse.checks.outcomes import Wrong
from warehouse.checks.showing import show
from warehouse.snapshot_isolation.records import ConflictError, Stamps, Version


def _is_version(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and type(value).__name__ == "Version"
        and len(value) == len(Version._fields)
    )


def _alike(got: object, expected: object) -> bool:
    """The same plain value, of the same type; tuples and lists are compared entry by entry."""
    if isinstance(expected, (tuple, list)):
        return (
            isinstance(got, type(expected))
            and len(got) == len(expected)
            and all(map(_alike, got, expected))
        )
    if isinstance(expected, dict):
        return (
            type(got) is dict
            and got.keys() == expected.keys()
            and all(_alike(got[key], expected[key]) for key in expected)
        )
    return type(got) is type(expected) and got == expected


def same_version(got: object, expected: Version | None) -> None:
    """``got`` must be this Version, or None."""
    if (expected is None and got is not None) or (
        expected is not None and not (_is_version(got) and _alike(tuple(got), tuple(expected)))
    ):
        raise Wrong(
            "this is not the version that the snapshot sees", show(expected), show(got), calls.text
        )


def same_rows(got: object, expected: dict, what: str = "the rows") -> None:
    """``got`` must be a dict of these keys and values, in any order."""
    if not _alike(got, expected):
        raise Wrong(f"{what} are not right", show(expected), show(got), calls.text)


def same_list(got: object, expected: list, what: str = "the result") -> None:
    """``got`` must be a list of these plain values."""
    if not _alike(got, expected):
        raise Wrong(f"{what} is not right", show(expected), show(got), calls.text)


def same_chains(got: object, expected: dict[object, list[Version]]) -> None:
    """The chains must hold these versions, each a Version, under these keys and no others."""
    given = calls.text.split("\n")[0]
    if type(got) is not dict or got.keys() != expected.keys():
        raise Wrong(
            "the keys of chains are not right",
            show(sorted(expected, key=str)),
            show(sorted(got, key=str) if type(got) is dict else got),
            given,
        )
    for key, chain in expected.items():
        if (
            type(got[key]) is not list
            or not all(map(_is_version, got[key]))
            or not _alike([tuple(v) for v in got[key]], [tuple(v) for v in chain])
        ):
            raise Wrong(
                f"the versions of {key!r} are not right", show(chain), show(got[key]), given
            )


def same_stamps(got: list[Stamps], expected: list[tuple]) -> None:
    """The stamps of each version must be these: (created, read, overwritten)."""
    for number, (stamps, wanted) in enumerate(zip(got, expected), 1):
        have = (stamps.created, stamps.read, stamps.overwritten)
        if have != wanted:
            raise Wrong(
                f"version {number} of {len(expected)} does not carry the right stamps",
                f"created, read, overwritten = {wanted}",
                f"created, read, overwritten = {have}",
                calls.text,
            )


class Shelf:
    """A store with one fixed snapshot that notes what it is asked (``read``, ``rows``) and told
    (``commit``, ``abort``)."""

    def __init__(self, rows: dict, conflict: bool = False):
        self.kept, self.conflict = dict(rows), conflict
        self.asked: list[tuple] = []
        self.told: list[tuple] = []

    def __repr__(self) -> str:
        return f"a store with the rows {self.kept}"

    def read(self, number: int, key: object) -> object:
        self.asked.append(("read", number, key))
        return self.kept.get(key)

    def rows(self, number: int) -> dict:
        self.asked.append(("rows", number))
        return dict(self.kept)

    def commit(self, number: int, writes: dict) -> None:
        self.told.append(("commit", number, dict(writes)))
        if self.conflict:
            raise ConflictError("another transaction committed first")

    def abort(self, number: int) -> None:
        self.told.append(("abort", number))


class _Steps(list):
    def __repr__(self) -> str:
        return ", ".join(
            f"{name}({', '.join('...' if callable(a) else repr(a) for a in arguments)})"
            for name, *arguments in self
        )


def did(transaction: Callable, shelf: Shelf, steps: list[tuple]) -> list:
    """What each call of a script returned on transaction number 1 of a shelf. A ``ConflictError``
    or ``ValueError`` comes back as a text ("ValueError: ..."; "ConflictError" alone); anything else
    that is raised ends the script."""

    def driven(store: Shelf, script: _Steps) -> list:
        txn, results = transaction(store, 1), []
        for name, *arguments in script:
            try:
                results.append(getattr(txn, name)(*arguments))
            except ConflictError:
                results.append("ConflictError")
            except ValueError as error:
                results.append(f"ValueError: {error}")
        return results

    driven.__name__ = "Transaction"
    return run(driven, shelf, _Steps(steps))
