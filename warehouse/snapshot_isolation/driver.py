"""Drives a store through a plan and writes down what came back.

Plan and history are plain data: this is the half that runs where the student's store lives. The
other half, which judges the history, needs nothing of the store. Hence no import of the judging
modules here.
"""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.snapshot_isolation.records import Op, condition

_PLAIN = (int, str, float, bool, type(None))


def drive(store: object, plan: Iterable[tuple], serializable: bool = False) -> list[Op]:
    """Do every step of ``plan`` on ``store`` (``begin``, ``vacuum``; transactions with ``read``,
    ``write``, ``delete``, ``scan``, ``commit``, ``abort``), in order, from one thread; return the
    history.

    A call that ends in a ``ConflictError`` (told by its name, so the class may come from anywhere)
    is followed by a ``conflict`` and ends its transaction: the rest of its steps is skipped. Any
    other exception is noted as ``error`` and ends it too; after one of ``vacuum`` there is no other
    vacuum. ``NotImplementedError`` is passed on: what is not started is no history.
    """
    history: list[Op] = []
    running: dict[object, object] = {}
    vacuum_broke = False
    for txn, kind, key, value in (Op(*step) for step in plan):
        if kind not in ("begin", "vacuum") and txn not in running:
            continue
        if kind == "vacuum" and vacuum_broke:
            continue
        try:
            if kind == "begin":
                history.append(Op(txn, "begin", None, serializable))
                running[txn] = store.begin(serializable=serializable)
            elif kind == "vacuum":
                history.append(Op(None, "vacuum"))
                store.vacuum()
            elif kind == "read":
                history.append(Op(txn, "read", key, _plain(running[txn].read(key))))
            elif kind == "scan":
                history.append(Op(txn, "scan", key, _rows(running[txn].scan(condition(key)))))
            elif kind in ("write", "delete"):
                history.append(Op(txn, kind, key, value))
                running[txn].write(key, value) if kind == "write" else running[txn].delete(key)
            elif kind == "commit":
                running.pop(txn).commit()
                history.append(Op(txn, "commit"))
            else:
                running.pop(txn).abort()
                history.append(Op(txn, "abort"))
        except NotImplementedError:
            raise
        except Exception as error:  # a student's store may raise anything
            running.pop(txn, None)
            vacuum_broke = vacuum_broke or kind == "vacuum"
            if type(error).__name__ == "ConflictError":
                history.append(Op(txn, "conflict"))
            else:
                history.append(
                    Op(txn, "error", None, f"{kind} raised {type(error).__name__}: {error}")
                )
    return history


def _plain(value: object) -> object:
    """Values leave the store as numbers and texts only; anything else travels as a text that no one
    wrote."""
    return value if type(value) in _PLAIN else f"a {type(value).__name__}, {value!r:.60}"


def _rows(rows: object) -> dict:
    if type(rows) is not dict:
        raise TypeError(f"scan must return a dict of keys and values, not a {type(rows).__name__}")
    return {key: _plain(value) for key, value in sorted(rows.items(), key=lambda row: str(row[0]))}
