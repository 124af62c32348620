"""For the lab's test cells: drive a store, judge the history, and fail with the smallest history
that shows the fault."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from IPython import get_ipython
from IPython.display import HTML, display

from warehouse.checks.calls import in_notebook, run
from warehouse.checks.keep import kept
from warehouse.checks.outcomes import Raised, Wrong
from warehouse.snapshot_isolation.comparing import (
    Shelf,
    did,
    same_chains,
    same_list,
    same_rows,
    same_stamps,
    same_version,
)
from warehouse.snapshot_isolation.driver import drive
from warehouse.snapshot_isolation.judge import judge
from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.records import Anomaly, HistoryError, Op

__all__ = [
    "Shelf",
    "StoreBroke",
    "did",
    "flawless",
    "notation",
    "play",
    "readable",
    "same_chains",
    "same_list",
    "same_rows",
    "same_stamps",
    "same_version",
]

_TRIES = 300  # how often a failing plan is run again with a transaction less
_EXCERPT = 24  # operations that a message quotes


class StoreBroke(Exception):
    """The store raised an exception of its own in the middle of a history."""


class _Text(str):
    """A text that is shown without quotes where a call's arguments are shown."""

    def __repr__(self) -> str:
        return str(self)


def play(
    part: str,
    make_store: Callable[[], object],
    plan: Iterable[Op],
    serializable: bool = False,
    about: str = "a plan",
) -> list[Op]:
    """The history of ``plan`` on a new store. ``part`` names the student's part in messages; a stub
    in it ends as not started."""

    def driven(_: _Text) -> list[Op]:
        return in_notebook(lambda: drive(make_store(), plan, serializable))

    driven.__name__ = part
    return run(driven, _Text(about))


def flawless(
    part: str,
    make_store: Callable[[], object],
    plan: list[Op],
    serializable: bool = False,
    about: str = "a plan",
) -> list[Op]:
    """The history of ``plan``, which must be free of anomalies, wrong snapshots and needless
    conflicts.

    Otherwise the plan is thinned out to the fewest transactions that still fail, the history is
    drawn, and ``Wrong`` says what is wrong in it.
    """
    history = play(part, make_store, plan, serializable, about)

    def again(thinner: list[Op]) -> list[Op]:
        return in_notebook(lambda: drive(make_store(), thinner, serializable))

    with readable(about):
        found = _judged(history, serializable)
        if not found:
            return history
        history, found = _smallest(plan, history, found, again, serializable)
    first = next((f for f in found if f.name == "error"), found[0])
    excerpt = notation(history, first)
    if get_ipython():
        # widgets, only where there is a page to draw on
        from warehouse.snapshot_isolation.views import history_html

        display(
            HTML(
                f"<p><b>{about}</b>, the fewest transactions that show "
                f"it:</p>{history_html(history, [first])}"
            )
        )
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


def _smallest(
    plan: list[Op], history: list[Op], found: list[Anomaly], replay: Callable, serializable: bool
) -> tuple[list[Op], list[Anomaly]]:
    """Leave out transaction after transaction, then step after step, as long as the same kind of
    fault shows."""
    name = found[0].name
    transactions = [
        {id(op) for op in plan if op.txn == txn}
        for txn in dict.fromkeys(op.txn for op in reversed(plan))
    ]
    for left_out in transactions[:_TRIES]:
        plan, history, found = _without(left_out, plan, history, found, name, replay, serializable)
    for step in [op for op in reversed(plan) if op.kind not in ("begin", "commit", "abort")][
        :_TRIES
    ]:
        plan, history, found = _without(
            {id(step)}, plan, history, found, name, replay, serializable
        )
    return history, found


def _without(
    left_out: set[int],
    plan: list[Op],
    history: list[Op],
    found: list[Anomaly],
    name: str,
    replay: Callable,
    serializable: bool,
) -> tuple[list[Op], list[Op], list[Anomaly]]:
    thinner = [op for op in plan if id(op) not in left_out]
    again = replay(thinner)
    still = judge(again, serializable)
    return (thinner, again, still) if still and still[0].name == name else (plan, history, found)


def notation(history: Iterable[tuple], anomaly: Anomaly) -> str:
    """The operations around an anomaly as textbooks write them; begins and commits included."""
    reading = Reading(history)
    concerned = {reading.ops[at].txn for at in anomaly.at} | {
        n for e in anomaly.cycle for n in (e.before, e.after)
    }
    stop = max(anomaly.at, default=len(reading.ops) - 1)
    chosen = [
        op
        for at, op in enumerate(reading.ops)
        if at <= stop
        and (op.txn in concerned or op.kind in ("vacuum", "write", "delete", "commit"))
    ]
    cut = "... " if len(chosen) > _EXCERPT else ""
    return cut + " ".join(_word(op) for op in chosen[-_EXCERPT:])


def _word(op: Op) -> str:
    if op.kind in ("read", "write"):
        return f"{op.kind[0]}{op.txn}({op.key},{op.value})"
    if op.kind == "scan":
        return f"s{op.txn}({op.key},{{{','.join(f'{k}:{v}' for k, v in op.value.items())}}})"
    letters = {"begin": "b", "commit": "c", "abort": "a", "conflict": "refused", "error": "error"}
    return (
        "vacuum"
        if op.kind == "vacuum"
        else f"d{op.txn}({op.key})"
        if op.kind == "delete"
        else f"{letters[op.kind]}{op.txn}"
    )
