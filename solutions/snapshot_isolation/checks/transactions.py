"""Scripts of calls on one transaction, generated over all that the task of ``Transaction`` allows, and
what its store must have been asked and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from solutions.snapshot_isolation.checks.cases import ARRAY, KEYS, VALUES, _dice
from solutions.snapshot_isolation.checks.parts import PlainTransaction
from warehouse.checks import Wrong, at_least, every_failure_comes_out, in_notebook, run, same
from warehouse.checks.compare import calls
from warehouse.checks.showing import says
from warehouse.snapshot_isolation import ConflictError
from warehouse.snapshot_isolation.recording import (
    Played,
    RecordingStore,
    Script,
    play_scripts,
    side_by_side,
)

EVERY_ROW = (list(KEYS), [])  # a scan's condition: rows with one of these keys or these values


def scripts(count: int = 90) -> list[Script]:
    """Scripts of up to twelve calls, the shortest first: half of them end in a commit or an abort,
    one in three scans."""
    dice, found = _dice("scripts"), []
    while len(found) < count:
        keys = dice.sample(KEYS, dice.choice((1, 2, 3, 12)))
        rows = {key: dice.choice(VALUES) for key in keys if dice.random() < 0.6}
        kinds = ["read", "read", "write", "write", "delete"] + ["scan"] * (2 * (len(found) % 3 < 1))
        script: list[tuple] = []
        for kind in dice.choices(kinds, k=dice.choice((1, 2, 3, 4, 6, 12))):
            key = dice.choice(keys)
            if kind == "scan":
                wanted = dice.sample(keys, dice.randint(0, len(keys)))
                some = dice.sample(VALUES, dice.choice((0, 1, 6)))
                script.append(dice.choice((("scan", wanted, some), ("scan", *EVERY_ROW))))
            else:
                written = [dice.choice(VALUES)] if kind == "write" else []
                script.append((kind, key, *written))
        end = dice.choice((None, "commit", "abort"))
        script += [(end,)] if end else []
        found.append(Script(dice.choice((1, 7, 40)), rows, script))
    return sorted(found, key=lambda script: len(repr(script)))


class Scripts:
    """Plays ``scripts`` on the student's transaction, all in one message; each of the ``expect``
    methods looks at one side of what came of them."""

    def __init__(self, transaction: Callable):
        self.transaction = transaction
        # the last one has a value that must be asked with `is` whether it is None
        self.scripts = [*scripts(), Script(1, {}, [("write", "x", ARRAY), ("read", "x")])]
        self.right = play_scripts(PlainTransaction, self.scripts)
        self._played: list[Played] | None = None

    def _pairs(self):
        if self._played is None:
            self._played = played(self.transaction, self.scripts)
        for script, got, right in zip(self.scripts, self._played, self.right):
            calls.text = f"Transaction({script!r})"
            yield script, got, right

    def expect_results(self, kind: str) -> None:
        """What the calls of this kind ("read", "scan") return."""
        for script, got, right in self._pairs():
            numbers = [at for at, call in enumerate(script.calls) if call[0] == kind]
            same(
                [got.results[at] for at in numbers],
                [right.results[at] for at in numbers],
                f"what the {kind}s returned",
            )

    def expect_ends(self) -> None:
        """What the store is told: nothing before the end, then once."""
        for _, got, right in self._pairs():
            same(got.ends, right.ends, "what the store was told")

    def expect_little_asked(self) -> None:
        """No more is asked of the store than the calls need. Less may be, since a snapshot stands
        still: everything once, or all rows alone."""
        for _, got, right in self._pairs():
            asked, needed = Counter(map(repr, got.reads)), Counter(map(repr, right.reads))
            if asked - needed:
                what = "the store was asked for more than the calls need"
                raise Wrong(what, f"at most {right.reads}", f"{got.reads}", calls.text)
            if not asked & needed and needed:
                raise Wrong("the store was not asked", f"{right.reads}", f"{got.reads}", calls.text)


def played(transaction: Callable, some: list[Script]) -> list[Played]:
    """``play_scripts`` where the student's code lives; what came back has the form of results."""

    def driven(_: str) -> object:
        return in_notebook(play_scripts, transaction, some)

    driven.__name__ = "Transaction"  # the part that messages speak of
    about = f"{len(some)} scripts of calls" if len(some) > 1 else repr(some[0])
    got = run(driven, about)
    return [Played(*map(list, each[:3]), dict(each[3])) for each in got]


