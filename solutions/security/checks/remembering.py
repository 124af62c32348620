"""Exercise 5: histories of questions, rights, rules and changes, what a cache must answer at each step, and how often
something had to be run.

The warehouse stands in the test process: what was run is counted there. Whether lists are shared is looked at in the
student's process.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, in_notebook, run, same, unwatched
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.security.engine import Warehouse

#: ("ask", user, sql) | ("change", table) | ("grant" or "revoke", user, table) | ("rule", user, table, text) |
#: ("meanwhile", table): it changes in the middle of the next run | ("fails", word or None)
Step = tuple


class History(NamedTuple):
    capacity: int
    versions: dict[str, int]
    rights: set[tuple[str, str]]
    rules: dict[tuple[str, str], str]
    steps: list[Step]


USERS = ("ann", "ben", "cleo")
TABLES = {"orders": 1, "people": 5, "regions": 1, "rates": 2}
EVERYBODY = {(user, table) for user in USERS for table in TABLES}
#: ann and ben have one rule, cleo another, which looks something up.
RULES = {
    ("ann", "orders"): "(orders where region)",
    ("ben", "orders"): "(orders where region)",
    ("cleo", "orders"): "(orders where region in regions)",
}


class Memory:
    """The judge's: what is remembered, by the text that was run."""

    def __init__(self, capacity: int):
        self.capacity, self.texts = capacity, []
        self.versions: dict[str, tuple] = {}

    def hits(self, text: str, versions: tuple) -> bool:
        return text in self.texts and self.versions[text] == versions

    def put(self, text: str, versions: tuple) -> None:
        if text in self.texts:
            self.texts.remove(text)
        self.texts.append(text)
        self.versions[text] = versions
        del self.texts[: max(0, len(self.texts) - self.capacity)]


def expect(make: Callable, histories: list[History]) -> None:
    """At each question the rows of now, or the refusal; and a run exactly where nothing right is remembered."""
    for history in histories:
        play(make, history)


def play(make: Callable, history: History) -> None:
    warehouse = Warehouse(history.versions, history.rights, history.rules)
    memory, results = Memory(history.capacity), run(make, warehouse, history.capacity)
    told = [f"capacity {history.capacity}, rules {history.rules}"]
    for step in history.steps:
        kind, *rest = step
        told.append(" ".join(map(str, step)))
        if kind == "change":
            warehouse.change(rest[0])
        elif kind == "grant":
            warehouse.rights.add((rest[0], rest[1]))
        elif kind == "revoke":
            warehouse.rights.discard((rest[0], rest[1]))
        elif kind == "rule":
            warehouse.rules[rest[0], rest[1]] = rest[2]
        elif kind == "fails":
            warehouse.fails = rest[0]
        elif kind == "meanwhile":
            warehouse.meanwhile = lambda table=rest[0]: once(warehouse, table)
        else:
            _ask(results, warehouse, memory, *rest, "\n".join(told[-30:]))


def once(warehouse: Warehouse, table: str) -> None:
    warehouse.change(table)
    warehouse.meanwhile = lambda: None


def _ask(results: object, warehouse: Warehouse, memory: Memory, user: str, sql: str, story: str) -> None:
    missing = [table for table in warehouse.tables(sql) if (user, table) not in warehouse.rights]
    text = warehouse.rewrite(user, sql)
    reads = warehouse.tables(text)
    versions = tuple(warehouse.versions[table] for table in reads)
    rows = [(table, warehouse.versions[table]) for table in reads]
    rows += [("text", part) for part in text.split("'")[1::2]]
    hit, before, error = memory.hits(text, versions), len(warehouse.ran), None
    fails = warehouse.fails is not None and warehouse.fails in text and not hit
    got = None
    try:
        got = run(results.answer, user, sql)
    except Raised as raised:
        error = raised
        error.given = story
    called.calls.text = story
    ran = warehouse.ran[before:]
    names = {kind.__name__ for kind in type(error.error).__mro__} if error else set()
    if missing:
        if error is None:
            raise Wrong(f"{user} may not read {missing[0]}", "Refused", "it was answered", story)
        if "Refused" not in names:
            raise error
        due = f"{user} may not read {missing[0]}"
        if due not in str(error.error):
            raise Wrong("the refusal does not say who may not read what", due, str(error.error), story)
        same(ran, [], "what was run for a question that is refused")
        return
    if fails:
        if error is None:
            raise Wrong("an error of run does not come out", "RuntimeError", "it was answered", story)
        if "RuntimeError" not in names:
            raise error
        return
    if error is not None:
        raise error
    same(got, rows, "the rows")
    if hit and ran:
        raise Wrong("this was in memory, and was run all the same", "no run", f"run: {ran}", story)
    if not hit:
        same(ran, [text], "what was run")
    memory.put(text, versions)


