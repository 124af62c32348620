"""Exercise 5: the histories. Each is a warehouse and what happens to it, questions among it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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


def history(
    *steps: Step, capacity: int = 9, rights: set | None = None, rules: dict | None = None
) -> History:
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
            history(
                ask("ann"), ("change", table), ask("ann"), ask("ben"), ("change", table), ask("ben")
            )
        )
    found.append(
        history(
            ask("cleo"),
            ("change", "people"),
            ("change", "rates"),
            ask("cleo"),
            ask("ann"),
            ask("ben"),
        )
    )
    found.append(
        history(
            ask("ann"),
            ("revoke", "ann", "orders"),
            ask("ben"),
            ("grant", "ann", "orders"),
            ask("ann"),
        )
    )
    found.append(
        history(
            ask("ann"),
            ("grant", "cleo", "orders"),
            ("revoke", "cleo", "people"),
            ask("ann"),
            ask("ben"),
        )
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
        "SELECT people 'x y'",
        "SELECT people 'x  y'",
        "SELECT people ' x y'",
        "SELECT 'word'",
        "SELECT 1",
    )
    found.append(history(*[ask("ann", text) for text in texts] * 2))
    found.append(
        history(ask("ann"), ("rule", "ann", "people", "(people where)"), ask("ann"), ask("ben"))
    )
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
    found.append(
        history(ask("ann"), ask("cleo"), ask("ben"), ("change", "regions"), ask("ann"), ask("cleo"))
    )
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
        history(
            ask("ann"), ask("cleo", "SELECT orders"), ask("ann", "SELECT (orders where region)")
        )
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
            history(
                one, ("change", table), ("meanwhile", table), one, one, ("meanwhile", "orders"), one
            )
        )
        found.append(
            history(
                ("meanwhile", table), one, ("meanwhile", table), one, ("meanwhile", table), one, one
            )
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
        found.append(
            history(ask("cleo", both), ask(user, both), rights=EVERYBODY - {(user, table)})
        )
    found.append(
        history(
            ask("ann", "SELECT rates orders people"),
            rights=EVERYBODY - {("ann", "people"), ("ann", "orders")},
        )
    )
    found.append(
        history(ask("ann", "SELECT orders"), ask("ben"), ask("ann"), rights={("ben", "orders")})
    )
    found.append(history(ask("cleo"), ask("cleo"), rights={("cleo", "orders")}))
    found.append(
        history(
            ask("cleo"),
            ("revoke", "cleo", "regions"),
            ask("cleo"),
            ("change", "regions"),
            ask("cleo"),
        )
    )
    found.append(history(ask("nobody", "SELECT 1"), ask("nobody", "SELECT people")))
    # both are missing: the first that the text names, whatever the alphabet says
    for sql in ("SELECT people orders", "SELECT orders people"):
        found.append(
            history(ask("ann", sql), rights=EVERYBODY - {("ann", "people"), ("ann", "orders")})
        )
    # what was asked counts, also where the rules leave nothing of it
    gone = {("ann", "orders"): "(rates where cheap)", ("ben", "orders"): "(nothing)"}
    for user in ("ann", "ben"):
        found.append(history(ask(user), rights=EVERYBODY - {(user, "orders")}, rules=gone))
    found.append(
        history(
            ask("ann"),
            ("revoke", "ann", "orders"),
            ask("ben"),
            ask("ann"),
            ("change", "orders"),
            ask("ann"),
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
    found.append(
        history(ask("ann"), b, ("change", "orders"), ask("ann"), b, c, ask("ann"), b, capacity=3)
    )
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
            b,
            ask("ann"),
            ("change", "orders"),
            ask("ann"),
            ("change", "orders"),
            ask("ann"),
            b,
            capacity=3,
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
                ("fails", "people"),
                one,
                ask("ben", "SELECT rates"),
                ("fails", None),
                ask("ben", sql),
                one,
            )
        )
    found.append(history(ask("ann"), ("fails", "orders"), ask("ann"), ("fails", None), ask("ann")))
    # nothing has to go for a result that never was
    a, b = (ask("ann", f"SELECT people 'x{n}'") for n in range(2))
    found.append(history(a, b, ("fails", "rates"), ask("ann", "SELECT rates"), a, b, capacity=2))
    # a text that failed was not answered: it is still the one to go
    b, c = ask("ann", "SELECT rates"), ask("ann", "SELECT regions")
    found.append(
        history(
            a, b, ("change", "people"), ("fails", "people"), a, ("fails", None), c, b, a, capacity=2
        )
    )
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
