"""Makes a history that shows a fault short enough to read: the plan is thinned out for as long as
the fault shows, and of the history the operations around it are quoted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.records import Anomaly, Op
from warehouse.snapshot_isolation.schedules import notation

_REPLAYS = 300  # how often a plan is run again with less in it: without a transaction, then a step
_TOGETHER = (25, 8, 1)  # transactions that are left out at once
_QUOTED = 24  # operations of a history


class Failure(NamedTuple):
    """A plan, the history of it, and the anomalies in that, of which there is at least one."""

    plan: list[Op]
    history: list[Op]
    found: list[Anomaly]


def thinned_out(
    failure: Failure, replay: Callable[[list[Op]], list[Op]], judge: Callable[..., list[Anomaly]]
) -> Failure:
    """Leave out transactions, many at once and then one by one, then step after step, as long as an
    anomaly of the same name is found first. ``replay`` gives the history of a plan, ``judge`` its anomalies."""
    name = failure.found[0].name

    def without(parts: list[list[Op]]) -> Failure:
        smallest = failure
        for part in parts[:_REPLAYS]:
            left_out = set(map(id, part))
            plan = [op for op in smallest.plan if id(op) not in left_out]
            history = replay(plan)
            found = judge(history)
            if found and found[0].name == name:
                smallest = Failure(plan, history, found)
        return smallest

    for together in _TOGETHER:
        backwards = failure.plan[::-1]
        numbers = list(dict.fromkeys(op.txn for op in backwards))
        groups = [set(numbers[at : at + together]) for at in range(0, len(numbers), together)]
        failure = without([[op for op in backwards if op.txn in group] for group in groups])
    ends = ("begin", "commit", "abort")
    return without([[op] for op in failure.plan[::-1] if op.kind not in ends])


def quoted(history: list[Op], anomaly: Anomaly) -> str:
    """The operations around an anomaly in textbook notation, begins and commits included. Where only
    the last of many are shown, the rows that were committed before these stand in front of them."""
    ops = Reading(history).ops
    concerned = {ops[at].txn for at in anomaly.at}
    concerned |= {txn for edge in anomaly.cycle for txn in (edge.before, edge.after)}
    stop = max(anomaly.at, default=len(ops) - 1)
    changes = ("vacuum", "write", "delete", "commit")
    chosen = [op for op in ops[: stop + 1] if op.txn in concerned or op.kind in changes]
    before = chosen[:-_QUOTED]
    return f"(rows: {_committed(before)}) ... " * bool(before) + notation(chosen[-_QUOTED:])


def _committed(ops: list[Op]) -> dict:
    """The rows once these operations are done, of transactions that committed among them."""
    writes: dict[object, dict] = {}
    rows: dict = {}
    for op in ops:
        if op.kind in ("write", "delete"):
            writes.setdefault(op.txn, {})[op.key] = op.value if op.kind == "write" else None
        elif op.kind == "commit":
            rows |= writes.pop(op.txn, {})
    return {key: value for key, value in rows.items() if value is not None}
