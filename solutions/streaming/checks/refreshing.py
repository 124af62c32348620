"""Exercise 2: ``refresh`` on topics and tables as cases say, and the judge of what it leaves behind.

Cases are played in the student's process (``play``, which holds nothing that is expected). What a refresh asked
its target for is asked again of a target of the judge's own, and the table there must hold, after every
attempt, exactly the records before each stored offset.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from solutions.streaming.checks.worlds import FAILS, GONE, MOST, Attempt, Case, World, as_row, told
from warehouse.checks import Wrong, in_notebook, run, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import says, show
from warehouse.errors import ConflictError
from warehouse.streaming.records import DataLoss, Rejected, Row
from warehouse.streaming.topics import Crashed, OutOfRange, StreamTarget, Unavailable


class Seen(NamedTuple):
    """What one attempt did. ``errors``: the names of what it raised and of its parents, [] where it
    returned."""

    asked: list[tuple[str, tuple]]
    errors: list[str]
    text: str
    result: object


def play(refresh: Callable, cases: list[tuple]) -> list[list[tuple]]:
    """Of every case what each attempt did.

    # driver: runs in the student's process
    """
    alive, told = [], []  # targets that live to the end are told apart by who remembers them
    for plain in cases:
        case = Case(*plain)
        case = case._replace(attempts=[Attempt(*attempt) for attempt in case.attempts])
        world, attempts, target = World(case), [], None
        for attempt in case.attempts:
            if target is None or not case.one_target:
                target = world.target(attempt)
                alive.append(target)
            else:
                world.follows(target, attempt)
            first = len(target.asked)
            attempts.append(_attempted(refresh, target, case.batch, world, first))
        told.append(attempts)
    return told


def _attempted(
    refresh: Callable, target: StreamTarget, batch: int, world: World, first: int
) -> tuple:
    errors, text, result = [], "", None

    def resume(stored: int | None, low: int, end: int) -> int:
        target.asked.append(("resume", (stored, low, end)))
        return world.begin(stored, low, end)

    try:
        result = refresh(target, batch, as_row, resume)
    except Exception as error:
        if type(error) is NotImplementedError:
            raise
        errors, text = [kind.__name__ for kind in type(error).__mro__], str(error)[:500]
    return target.asked[first:], errors, text, result


class Judged(NamedTuple):
    """One attempt in the judge's world. ``error``: what had to come out of it, "" where it had to return.
    ``late``: requests after that. ``in_hand``: the most records held at once. ``added``: rows
    that it committed. ``ends``: the ends that were seen. ``news``: how many records each partition had to read.
    ``resume_late``: whether resume was asked after a fetch. ``starts``: where each partition's reading
    began."""

    case: Case
    seen: Seen
    error: str
    naming: str
    late: int
    in_hand: int
    added: int
    ends: dict[int, int]
    news: dict[int, int]
    resume_late: bool
    world: World
    starts: dict[int, int]


Look = Callable[[Judged], None]


class Plays:
    """A student's refresh, and what it makes of cases."""

    def __init__(self, refresh: Callable):
        self.refresh = refresh

    def expect(self, cases: list[Case], *more: Look, looks: tuple[Look, ...] | None = None) -> None:
        """Every attempt of every case must end as it has to, have read everything and leave the table's rows whole;
        ``more`` is looked at besides, or ``looks`` in place of all these. Raises ``Wrong`` (or ``Raised``) for
        the case that takes the fewest words to tell."""
        refresh = self.refresh
        look = looks or (expect_ending, rows_whole, all_read, *more)

        def played(about: str) -> object:
            plain = [
                (*case[:5], [tuple(attempt) for attempt in case.attempts], *case[6:])
                for case in cases
            ]
            return in_notebook(play, refresh, plain, keeps=True)

        played.__name__ = "refresh"
        found: list[Wrong | Raised] = []
        for case, attempts in zip(
            cases, unwatched(played, f"{len(cases)} cases, one after the other")
        ):
            try:
                self._judge(case, [Seen(*seen) for seen in attempts], look)
            except (Wrong, Raised) as failure:
                if case.one_target:
                    note(failure)
                else:
                    found.append(failure)
        if found:
            raise min(found, key=lambda failure: len(failure.given))

    def _judge(self, case: Case, attempts: list[Seen], look: tuple[Look, ...]) -> None:
        called.calls.text = ""
        world, target = World(case), None
        starts = {p: case.offsets.get(p, case.low[p]) for p in case.records}
        starts |= {p: start for p, start in case.starts.items() if start != GONE}
        for at, (attempt, seen) in enumerate(zip(case.attempts, attempts)):
            if target is None or not case.one_target:
                target = world.target(attempt)
            else:
                world.follows(target, attempt)
            try:
                judged = asked_again(case, world, target, seen, starts)
                if seen.errors and not judged.error:
                    self._once_more(case, attempts, at)
                for each in look:
                    each(judged)
            except (Wrong, Raised) as failure:
                failure.given = told(case, at)  # many words, which nobody reads where all is right
                raise

    def _once_more(self, case: Case, attempts: list[Seen], at: int) -> None:
        """The attempt again, to be told in which line it fails."""
        world = World(case)
        for attempt, seen in zip(case.attempts[:at], attempts):
            asked_again(case, world, world.target(attempt), seen, {})
        run(self.refresh, world.target(case.attempts[at]), case.batch, as_row, world.begin)
        error = f"{attempts[at].errors[0]}: {attempts[at].text}"
        raise Wrong("refresh raised an error", "a number of rows", error)

    def expect_refused(self, batches: tuple[int, ...]) -> None:
        """With each of these batches: ValueError that names it, and nothing was asked for."""
        case = Case({0: [(0, b"1")]}, {0: 0}, {0: 1}, {}, 1, [])
        for batch in batches:
            world = World(case)
            target = world.target(Attempt())
            try:
                got = run(self.refresh, target, batch, as_row, world.begin)
            except Raised as raised:
                names = {kind.__name__ for kind in type(raised.error).__mro__}
                if "ValueError" not in names or str(batch) not in str(raised.error):
                    raise
            else:
                raise Wrong("a batch of nothing must be refused", f"ValueError naming {batch}", show(got),
                            f"refresh(target, {batch}, decode, resume)")  # fmt: skip
            same(len(target.asked), 0, "the number of requests")