def history(*steps: Step, capacity: int = 9, rights: set | None = None, rules: dict | None = None) -> History:
    return History(
        capacity,
        TABLES,
        EVERYBODY if rights is None else rights,
        RULES if rules is None else rules,
        list(steps),
    )


def ask(user: str, sql: str = "SELECT orders") -> Step:
    return "ask", user, sql


def hits() -> list[History]:
    """Twice the same; another user of the same rule; changes of tables that are not read; rights that come and go."""
    found = []
    for table in ("people", "regions", "rates"):
        found.append(
            history(ask("ann"), ("change", table), ask("ann"), ask("ben"), ("change", table), ask("ben"))
        )
    found.append(
        history(ask("cleo"), ("change", "people"), ("change", "rates"), ask("cleo"), ask("ann"), ask("ben"))
    )
    found.append(
        history(ask("ann"), ("revoke", "ann", "orders"), ask("ben"), ("grant", "ann", "orders"), ask("ann"))
    )
    found.append(
        history(ask("ann"), ("grant", "cleo", "orders"), ("revoke", "cleo", "people"), ask("ann"), ask("ben"))
    )
    found.append(history(*[ask(user, "SELECT people") for user in USERS]))
    found.append(
        history(
            *[ask("ann", f"SELECT rates '{n}'") for n in range(9)],
            *[ask("ben", f"SELECT rates '{n}'") for n in range(9)],
        )
    )
    texts = (
        "SELECT people rates",
        "SELECT rates people",
        "SELECT people",
        "select people",
        "SELECT 'word'",
        "SELECT 1",
    )
    found.append(history(*[ask("ann", text) for text in texts] * 2))
    found.append(history(ask("ann"), ("rule", "ann", "people", "(people where)"), ask("ann"), ask("ben")))
    found.append(history(ask("ann"), ("change", "orders"), ask("ann"), ask("ann"), ask("ben")))
    return found


def stale() -> list[History]:
    """Changes of each table that is read, of those that rules look up, and of rules, also back again."""
    found = []
    for user, sql, table in (
        ("ann", "SELECT orders", "orders"), ("cleo", "SELECT orders", "orders"), ("cleo", "SELECT orders", "regions"),
        ("ben", "SELECT people orders", "people"), ("ben", "SELECT people orders", "orders"),
        ("cleo", "SELECT people orders rates", "regions"), ("cleo", "SELECT people orders rates", "rates"),
    ):  # fmt: skip
        found.append(
            history(
                ask(user, sql),
                ("change", table),
                ask(user, sql),
                ask(user, sql),
                *[("change", table)] * 10,
                ask(user, sql),
            )
        )
    found.append(history(ask("ann"), ask("cleo"), ask("ben"), ("change", "regions"), ask("ann"), ask("cleo")))
    found.append(
        history(
            ask("ann", "SELECT people orders"),
            ("change", "orders"),
            ("change", "people"),
            ask("ann", "SELECT people orders"),
        )
    )
    other = ("rule", "ann", "orders", "(orders where cheap)")
    again = ("rule", "ann", "orders", "(orders where region)")
    found.append(history(ask("ann"), other, ask("ann"), ask("ben"), again, ask("ann"), ask("cleo")))
    found.append(
        history(
            ask("ann"),
            ("rule", "ann", "orders", "(orders where region in rates)"),
            ask("ann"),
            ("change", "rates"),
            ask("ann"),
            ask("ben"),
        )
    )
    found.append(history(ask("ann"), other, ("change", "orders"), again, ask("ann")))
    found.append(
        history(ask("ann"), ask("cleo", "SELECT orders"), ask("ann", "SELECT (orders where region)"))
    )
    # two tables whose versions add up to the same
    swap = {("ann", "orders"): "(people rates)", ("ben", "orders"): "(rates people)"}
    found.append(
        history(
            ask("ann"),
            ("change", "people"),
            ask("ann"),
            ask("ben"),
            ("change", "rates"),
            ask("ann"),
            rules=swap,
        )
    )
    return found


