"""Exercise 4: a shop with hidden rows, and a copy of it that holds only what the user sees. A query, made secure and
run in the one, must answer as it does in the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import duckdb
import numpy as np

from solutions.security.checks import hidden, queries
from solutions.security.checks.calling import expect_each_refused
from solutions.security.checks.running import SECRET, Told, ask, ask_all, expect_alike, room
from warehouse.checks import calls as called
from warehouse.checks import kept, run_each
from warehouse.security import shop

#: Of each table: types of its columns, which rows are seen, and what stands for a column.
TABLES: dict[str, tuple[dict[str, str], str, dict[str, str]]] = {
    "orders": (
        {"id": "INT", "region": "VARCHAR", "amount": "INT", "note": "VARCHAR", "customer": "INT"},
        "id % 3 > 0",
        {},
    ),
    "customers": ({"id": "INT", "name": "VARCHAR", "region": "VARCHAR"}, "id % 3 > 0", {}),
    "regions": ({"id": "INT", "region": "VARCHAR"}, "region <> 'US'", {}),
    "more": ({"id": "INT", "region": "VARCHAR"}, "id % 4 < 3", {}),
    "my table": ({"id": "INT", "x": "VARCHAR"}, "id < 3", {"x": "x || '!'"}),
    "sales": ({"region": "VARCHAR", "amount": "INT", "note": "VARCHAR"}, "amount < 50", {}),
    "pairs": ({"id": "INT", "a": "INT", "b": "INT"}, "id > 1", {}),
}
FENCES = ("SELECT {} FROM {} WHERE {} OFFSET 0", "SELECT {} FROM {} WHERE {} LIMIT 9223372036854775807",
          "WITH orders AS (SELECT {} FROM {} WHERE {} OFFSET 0) SELECT * FROM orders")  # fmt: skip
VIEWS = {
    "big": "SELECT * FROM orders WHERE amount > 40",
    "per_region": "SELECT region, count(*) AS n, min(id) AS id FROM big GROUP BY region;",
    "both_of": "SELECT o.id, c.name, o.region FROM Orders o JOIN main.customers AS c ON o.customer = c.id",
    "hides": "WITH orders AS (SELECT id FROM customers) SELECT id FROM orders",
    "third": "SELECT max(n) AS n FROM Per_Region WHERE id IN (SELECT id FROM main.big)",
    "united": "SELECT id, region FROM orders UNION ALL SELECT id, region FROM customers",
    "level_1": "SELECT id FROM big",
    **{f"level_{n}": f"SELECT id FROM level_{n - 1}" for n in range(2, 13)},
}
#: Views that hold what is refused.
BROKEN = {
    "broken": "SELECT * FROM salaries", "counted": "SELECT * FROM range(3)", "copied": "SELECT * INTO x FROM orders",
    "elsewhere": "SELECT * FROM other.orders", "two": "SELECT 1; SELECT 2", "summed": "SELECT * FROM (SUMMARIZE orders)",
    "asked": "SELECT * FROM orders, LATERAL query('SELECT * FROM orders')",
}  # fmt: skip
REGIONS = ("EU", "eu", "US", "asia")


def drawn(rng: np.random.Generator) -> dict[str, list[tuple]]:
    """Rows of every table: seen ones, and hidden ones whose texts are secrets."""
    orders = []
    for number in range(1, 25):
        hers = number % 3 > 0
        region = ("EU", "eu")[number % 2] if hers else ("US", "asia")[number % 2]
        note = ("abc", "a", "xyz", None)[int(rng.integers(4))] if hers else f"{SECRET}{number}"
        orders.append((number, region, int(rng.integers(30, 60)), note, int(rng.integers(1, 9))))
    orders += [
        (26, "EU", 90, "abc", 4),
        (27, "EU", 70, f"{SECRET}27", 4),
        (30, "US", 70, f"{SECRET}28", 1),
    ]
    customers = [
        (n, f"name {n}" if n % 3 else f"{SECRET} {n}", REGIONS[int(rng.integers(4))])
        for n in range(1, 12)
    ]
    pick = [REGIONS[int(rng.integers(4))] for _ in range(40)]
    return {
        "orders": orders,
        "customers": customers,
        "regions": [(n, region) for n, region in enumerate(("EU", "eu", "US", "asia"))],
        "more": [(int(rng.integers(1, 20)), pick[n]) for n in range(12)] + [(3, "US"), (4, "EU")],
        "my table": [(n, f"{SECRET}" if n > 2 else "x") for n in range(6)],
        "sales": [(pick[n], int(rng.integers(20, 80)), "ab"[n % 2]) for n in range(15)],
        "pairs": [(n, int(rng.integers(9)), int(rng.integers(9))) for n in range(5)],
    }


#: The questions of the shop, asked of orders; without functions in a FROM.
QUESTIONS = [
    re.sub(r"range\(\d\) r\(n\)", "(VALUES (1), (2)) r(n)", one).format(orders="orders")
    for one in shop.QUESTIONS
]
#: The question in which orders have an alias, at a place where its fence is the first.
ALIASED = 4


def of_all(made: list[tuple], key: object) -> tuple:
    """What ``ask_all`` takes: the texts, what the shop holds, and the calls that the texts came from."""
    return [sql for sql, _ in made], key, [about for _, about in made]


class Shops:
    """The shop, its copy, and what the user is given in place of each table."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.rows = rng, drawn(rng)
        self._stored: duckdb.DuckDBPyConnection | None = None
        self.visible = {}
        for at, (table, (_, rule, masks)) in enumerate(TABLES.items()):
            its = ", ".join(f"{expression} AS {name}" for name, expression in masks.items())
            its = f"* REPLACE ({its})" if its else "*"
            self.visible[table] = FENCES[at % 3].format(its, f"main.{shop.name(table)}", rule)

    def stored(self) -> duckdb.DuckDBPyConnection:
        """The shop as it is stored."""
        if self._stored is None:
            self._stored = room(optimizer=False)
            for table, (columns, _, _) in TABLES.items():
                shop.fill(self._stored, table, columns, self.rows[table])
        return self._stored

    def copy(self) -> duckdb.DuckDBPyConnection:
        """What the user sees of it, with the views."""
        copy = room(optimizer=False)
        for table, (columns, _, _) in TABLES.items():
            shop.fill(copy, table, columns, self.stored().execute(self.visible[table]).fetchall())
        for name, text in VIEWS.items():
            copy.execute(f"CREATE VIEW main.{name} AS {text}")
        return copy

    def answers(self, asked: Sequence[str]) -> list[tuple]:
        with self.copy() as copy:
            return [tuple(ask(copy, sql)) for sql in asked]

    def due(self, asked: Sequence[str]) -> list[Told]:
        """What each query answers in the copy."""
        return [
            Told(*its)
            for its in kept(lambda: self.answers(asked), "security", self.rows, list(asked))
        ]

    def expect(self, secure: Callable, asked: Sequence[str]) -> None:
        """Each query, made secure, must answer in the shop as it does in the copy."""
        given = [(sql, self.visible, VIEWS) for sql in asked]
        made = [(sql, called.calls.text) for _, sql in run_each(secure, given)]
        got = ask_all(self.stored, *of_all(made, self.rows))
        for its, due, (sql, about) in zip(got, self.due(asked), made):
            expect_alike(its, due, about, sql)

    def expect_each_user(self, secure: Callable) -> None:
        """Two users ask one text, of a table and of a view; each sees her own."""
        seen = [
            f"SELECT id FROM main.orders WHERE {rule} OFFSET 0" for rule in ("id < 5", "id > 20")
        ]
        given = [("SELECT id FROM orders", {"orders": one}, {}) for one in seen]
        given += [("SELECT id FROM mine", {"orders": seen[0]}, {"mine": f"SELECT id FROM orders WHERE {rule}"})
                  for rule in ("id < 3", "id > 3")]  # fmt: skip
        made = [(sql, called.calls.text) for _, sql in run_each(secure, given)]
        plain = [
            *seen,
            *(
                f"SELECT id FROM main.orders WHERE id < 5 AND {rule}"
                for rule in ("id < 3", "id > 3")
            ),
        ]
        right = ask_all(self.stored, plain, self.rows)
        for got, due, (sql, about) in zip(
            ask_all(self.stored, *of_all(made, self.rows)), right, made
        ):
            expect_alike(got, due, about, sql)

    def generated(self, count: int = 4) -> list[str]:
        """Queries of tables, views and names of their own, one in the other."""
        found: list[str] = []
        while len(found) < count:
            sql = drawn_query(self.rng, 2, ())
            if len(sql) < 400 and sql not in found:
                found.append(sql)
        return found

    def expect_fenced(self, secure: Callable, more: int = 2) -> None:
        """Queries that fail on hidden rows."""
        orders = hidden.hidden_shop(self.rng)
        rules = " AND ".join(f"({rule.predicate})" for rule in shop.RULES)
        columns = ", ".join(shop.COLUMNS)
        always = (*hidden.ALWAYS, ALIASED)
        others = [at for at in range(len(shop.QUESTIONS)) if at not in always]
        drawn = (*always, *map(int, self.rng.permutation(others)[:more]))
        asked = [QUESTIONS[at] for at in drawn]
        fences = [fence.format(columns, "main.orders", rules) for fence in FENCES]

        def answers() -> list[tuple]:
            with hidden.opened(orders) as stored:
                hers = stored.execute(fences[0]).fetchall()
            with hidden.opened(hers) as copy:
                return [tuple(ask(copy, question)) for question in asked]

        right = kept(answers, "security", "secure", orders, asked)
        given = [(asked[at], {"orders": fences[at % 3]}, {}) for at in range(len(asked))]
        made = [(sql, called.calls.text) for _, sql in run_each(secure, given)]
        got = ask_all(lambda: hidden.opened(orders), *of_all(made, orders))
        for its, due, (sql, about) in zip(got, right, made):
            expect_alike(its, Told(*due), about, sql)

    def expect_refused(self, secure: Callable, texts: Sequence[str]) -> None:
        cases = [(sql, self.visible, VIEWS) for sql in texts]
        expect_each_refused(PermissionError, secure, cases)

    def expect_unknown(self, secure: Callable) -> None:
        cases = [(sql, self.visible, VIEWS | BROKEN) for sql, _ in queries.UNKNOWN]
        cases += [("SELECT * FROM big", {}, VIEWS), ("SELECT * FROM big", self.visible, {})]
        words = [*(name for _, name in queries.UNKNOWN), "orders", "big"]
        expect_each_refused(PermissionError, secure, cases, words)
        cases = [(f"SELECT * FROM {name}", self.visible, VIEWS | BROKEN) for name in BROKEN]
        expect_each_refused(PermissionError, secure, cases)

    def expect_places(self, secure: Callable) -> None:
        """Each place of a subquery, with a table in it that this user does not have."""
        names = [(sql, name) for sql in queries.SUBQUERIES for name in ("orders", "customers", "more")
                 if re.search(rf"\b{name}\b", sql)]  # fmt: skip
        cases = [
            (sql, {its: seen for its, seen in self.visible.items() if its != name}, {})
            for sql, name in names
        ]
        expect_each_refused(PermissionError, secure, cases, [name for _, name in names])

    def expect_no_sql(self, secure: Callable) -> None:
        cases = [(sql, self.visible, VIEWS) for sql in queries.NO_SQL]
        expect_each_refused(ValueError, secure, cases)