def asked_again(
    case: Case, world: World, target: StreamTarget, seen: Seen, starts: dict[int, int]
) -> Judged:
    """All that the attempt asked for, of a target of the judge's."""
    error, naming, late, resume_late = "", "", 0, False
    hand = most = added = 0
    ends: dict[int, int] = {}
    news: dict[int, int] = {}
    for kind, arguments in seen.asked:
        if error:
            late += 1
            continue
        if kind == "resume":
            resume_late = resume_late or "fetch" in target.requests
            try:
                position = world.begin(*arguments)
            except DataLoss as loss:
                error, naming = "DataLoss", str(loss)
            else:
                partition = next((p for p in case.records if (ends.get(p) == arguments[2])), None)
                if partition is not None:
                    news[partition] = sum(
                        position <= one.offset < arguments[2]
                        for one in world.topic.records[partition]
                    )
            continue
        try:
            got = getattr(target, kind)(*arguments)
        except ConflictError as failure:
            if kind != "commit":
                error, naming = "ConflictError", str(failure)
            hand = 0
            continue
        except (Crashed, Unavailable, OutOfRange) as failure:
            error, naming = type(failure).__name__, str(failure)
            continue
        except (TypeError, ValueError, KeyError, AttributeError):
            continue  # it was an error over there, too
        if kind == "fetch":
            hand += len(got)
            most = max(most, hand)
            bad = [record.value for record in got if record.value in FAILS]
            if bad:
                error, naming = FAILS[bad[0]].__name__, "decode fails"
        elif kind == "commit":
            added += len(arguments[0])
            hand = 0
        elif kind == "watermarks":
            ends.setdefault(arguments[0], got[1])
    if target.requests.total() > MOST:
        raise Wrong("refresh asks for ever", "an end", f"more than {MOST} requests")
    return Judged(
        case, seen, error, naming, late, most, added, ends, news, resume_late, world, starts
    )


def expect_ending(judged: Judged) -> None:
    """It ended as it had to, and asked for nothing after a failure."""
    seen, error = judged.seen, judged.error
    if error and not seen.errors:
        raise Wrong(f"{judged.naming}: and refresh went on as if nothing had happened", error,
                    f"it returned {show(seen.result)}")  # fmt: skip
    if error and (error not in seen.errors or not says(seen.text, judged.naming)):
        raise Wrong(
            "another error is due", f"{error}: {judged.naming}", f"{seen.errors[0]}: {seen.text}"
        )
    if judged.late:
        raise Wrong(
            "the target was asked for more after a failure", "nothing", f"{judged.late} requests"
        )


def told_right(judged: Judged) -> None:
    """What is returned."""
    if not judged.error:
        same(judged.seen.result, judged.added, "the number of rows that this call added")


def told_no_more(judged: Judged) -> None:
    """What is returned is not more than what was committed."""
    result = judged.seen.result
    if type(result) is int and result > judged.added:
        raise Wrong("rows are counted that this call has not added", str(judged.added), str(result))


def rows_whole(judged: Judged) -> None:
    """The table holds the rows before each stored offset, each once."""
    _whole(judged, Row, "rows", judged.world.table.rows)


def rejections_whole(judged: Judged) -> None:
    """The same of the rejected records."""
    _whole(judged, Rejected, "rejected records", judged.world.table.rejected)