def meanwhile() -> list[History]:
    """A table that changes in the middle of a run, after it was read."""
    found = []
    for user, sql, table in (
        ("ann", "SELECT orders", "orders"), ("cleo", "SELECT orders", "regions"), ("ben", "SELECT people rates", "rates"),
        ("ben", "SELECT people rates", "people"),
    ):  # fmt: skip
        one = ask(user, sql)
        found.append(history(("meanwhile", table), one, one, one))
        found.append(
            history(one, ("change", table), ("meanwhile", table), one, one, ("meanwhile", "orders"), one)
        )
        found.append(
            history(("meanwhile", table), one, ("meanwhile", table), one, ("meanwhile", table), one, one)
        )
    found.append(history(("meanwhile", "people"), ask("ann"), ask("ann"), ask("ben")))
    return found


def rights() -> list[History]:
    """Users without a right on one table, the first, the last or both; rights that go while the answer is in memory; rights on
    what only a rule reads."""
    found, both = [], "SELECT people rates"
    for user, table in (("ann", "people"), ("ann", "rates"), ("ben", "rates")):
        found.append(history(ask(user, both), rights=EVERYBODY - {(user, table)}))
        found.append(
            history(
                ask(user, both),
                ("revoke", user, table),
                ask(user, both),
                ("grant", user, table),
                ask(user, both),
            )
        )
        found.append(history(ask("cleo", both), ask(user, both), rights=EVERYBODY - {(user, table)}))
    found.append(
        history(
            ask("ann", "SELECT rates orders people"),
            rights=EVERYBODY - {("ann", "people"), ("ann", "orders")},
        )
    )
    found.append(history(ask("ann", "SELECT orders"), ask("ben"), ask("ann"), rights={("ben", "orders")}))
    found.append(history(ask("cleo"), ask("cleo"), rights={("cleo", "orders")}))
    found.append(
        history(ask("cleo"), ("revoke", "cleo", "regions"), ask("cleo"), ("change", "regions"), ask("cleo"))
    )
    found.append(history(ask("nobody", "SELECT 1"), ask("nobody", "SELECT people")))
    found.append(
        history(
            ask("ann"), ("revoke", "ann", "orders"), ask("ben"), ask("ann"), ("change", "orders"), ask("ann")
        )
    )
    return found


def full() -> list[History]:
    """More texts than there is room for, in the order of their last answers."""
    found = []
    texts = [ask("ann", f"SELECT people 'x{n}'") for n in range(12)]
    a, b, c, d = texts[:4]
    found.append(history(a, b, a, c, a, b, c, capacity=2))
    found.append(history(a, b, c, a, b, c, capacity=2))
    found.append(history(a, b, a, a, b, c, b, a, capacity=2))
    found.append(history(a, b, c, a, d, b, c, a, d, capacity=3))
    found.append(history(*texts, *texts, capacity=12))
    found.append(history(*texts[:8], *texts[7::-1], capacity=5))
    found.append(history(a, a, b, b, a, a, capacity=1))
    found.append(history(a, a, ask("ben", a[2]), b, a, capacity=0))
    # a text that was run anew takes the place of its old result, and no other's
    found.append(history(a, b, ("change", "people"), a, a, b, b, a, capacity=2))
    found.append(history(ask("ann"), b, ("change", "orders"), ask("ann"), b, c, ask("ann"), b, capacity=3))
    found.append(
        history(
            *[step for _ in range(5) for step in (ask("ann"), ("change", "orders"))],
            b,
            b,
            ask("ann"),
            ask("ann"),
            b,
            capacity=2,
        )
    )
    found.append(history(b, ask("ann"), ("change", "orders"), ask("ann"), b, capacity=2))
    found.append(
        history(
            b, ask("ann"), ("change", "orders"), ask("ann"), ("change", "orders"), ask("ann"), b, capacity=3
        )
    )
    # refused questions answer nothing
    found.append(
        history(
            a,
            b,
            ("revoke", "ann", "people"),
            a,
            ("grant", "ann", "people"),
            ask("ben", "SELECT rates"),
            a,
            b,
            capacity=2,
        )
    )
    return found


