"""What a history is made of: plain tuples of numbers, texts and dicts, in the order in which things
happened.

A history is a list of ``Op``. Any list of (txn, kind, key, value) will do, so a history can come
from a JSON file or from another tool as well as from the driver here. The kinds:

========  ===========  ===========================================================================
kind      key          value
========  ===========  ===========================================================================
begin                  True: the transaction asked for serializability
read      the key      the value that came back, None where the store said there is no such row
write     the key      the value: never None, and no two writes of one key write the same
delete    the key
scan      a condition  the rows that came back: {key: value}
commit
abort                  (the transaction gave up by itself)
conflict               (the store refused the transaction, which is over)
error                  a text: the store broke in this call; nothing after it in the transaction
                       counts
vacuum                 (txn is None)
========  ===========  ===========================================================================

Transactions, keys and values are numbers, texts, bytes, or tuples of these: a list cannot be told
from another that was changed since. Transaction 0 by convention loads the first rows. A scan's
condition is "" (every row) or "%3" (rows whose value is divisible by 3); the text is what travels,
``condition`` makes a function of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from numbers import Real
from typing import NamedTuple

from warehouse.errors import CourseError

KINDS = (
    "begin",
    "read",
    "write",
    "delete",
    "scan",
    "commit",
    "abort",
    "conflict",
    "error",
    "vacuum",
)


class HistoryError(CourseError, ValueError):
    """A history that cannot be judged: it says which operation is malformed, and how."""


class Op(NamedTuple):
    """One operation of one transaction; see the module's table."""

    txn: int | str | None
    kind: str
    key: object = None
    value: object = None


class Version(NamedTuple):
    """A value of a row since commit ``stamp``; ``value`` None says that the row was deleted
    then."""

    stamp: int
    value: object


class Stamps:
    """What the serial safety net remembers of one version of a row.

    ``created``: the commit stamp of its writer. ``read``: the newest commit stamp among its writer
    and its readers, so it starts as ``created``. ``overwritten``: the low watermark of the
    transaction that overwrote it, infinity as long as none did.
    """

    __slots__ = ("created", "read", "overwritten")
    # in a grader of two processes: its slots go across, and changes come back
    passes_by_value = True

    def __init__(self, created: int, read: int | None = None, overwritten: float = math.inf):
        self.created, self.read, self.overwritten = (
            created,
            created if read is None else read,
            overwritten,
        )

    def as_tuple(self) -> tuple[int, int, float]:
        """``created``, ``read`` and ``overwritten``."""
        return self.created, self.read, self.overwritten

    def __repr__(self) -> str:
        return f"Stamps(created={self.created}, read={self.read}, overwritten={self.overwritten})"


class Edge(NamedTuple):
    """``after`` depends on ``before`` through ``key``.

    ``kind``: "ww" (overwrote its version), "wr" (read its version), "rw" (overwrote what it read)
    or "rw scan" (made a row that its scan would have found).
    """

    before: object
    after: object
    kind: str
    key: object


class Anomaly(NamedTuple):
    """Something a history shows. ``cycle``: the edges that prove it, empty where a single read or
    commit does. ``at``: the positions in the history of the operations to look at."""

    name: str
    text: str
    cycle: tuple[Edge, ...] = ()
    at: tuple[int, ...] = ()


def condition(text: str) -> Callable[[object, object], bool]:
    """The function (key, value) -> bool behind a scan's condition."""
    if text == "":
        return lambda key, value: True
    if isinstance(text, str) and text[:1] == "%" and text[1:].isdigit() and int(text[1:]):
        return partial(_divisible, text, int(text[1:]))
    raise HistoryError(
        f"{text!r} is no condition: say '' for every row or '%3' for the values divisible by 3"
    )


def _divisible(text: str, divisor: int, key: object, value: object) -> bool:
    if isinstance(value, (Real, Decimal)):
        return value % divisor == 0
    raise HistoryError(
        f"the condition {text!r} is for numbers, and {key!r} is {value!r}: scan with '' and filter the rows"
    )


def ops(history: Iterable[tuple]) -> list[Op]:
    """The history as a list of ``Op``; raises ``HistoryError`` for an entry that is none."""
    made = []
    for at, entry in enumerate(history):
        if (
            not isinstance(entry, (tuple, list))
            or not 2 <= len(entry) <= 4
            or entry[1] not in KINDS
        ):
            raise HistoryError(
                f"operation {at} is {entry!r}: (txn, kind, key, value) is wanted, kind one of {', '.join(KINDS)}"
            )
        op = Op(*entry)
        if op.kind == "scan" and not isinstance(op.value, dict):
            raise HistoryError(
                f"operation {at}: a scan's value is the dict of the rows it returned, not {op.value!r}"
            )
        _require_plain(at, op)
        made.append(op)
    return made


def _require_plain(at: int, op: Op) -> None:
    """Whatever is looked up must have a hash and equal itself."""
    named = [("transaction", op.txn), ("key", op.key)]
    if op.kind == "scan":
        try:
            condition("" if op.key is None else op.key)
        except HistoryError as error:
            raise HistoryError(f"operation {at}: {error}") from None
        named += [(f"value of {key!r}", value) for key, value in op.value.items()]
    elif op.kind in ("read", "write"):
        named.append(("value", op.value))
    for what, value in named:
        try:
            hash(value)
        except TypeError:
            raise HistoryError(
                f"operation {at} ({op.kind}): the {what} is {value!r}, a {type(value).__name__}; "
                "numbers and texts are wanted: make a tuple or a text of it"
            ) from None
    if op.kind == "write" and op.value != op.value:
        raise HistoryError(
            f"operation {at}: {op.value!r} was written to {op.key}, which equals nothing, itself included: "
            "no read tells whether it saw it"
        )