def _whole(judged: Judged, kind: type, what: str, held: list) -> None:
    world, want = judged.world, Counter()
    for partition, stored in world.table.offsets.items():
        for record in world.topic.records.get(partition, []):
            if judged.starts[partition] <= record.offset < stored and record.value not in FAILS:
                decoded = as_row(record)
                want[decoded] += type(decoded) is kind
    have, want = Counter(held), +want
    lost, more = (want - have).total(), (have - want).total()
    if lost or more:
        message = f"the table and its offsets part: {lost} {what} lost, {more} too many"
        first = next(iter((want - have) or (have - want)))
        offsets = f"the {what} before the offsets {dict(world.table.offsets)}"
        raise Wrong(message, f"exactly {offsets}", f"the first of them is {first}")


def all_read(judged: Judged) -> None:
    """A refresh that returned has read what it saw."""
    world = judged.world
    if judged.error:
        return
    for partition in judged.case.records:
        if partition not in judged.ends:
            raise Wrong(f"partition {partition} was not looked at", "its watermarks", "nothing")
        end = judged.ends[partition]
        records = [one for one in world.topic.records[partition] if one.offset < end]
        stored = world.table.offsets.get(partition)
        start = judged.case.starts.get(partition, judged.case.low[partition])
        left = [
            one.offset for one in records if one.offset >= (start if stored is None else stored)
        ]
        if left:
            what = f"partition {partition} ends at {end}, and was not read to there"
            raise Wrong(what, "all records below it", f"left are offsets {left[:8]}")


def no_further(judged: Judged) -> None:
    """What came after a refresh had looked is not read by it."""
    for kind, arguments in judged.seen.asked:
        if kind == "commit":
            for partition, offset in arguments[1].items():
                if offset > judged.ends.get(partition, offset):
                    what = f"partition {partition} ended at {judged.ends[partition]} when refresh looked"
                    raise Wrong(what, "nothing beyond is read", f"offset {offset} was stored")


def resumed_first(judged: Judged) -> None:
    """``resume`` was asked for each partition, before any fetch."""
    if judged.resume_late:
        raise Wrong(
            "a fetch before all partitions were resumed", "resume for all", "a fetch before that"
        )
    asked = [kind for kind, _ in judged.seen.asked]
    if not judged.error and asked.count("resume") < len(judged.case.records):
        what = "resume says where each partition begins"
        raise Wrong(what, f"{len(judged.case.records)} calls", f"{asked.count('resume')}")


def resumed_with(judged: Judged) -> None:
    """What ``resume`` was told of each partition, where nobody else has changed it: 0 is stored, None is not."""
    case = judged.case
    due = [(case.offsets.get(p), case.low[p], case.end[p]) for p in case.records]
    for kind, arguments in judged.seen.asked:
        if kind == "resume" and arguments not in due:
            raise Wrong("resume was told something else", f"one of {due}", str(arguments))


def resumed_once(judged: Judged) -> None:
    """``resume`` was not asked again, with an end that another node has passed."""
    count = [kind for kind, _ in judged.seen.asked].count("resume")
    if count > len(judged.case.records):
        raise Wrong("resume is asked once for each partition",
                    f"{len(judged.case.records)} calls", str(count))  # fmt: skip


def resumed_in_reach(judged: Judged) -> None:
    """What ``resume`` was told to be stored was so before the end was looked at: it is not beyond it."""
    for kind, arguments in judged.seen.asked:
        if kind == "resume" and arguments[0] is not None and arguments[0] > arguments[2]:
            what = (
                "resume was told of an end that another node had passed: what is stored comes first"
            )
            raise Wrong(what, "a stored offset up to the end", f"resume{arguments}")


def few_requests(judged: Judged) -> None:
    """No more in hand than a batch, no more requests than the task allows."""
    batch = judged.case.batch
    if judged.in_hand > batch:
        raise Wrong("more records in hand than a batch", f"at most {batch}", str(judged.in_hand))
    batches = sum(-(-count // batch) for count in judged.news.values())
    limit = 2 + len(judged.case.records) + 2 * batches
    asked = [kind for kind, _ in judged.seen.asked if kind != "resume"]
    if len(asked) > limit:
        counts = ", ".join(f"{count} {kind}" for kind, count in Counter(asked).items())
        raise Wrong("more requests than needed", f"at most {limit}", f"{len(asked)}: {counts}")


def note(failure: Wrong | Raised) -> None:
    """A broken law, for the laws' check: of a second refresh by the same node."""
    if called.ledger is not None and called.ledger.broken is None:
        wrong = isinstance(failure, Wrong)
        text = failure.message if wrong else str(failure.error)
        due, got = (failure.expected, failure.got) if wrong else ("", "")
        what = f"a second refresh by the same node: {text}"
        called.ledger.broken = Wrong(what, due, got, failure.given)