def failing() -> list[History]:
    found = []
    for sql in ("SELECT people", "SELECT people rates 'x'"):
        one = ask("ann", sql)
        found.append(history(("fails", "people"), one, one, ("fails", None), one, one))
        found.append(
            history(
                ("fails", "people"), one, ask("ben", "SELECT rates"), ("fails", None), ask("ben", sql), one
            )
        )
    found.append(history(ask("ann"), ("fails", "orders"), ask("ann"), ("fails", None), ask("ann")))
    return found


def generated(rng: np.random.Generator, count: int = 2, length: int = 45) -> list[History]:
    """Questions, most of them again; changes, rights and rules between."""
    found = []
    asked = (
        "SELECT orders",
        "SELECT people",
        "SELECT orders rates",
        "SELECT rates",
        "SELECT people orders 'x'",
    )
    texts = ("(orders where region)", "(orders where region in regions)", "(orders where cheap)")
    for number in range(count):
        steps: list[Step] = []
        for _ in range(length):
            chance, user = rng.random(), USERS[int(rng.integers(3))]
            table = list(TABLES)[int(rng.integers(4))]
            if chance < 0.7:
                steps.append(ask(user, asked[int(rng.integers(5))]))
            elif chance < 0.8:
                steps.append(("change", table))
            elif chance < 0.85:
                steps.append(("revoke", user, "people"))
            elif chance < 0.92:
                steps.append(("grant", user, table))
            else:
                steps.append(("rule", user, "orders", texts[int(rng.integers(3))]))
        found.append(history(*steps, capacity=(2, 4, 9)[number % 3]))
    return found


def spoiled(make: Callable) -> list:
    """What is answered when lists were changed that were given out, that the warehouse gave, and of two objects.

    # driver: runs in the student's process
    """

    class Small:
        def __init__(self):
            self.rows, self.count = [("a", 1), ("b", 2)], 0

        def tables(self, text):
            return ["orders"]

        def may(self, user, table):
            return True

        def rewrite(self, user, sql):
            return sql

        def version(self, table):
            return 1

        def run(self, text):
            self.count += 1
            return self.rows

    told = []
    small = Small()
    one = make(small, 3)
    first = one.answer("ann", "x")
    first.append("changed by its owner")
    told.append(list(one.answer("ann", "x")))
    second = one.answer("ann", "x")
    second.clear()
    told.append(list(one.answer("ann", "x")))
    small.rows.append("changed by the warehouse")
    told.append(list(one.answer("ann", "x")))
    told.append(small.count)
    others = Small()
    others.rows = [("of another", 1)]
    two = make(others, 3)
    told.append(list(two.answer("ann", "x")))
    told.append(list(one.answer("ann", "x")))
    told.append(others.count)
    return told


def expect_apart(make: Callable) -> None:
    """Lists keep apart, and two objects."""

    def played(about: str) -> object:
        return in_notebook(spoiled, make, keeps=True)

    played.__name__ = "Results"
    got = unwatched(played, "lists that were given out are changed, and those of the warehouse")
    rows = [("a", 1), ("b", 2)]
    due = [rows, rows, rows, 1, [("of another", 1)], rows, 1]
    whats = ("the rows after the list that was given out first was changed",
             "the rows after the list that was given out second was changed",
             "the rows after the warehouse changed the list that it gave", "how often it was run",
             "the rows of a second object", "the rows of the first object after that",
             "how often the second one ran")  # fmt: skip
    for its, right, what in zip(got, due, whats):
        try:
            same(its, right, what)
        except Wrong as wrong:
            wrong.given = what
            raise
