"""Histories: the lab's store, made of the student's part and right ones, is driven through random
plans where the student's code lives (``in_notebook``), and judged here. What goes there holds right
parts, and is given up after the cell. A history that fails is cut down to the fewest transactions
that show it.

Plans and histories travel as JSON: most right stores give the same text of the same plan, and what
was judged once for a class is not read again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from IPython import get_ipython
from IPython.display import HTML, display

from solutions.snapshot_isolation.checks.parts import store_with
from warehouse.checks import Wrong, in_notebook, kept, run, seed
from warehouse.checks.outcomes import Raised
from warehouse.snapshot_isolation import (
    Anomaly,
    HistoryError,
    Op,
    drive,
    judge,
    workload,
)
from warehouse.snapshot_isolation.thinning import Failure, quoted, thinned_out


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
    name: str,
    count: int,
    store: Callable,
    parts: dict[str, Callable],
    serializable: bool = False,
    **shape: object,
) -> None:
    """The histories of ``count`` random plans (``random_plans``) on the lab's ``store`` with the
    student's ``parts`` must be free of anomalies, wrong snapshots and needless conflicts.

    The first plan that fails is cut down to the fewest transactions that still fail, the history is
    drawn, and ``Wrong`` says what is wrong in it. Messages speak of the first of the parts; a stub
    in one ends as not started.
    """
    make_store = store_with(store, **parts)
    about = f"{count} random histories"
    texts = _played(_plans(name, count, shape), make_store, next(iter(parts)), serializable, about)
    for number, text in enumerate(texts):
        about = f"random history {number}"
        with readable(about):
            found = _judged(text, serializable)
            if found:
                plan = list(random_plans(name, count, **shape))[number]
                failure = Failure(plan, _history(text), found)
                replay = partial(_replayed, make_store, serializable)
                judged = partial(judge, serializable=serializable)
                _show(thinned_out(failure, replay, judged), about)


def _plans(name: str, count: int, shape: dict) -> str:
    """Plans as JSON, made once for a class."""
    return kept(
        lambda: json.dumps(list(random_plans(name, count, **shape))),
        "plans",
        name,
        count,
        repr(shape),
    )


def play(make_store: Callable[[], object], plans: str, serializable: bool) -> list[str]:
    """Over there: the history of every plan, each on a new store, as JSON."""
    return [json.dumps(drive(make_store(), plan, serializable)) for plan in json.loads(plans)]


def _played(
    plans: str, make_store: Callable, part: str, serializable: bool, about: str
) -> list[str]:
    def driven(_: _Text) -> list[str]:
        return in_notebook(partial(play, make_store, plans, serializable))

    driven.__name__ = part
    texts = run(driven, _Text(about))
    if type(texts) is not list or not all(type(text) is str for text in texts):
        raise Wrong("what the store did cannot be read as histories", given=about)
    return texts


def _replayed(make_store: Callable, serializable: bool, plan: Iterable[Op]) -> list[Op]:
    (text,) = in_notebook(partial(play, make_store, json.dumps([list(plan)]), serializable))
    return _history(text)


def _history(text: str) -> list[Op]:
    return [Op(*entry) for entry in json.loads(text)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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


def _judged(text: str, serializable: bool) -> list[Anomaly]:
    """As ``judge``, once for a class: most right stores give the same history of the same plan."""
    return kept(lambda: judge(_history(text), serializable), "judged", serializable, _digest(text))