def drawn_query(rng: np.random.Generator, depth: int, names: tuple[str, ...]) -> str:
    """A query of two columns, id and region. ``names``: what a WITH around it has defined."""
    text = ""
    if depth and rng.random() < 0.5:
        parts = []
        recursive = rng.random() < 0.2
        for _ in range(int(rng.integers(1, 3))):
            name = pick(rng, ("orders", "customers", "t", "u", "big", "more", "Orders"))
            if name.lower() in [part.split(" ")[0].lower() for part in parts]:
                continue
            body = (
                selected(rng, depth - 1, names) if recursive else drawn_query(rng, depth - 1, names)
            )
            parts.append(f"{name} AS ({body})")
            names = (*names, name.lower())
        text = f"WITH {'RECURSIVE ' * recursive}{', '.join(parts)} "
    body = selected(rng, depth, names)
    if rng.random() < 0.25:
        kind = pick(rng, ("UNION", "UNION ALL"))
        body += f" {kind} {selected(rng, depth, names)}"
    return text + body


def selected(rng: np.random.Generator, depth: int, names: tuple[str, ...]) -> str:
    text = f"SELECT a.id, a.region FROM {source(rng, depth, names)} AS a"
    if rng.random() < 0.35:
        kind = pick(rng, ("JOIN", "LEFT JOIN", "SEMI JOIN", "ANTI JOIN"))
        text += f" {kind} {source(rng, depth, names)} AS b ON a.id = b.id"
    chance = rng.random()
    if chance < 0.2:
        text += f" WHERE a.id IN (SELECT id FROM {source(rng, depth, names)})"
    elif chance < 0.35:
        text += f" WHERE EXISTS (SELECT 1 FROM {source(rng, depth, names)} AS c WHERE c.id = a.id)"
    elif chance < 0.45:
        text += " WHERE a.id > 2 OR 1 = 1"
    elif chance < 0.55:
        text += f" WHERE a.id <= (SELECT max(id) FROM {source(rng, depth, names)})"
    return text


def source(rng: np.random.Generator, depth: int, names: tuple[str, ...]) -> str:
    if depth and rng.random() < 0.35:
        return f"({drawn_query(rng, depth - 1, names)})"
    known = (
        "orders",
        "customers",
        "regions",
        "more",
        "big",
        "both_of",
        "per_region",
        "united",
        *names,
        *names,
    )
    name = pick(rng, known)
    if rng.random() < 0.15 and name not in ("t", "u"):
        return f"main.{name}"
    return name.upper() if rng.random() < 0.1 else name


def pick(rng: np.random.Generator, some: Sequence[str]) -> str:
    return some[int(rng.integers(len(some)))]