def expect_refused(
    transaction: Callable, some: list[Script], naming: str, at: int = -1
) -> list[Played]:
    """Of each script the call number ``at`` must be refused with a ValueError that says
    ``naming``; gives what came of them."""
    outcomes = played(transaction, some)
    for script, got in zip(some, outcomes):
        calls.text = f"Transaction({script!r})"
        result = got.results[at] if len(got.results) == len(script.calls) else got.results[-1]
        if not (
            isinstance(result, str) and result.startswith("ValueError") and says(result, naming)
        ):
            what = (
                f"{script.calls[at][0]}, call {range(len(script.calls))[at] + 1}, must be refused"
            )
            raise Wrong(what, f"ValueError naming {naming!r}", repr(result), calls.text)
    return outcomes


def expect_over(transaction: Callable) -> None:
    """After a commit or an abort, whatever the store says to it, each of the six calls must be
    refused because the transaction is over, and the store neither asked nor told anything more."""
    after = [("read", "x"), ("write", "x", 1), ("delete", "x"), ("scan", *EVERY_ROW)]
    some = [
        Script(1, {"x": 10}, [("write", "x", 2), (end,), call], conflict, fails)
        for end in ("commit", "abort")
        for conflict, fails in ((False, False), (end == "commit", False), (False, True))
        for call in (*after, ("write", "x", None), ("commit",), ("abort",))
    ]
    ends = _ends(transaction)
    right = [(*at, "over") for at in _ENDINGS]
    same([(*each[:2], each[3]) for each in ends], right, "a read after an end that raised this")
    for script, got in zip(some, expect_refused(transaction, some, "over")):
        calls.text = f"Transaction({script!r})"
        if script.conflict:
            same(got.results[1], "ConflictError", "a commit that the store refuses")
        same(len(got.ends), 1, "how often the store was told of an end")
        same(got.reads, [], "what the store was asked")


def expect_none_refused(transaction: Callable) -> None:
    """A write of None must be refused, and leave what was written before."""
    some = [
        Script(1, {"x": 10}, [*before, ("write", "x", None), ("read", "x"), ("commit",)])
        for before in ([("write", "x", 5)], [("delete", "x")], [("write", "y", 1)])
    ]
    outcomes = expect_refused(transaction, some, "None", at=-3)
    kept = ((5, {"x": 5}), (None, {"x": None}), (10, {"y": 1}))
    for script, got, (right, writes) in zip(some, outcomes, kept):
        calls.text = f"Transaction({script!r})"
        same(got.results[-2], right, "what was read after the refusal")
        same(got.ends, [("commit", 1, writes)], "what the store was told")


class FailingStore(RecordingStore):
    """A ``RecordingStore`` that fails at one call, counted from 1."""

    def __init__(self, rows: dict, at: int, error: type[Exception] = RuntimeError):
        super().__init__(rows)
        self.at, self.error = at, error

    def _count(self) -> None:
        if self.asked() == self.at:
            raise self.error(f"the store does not answer, call {self.at}")

    def asked(self) -> int:
        """The number of calls so far."""
        return len(self.reads) + len(self.ends)

    def read(self, number: int, key: object) -> object:
        found = super().read(number, key)
        self._count()
        return found

    def rows(self, number: int) -> dict:
        found = super().rows(number)
        self._count()
        return found

    def commit(self, number: int, writes: dict) -> None:
        super().commit(number, writes)
        self._count()

    def abort(self, number: int) -> None:
        super().abort(number)
        self._count()


_ENDINGS = [
    (end, kind)
    for end in ("commit", "abort")
    for kind in ("ConflictError", "OSError", "KeyboardInterrupt")
]


def ended(transaction: Callable, endings: list[tuple[str, str]]) -> list[tuple]:
    """Of each end, at which the store raises this: what came out of it, and of a read after it.

    # driver: runs in the student's process
    """
    kinds = {kind.__name__: kind for kind in (ConflictError, OSError, KeyboardInterrupt)}
    told = []
    for end, kind in endings:
        error, store = kinds[kind]("the store's own words"), RecordingStore({"x": 10})

        def fail(*_: object, error: BaseException = error) -> None:
            raise error

        store.commit = store.abort = fail
        txn = transaction(store, 1)
        txn.write("x", 12)
        came = after = "nothing"
        try:
            getattr(txn, end)()
        except (ConflictError, OSError, KeyboardInterrupt) as caught:
            came = "what was raised" if caught is error else repr(caught)
        try:
            txn.read("x")
        except ValueError as refusal:
            after = "over" if "over" in str(refusal) else str(refusal)
        told.append((end, kind, came, after))
    return told


