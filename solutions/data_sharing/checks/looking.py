"""Exercise 4: what is looked at of each move of a script. A check names the looks that it takes."""

from __future__ import annotations

from solutions.data_sharing.checks.consuming import Before, Due, Model, Seen
from warehouse.checks import Wrong
from warehouse.checks import calls as called
from warehouse.checks.showing import says, show

#: Errors by which a read is refused without a question.
REFUSED_HERE = ("ValueError", "KeyError")


def answers(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """What comes back, and which errors come out; not of the tables of a transaction that has ended."""
    if kind == "tables" and model.open[before.what[0]][3]:
        return
    if seen.raised:
        names, text = seen.answer
        if due.error and due.error in names and says(text, due.naming):
            return
        wanted = f"{due.error}: {due.naming}" if due.error else show(due.answer)
        raise Wrong(f"{kind} raised an error" if not due.error else f"{kind}: another error is due",
                    wanted, f"{names[0]}: {text}", called.calls.text)  # fmt: skip
    if due.error:
        raise Wrong(f"{kind} must raise an error here", f"{due.error}: {due.naming}",
                    f"it returned {show(seen.answer)}", called.calls.text)  # fmt: skip
    if due.what and (type(seen.answer) is not type(due.answer) or seen.answer != due.answer):
        raise Wrong(
            f"{due.what} is not right", show(due.answer), show(seen.answer), called.calls.text
        )


def comes_back(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """Of what ``answers`` looks at, that something comes back where nothing is refused."""
    if seen.raised and not due.error:
        answers(kind, seen, due, model, before)


def refusals(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """Of what ``answers`` looks at, refusals by the producer alone."""
    if due.error in ("Denied", "LeaseOver"):
        answers(kind, seen, due, model, before)


def one_begin(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """One request for a begin, none for the names of tables."""
    kinds = [its for _, its, _ in seen.asked]
    if kind == "begin" and kinds != ["begin"]:
        raise Wrong(
            "the requests of begin", "one producer.begin", words(seen.asked), called.calls.text
        )
    if kind == "tables" and kinds:
        raise Wrong("the requests of tables", "none", words(seen.asked), called.calls.text)


def fetched(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """For a read the blocks that are not held, each once, and at most one question besides."""
    if kind != "read":
        return
    kinds, got = [its for _, its, _ in seen.asked], seen.got()
    more = [name for name in got if name not in before.missing]
    if more or len(set(got)) < len(got):
        raise Wrong("read fetched blocks that this consumer holds, or does not need",
                    f"a get for each of {show(before.missing)}", f"gets of {show(got)}",
                    called.calls.text)  # fmt: skip
    if kinds.count("check") > 1 or "begin" in kinds or "release" in kinds:
        raise Wrong(
            "the requests of read", "one check, and gets", words(seen.asked), called.calls.text
        )


def all_fetched(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """What this consumer does not hold, it has to fetch by itself."""
    got = seen.got()
    if kind == "read" and not due.error and not seen.raised and len(got) < len(before.missing):
        left = [name for name in before.missing if name not in got]
        what = "blocks that this consumer has never fetched were not fetched"
        raise Wrong(what, f"a get for each of {show(left)}", "none", called.calls.text)


def since(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """A begin says what the consumer knows."""
    if kind != "begin" or not seen.asked or seen.asked[0][1] != "begin":
        return
    version, known = seen.asked[0][2]
    due_version, due_tables = before.known[0], sorted(before.known[1])
    if version != due_version or sorted(known) != due_tables:
        raise Wrong("what begin says that this consumer knows",
                    f"version {due_version}, tables {due_tables}",
                    f"version {version!r}, tables {known!r}", called.calls.text)  # fmt: skip


def asks_first(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """A read of a table of the transaction asks whether it may, before anything else; a refusal ends it."""
    if kind != "read" or due.error in REFUSED_HERE:
        return
    tx, table = before.what
    lease = model.open[tx][1]
    kinds = [its for _, its, _ in seen.asked]
    if not kinds or kinds[0] != "check":
        raise Wrong("read asks whether it still may, before anything else", f"check({lease}, {table!r}) first",
                    words(seen.asked), called.calls.text)  # fmt: skip
    if seen.asked[0][2] != (lease, table):
        raise Wrong(
            "what read asks for",
            f"check({lease}, {table!r})",
            words(seen.asked[:1]),
            called.calls.text,
        )


def quiet(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """Where the transaction has ended, or has no such table, nothing is asked; nor after a failure."""
    if due.error in REFUSED_HERE and kind == "read" and seen.asked:
        raise Wrong(
            "read is refused, and nothing is asked",
            "no requests",
            words(seen.asked),
            called.calls.text,
        )
    if before.late:
        asked = words(seen.asked[-before.late :])
        raise Wrong("requests after one that failed", "none", asked, called.calls.text)


def released(kind: str, seen: Seen, due: Due, model: Model, before: Before) -> None:
    """The first end gives its lease back, later ones ask nothing."""
    if kind != "end":
        return
    lease, first = model.open[before.what[0]][1], before.first
    wanted = [("release", (lease,))] if first else []
    if [(its, given) for _, its, given in seen.asked] != wanted:
        raise Wrong("the requests of end", f"release({lease})" if first else "none: it has ended before",
                    words(seen.asked), called.calls.text)  # fmt: skip


def words(asked: list[tuple]) -> str:
    return ", ".join(f"{kind}{given!r}" for _, kind, given in asked[:20]) or "none"


ALL = (answers, one_begin, fetched, since, asks_first, quiet, released)