def scanned(transaction: Callable) -> dict:
    """What scans of one predicate give that has no hash and changes its mind; what comes out of one
    that breaks, what is read afterwards, and what the store's own rows are then. What a scan gives where the
    predicate would break at rows that own writes hide.

    # driver: runs in the student's process
    """

    class Above:
        __hash__ = None

        def __call__(self, row: object, content: object, /) -> bool:
            return content > self.bound

    store, above, found = RecordingStore({"x": 10, "y": 20}), Above(), []
    store.rows = lambda number: store.snapshot  # its own, and no copy
    txn = transaction(store, 1)
    for above.bound in (15, 5):
        found.append(dict(txn.scan(above)))
    txn.write("z", "AIR")
    came = "nothing"
    try:
        txn.scan(above)
    except TypeError:
        came = "TypeError"
    after = [txn.read("x"), txn.read("z")]
    store.snapshot |= {"m": "MAIL", "s": "SHIP"}
    hiding = transaction(store, 2)
    hiding.write("m", 30)
    hiding.delete("s")
    try:
        hidden = dict(hiding.scan(above))
    except TypeError as error:
        hidden = f"TypeError: {error}"
    rows = {key: store.snapshot[key] for key in ("x", "y")}
    return {"found": found, "came": came, "after": after, "hidden": hidden, "rows": rows}


def _driven(transaction: Callable, driver: Callable, *args: object) -> object:
    def driven(_: str) -> object:
        return in_notebook(driver, transaction, *args)

    driven.__name__ = "Transaction"
    return run(driven, "one call after the other")


def _ends(transaction: Callable) -> list[tuple]:
    return [tuple(each) for each in _driven(transaction, ended, _ENDINGS)]


def expect_predicates(transaction: Callable) -> None:
    """A predicate is asked anew in each scan, about key and value by their place."""
    told = _driven(transaction, scanned)
    calls.text = "scan(above) of the rows {'x': 10, 'y': 20}, above 15, then the same above 5"
    same(told["found"], [{"y": 20}, {"x": 10, "y": 20}], "the rows that each finds")
    calls.text = (
        "scan of numbers above 5 in {'x': 10, 'y': 20, 'm': 'MAIL', 's': 'SHIP'} after write('m', 30) and "
        "delete('s'): the texts are no rows of this transaction's"
    )
    same(told["hidden"], {"x": 10, "y": 20, "m": 30}, "the rows that it finds")


def expect_failures_come_out(transaction: Callable) -> None:
    """Whichever call of the store fails, what it raises must come out, as it is; and what a predicate
    raises."""
    right = [(*at, "what was raised") for at in _ENDINGS]
    same(
        [each[:3] for each in _ends(transaction)], right, "what came out of an end that raised this"
    )
    told = _driven(transaction, scanned)
    calls.text = "scan of a predicate that compares a text with a number"
    same(told["came"], "TypeError", "what came out")
    same(told["after"], [10, "AIR"], "what is read after that: the transaction is not over")
    same(told["rows"], {"x": 10, "y": 20}, "the store's rows after that")
    for end, error in (("commit", RuntimeError), ("commit", ValueError), ("abort", KeyError)):

        def transact(store: FailingStore, end: str = end) -> None:
            txn = transaction(store, 1)
            txn.write("y", 1)
            txn.read("x")
            txn.scan(lambda key, value: True)
            getattr(txn, end)()

        def make(number: int, error: type = error) -> tuple[tuple, Callable[[], bool]]:
            store = FailingStore({"x": 10}, number, error)
            return (store,), lambda: store.asked() >= number

        transact.__name__ = "Transaction"
        failed = every_failure_comes_out(transact, make, error, most=20)
        at_least(failed, 3, f"the number of calls of the store by write, read, scan, {end}")


def expect_own_world(transaction: Callable) -> None:
    """Transactions share nothing, what a scan gave is its caller's, and what the store gave is the
    store's."""

    def driven(_: str) -> object:
        return in_notebook(side_by_side, transaction)

    driven.__name__ = "Transaction"
    got = run(driven, "two transactions, the scans' results emptied by their caller")
    right = side_by_side(PlainTransaction)
    for what, mine in right.items():
        same(got.get(what) if type(got) is dict else got, mine, what)
