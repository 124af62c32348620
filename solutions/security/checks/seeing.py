"""Exercise 3: tables, users, rules and masks; an oracle that asks every predicate and every mask on its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import duckdb
import numpy as np

from solutions.security.checks.running import SECRET, Told, ask, expect_alike, one_select
from warehouse.checks import Wrong, kept, raises, run, run_each
from warehouse.checks import calls as called
from warehouse.security import shop
from warehouse.security.records import Mask, Rule, Table, User

ANN = User("ann", ["analyst", "night shift"], False)
ORDERS = Table("orders", ["id", "region", "amount", "note"], True, "AND")
#: Stored: one column more than the catalogue shows, rows that are equal, values that are missing.
ROWS = [(1, "EU", 50, "a", 0), (2, "EU", 70, "b", 0), (3, "US", 50, "c", 1), (4, "US", 90, "a", 1),
        (5, None, 65, "x", 2), (6, "asia", None, "y", 2), (6, "asia", None, "y", 2), (7, "EU", 81, None, 3),
        (8, "eu", 10, "a", 3), (9, "US", 10, "z", 4)]  # fmt: skip
COLUMNS = {**shop.COLUMNS, "extra": "INT"}

PREDICATES = (
    "amount < 60", "amount < 60 OR amount > 80", "region = 'EU'", "lower(region) = 'eu'", "id > 3", "note = 'a'",
    "region IN (SELECT region FROM main.regions_of WHERE who = 'ann')", "id % 2 = 0", "NOT (region = 'US')",
    "EXISTS (SELECT 1 FROM main.regions_of r WHERE r.region = orders.region AND r.who = 'ann')", "extra < 3",
    "note IS NULL OR region IS NULL", "orders.id < 6", "id BETWEEN 2 AND 7", "TRUE", "FALSE", "region LIKE 'E%'",
    "CASE WHEN region = 'EU' THEN amount > 60 ELSE id < 5 END",
)  # fmt: skip
EXPRESSIONS = {
    "id": ("-id", "0", "id * 1000 + amount"),
    "region": ("'?'", "left(region, 1)", "NULL", "left(region, 1)", "CASE WHEN region = 'EU' THEN region ELSE 'elsewhere' END"),
    "amount": ("NULL", "amount // 10 * 10", "orders.amount + 1", "id", "-1", "amount + 1"),
    "note": ("'***'", "note || '!'", "concat(region, note)", "md5(note)", "CASE WHEN amount > 60 THEN note END"),
}  # fmt: skip
TO_HER = ("public", "user ann", "role analyst", "role night shift")
TO_OTHERS = ("user ben", "role clerk", "role ann", "user analyst", "user an", "user ann lee", "role night",
             "role analysts", "user public", "role public", "user Ann", "role night  shift")  # fmt: skip


class Case(NamedTuple):
    """``stored``: types of the stored table's columns; ``rows``: what it holds."""

    table: Table
    user: User
    rules: list[Rule]
    masks: list[Mask]
    stored: dict[str, str] = COLUMNS
    rows: list[tuple] = ROWS


def rule(predicate: str, to: str = "public", table: str = "orders") -> Rule:
    return Rule(table, predicate, to)


def mask(
    column: str, expression: str, to: str = "public", priority: int = 0, table: str = "orders"
) -> Mask:
    return Mask(table, column, expression, to, priority)


def regions(db: duckdb.DuckDBPyConnection) -> None:
    its = [("ann", "EU"), ("ann", "asia"), ("ben", "US")]
    shop.fill(db, "regions_of", {"who": "VARCHAR", "region": "VARCHAR"}, its)


def is_hers(to: str, user: User) -> bool:
    kind, _, name = to.partition(" ")
    return (
        to == "public"
        or (kind == "user" and name == user.name)
        or (kind == "role" and name in user.roles)
    )


def seen(db: duckdb.DuckDBPyConnection, case: Case) -> list[int]:
    """The row numbers that the user sees."""
    table, user = case.table, case.user
    name = shop.name(table.name)
    if user.ignores_rules or not table.row_security:
        return [row[0] for row in db.execute(f"SELECT rowid FROM main.{name}").fetchall()]
    hers = [one for one in case.rules if one.table == table.name and is_hers(one.to, user)]
    if not hers:
        return []
    asked = ", ".join(f"({one.predicate})" for one in hers)
    together = all if table.combine == "AND" else any
    found = db.execute(f"SELECT rowid, {asked} FROM main.{name}").fetchall()
    return [row[0] for row in found if together(value is True for value in row[1:])]


def shown(case: Case) -> list[str]:
    """For each column what stands for it, as SQL over the stored row."""
    columns = []
    for column in case.table.columns:
        its = [one for one in case.masks if one.table == case.table.name and one.column == column]
        its = [one for one in its if is_hers(one.to, case.user)]
        best = max(its, key=lambda one: one.priority, default=None)
        columns.append(f"({best.expression})" if best else shop.name(column))
    return columns


def due(db: duckdb.DuckDBPyConnection, case: Case) -> list[tuple]:
    """What she sees, in no order: every mask on its own, over the rows that she sees."""
    rows = seen(db, case)
    its = ", ".join(str(row) for row in rows) or "-1"
    columns = ", ".join(shown(case))
    sql = f"SELECT {columns} FROM main.{shop.name(case.table.name)} WHERE rowid IN ({its})"
    return sorted(db.execute(sql).fetchall(), key=repr)


class Stage:
    """A database with the tables of all cases."""

    def __init__(self) -> None:
        self.db = shop.connect(optimizer=False)
        shop.fill(self.db, "orders", COLUMNS, ROWS)
        regions(self.db)
        self.made = {"orders"}

    def due(self, cases: list[Case]) -> list[list[tuple]]:
        return [due(self.db, case) for case in cases]

    def expect(self, visible: Callable, cases: list[Case]) -> None:
        """Of each case the rows and the names of the columns."""
        for case in cases:
            if case.table.name not in self.made:
                self.made.add(case.table.name)
                shop.fill(self.db, case.table.name, case.stored, case.rows)
        given = [(case.table, case.user, case.rules, case.masks) for case in cases]
        right = kept(lambda: self.due(cases), "security", "visible", given)
        for case, rows, (_, sql) in zip(cases, right, run_each(visible, given)):
            got = ask(self.db, one_select(sql))
            about = f"{called.calls.text}\nthe SQL that came back: {sql}"
            if got.rows is None:
                raise Wrong("the SELECT fails", "rows", got.error[:400], about)
            if got.names != list(case.table.columns):
                raise Wrong(
                    "the names of the columns", str(case.table.columns), str(got.names), about
                )
            if got.rows != rows:
                what = f"{len(got.rows)} rows: {got.rows[:6]}"
                raise Wrong("the rows are not hers", f"{len(rows)} rows: {rows[:6]}", what, about)


def one_rule() -> list[Case]:
    cases = []
    for at, to in enumerate((*TO_HER, *TO_OTHERS)):
        table = ORDERS._replace(combine=("AND", "OR")[at % 2])
        cases.append(Case(table, ANN, [rule(("amount < 60", "region = 'EU'")[at % 2], to)], []))
    elsewhere = [
        rule("id > 3", "public", "people"),
        rule("FALSE", "user ann", "order"),
        rule("FALSE", table=""),
    ]
    for combine in ("AND", "OR"):
        table = ORDERS._replace(combine=combine)
        cases.append(Case(table, ANN, [*elsewhere, rule("amount < 60")], []))
        cases.append(Case(table, ANN, [rule("amount < 60"), *elsewhere], []))
        cases.append(Case(table, ANN, [rule("TRUE", table="people"), rule("id = 1")], []))
        for others in (TO_OTHERS[:1], TO_OTHERS):
            its = [rule("id = 2", to) for to in others]
            cases.append(Case(table, ANN, [*its, rule("id > 3", "role analyst")], []))
    lee = User("ann lee", [f"role {n}" for n in range(12)] + ["public", "user"], False)
    for to in (
        "user ann lee",
        "user ann",
        "user lee",
        "role role 11",
        "role 11",
        "role public",
        "role user",
        "user user",
    ):
        cases.append(Case(ORDERS, lee, [rule("id < 5", to)], []))
    cases.append(
        Case(
            ORDERS,
            User("ann", [], False),
            [rule("id < 5", "role analyst"), rule("id < 3", "user ann")],
            [],
        )
    )
    return cases


def several() -> list[Case]:
    cases = []
    sets = (
        ["amount < 60", "region = 'EU'"],
        ["region = 'EU' OR region = 'US'", "amount < 60"],
        ["amount < 60", "region = 'EU' OR region = 'US'"],
        ["id = 1 OR id = 3", "id = 3 OR id = 4", "region = 'US' OR id = 9"],
        ["FALSE", "TRUE"],
        ["amount > 60", "region = 'EU'"],
        ["id > 1", "id > 2", "id > 3", "id < 9", "amount > 20", "region = 'US' OR id = 5"],
        ["region = 'EU' OR amount < 20", "note = 'a' AND id > 1"],
    )
    for predicates in sets:
        for combine in ("AND", "OR"):
            rules = [rule(one, TO_HER[at % 4]) for at, one in enumerate(predicates)]
            others = [
                rule("id = 6", "user ben"),
                rule("FALSE", "role clerk"),
                rule("id = 6", table="people"),
            ]
            some = [others[0], *(rules if combine == "AND" else rules[::-1]), *others[1:]]
            cases.append(Case(ORDERS._replace(combine=combine), ANN, some, []))
    return cases


def none_hers() -> list[Case]:
    cases = []
    for combine in ("AND", "OR"):
        table = ORDERS._replace(combine=combine)
        cases.append(Case(table, ANN, [], []))
        cases.append(Case(table, ANN, [], [mask("note", "'***'")]))
        cases.append(Case(table, ANN, [rule("TRUE", to) for to in TO_OTHERS[:2]], []))
        cases.append(Case(table, ANN, [rule("TRUE", "public", "people")], []))
        cases.append(Case(table, User("", [], False), [rule("TRUE", "user ann")], []))
    return cases


def all_rows() -> list[Case]:
    cases, rules = (
        [],
        [rule("id < 4"), rule("amount > 60", "user ann"), rule("FALSE", "role clerk")],
    )
    masks = [mask("note", "'***'", "user ann"), mask("amount", "NULL", "role clerk", 5)]
    off, boss = ORDERS._replace(row_security=False), ANN._replace(ignores_rules=True)
    for table, user in ((off, ANN), (ORDERS, boss), (off, boss)):
        for at, (some, its) in enumerate(((rules, masks), ([], masks), (rules, []), ([], []))):
            cases.append(Case(table._replace(combine=("AND", "OR")[at % 2]), user, some, its))
    return cases


def masked() -> list[Case]:
    cases, rules = [], [rule("id < 9")]
    stars, dots = mask("note", "'***'", "user ann", 1), mask("note", "'...'", "public", 0)
    role = mask("note", "upper(note)", "role analyst", 7)
    sets = (
        [stars], [dots], [role], [stars, dots], [dots, stars], [stars, dots, role], [role, stars, dots],
        [dots, role, stars], [mask("note", "NULL", "public", -5), mask("note", "'x'", "user ann", -6)],
        [mask("note", "'x'", "user ann", 9), mask("note", "'y'", "role analyst", 10)],
        [mask("note", "'y'", "role analyst", 10), mask("note", "'x'", "user ann", 9)],
        [mask("note", f"'{n}'", TO_HER[n % 4], n * 7 % 11) for n in range(11)],
        [mask("note", f"'{n}'", TO_HER[n % 4], (n * 7 % 11 - 5) * 10**12) for n in range(11)],
        [stars, mask("amount", "0", "public", 1), mask("region", "left(region, 1)", "role night shift", 1)],
        [mask("note", "'hers'", "user ann", 1), mask("amount", "-1", "public", 2)],
        [mask("note", "'0'", "public", 0), mask("note", "'1'", "user ann", 1), mask("id", "0", "public", 0)],
        [stars, *(mask("note", "'of others'", to, 50) for to in TO_OTHERS)],
        [*(mask("note", "'of others'", to, 1) for to in TO_OTHERS), stars],
        [mask("note", "'of others'", "user ben", 50)], [mask("amount", "0", "role clerk", 0)],
        [stars, mask("note", "'elsewhere'", "public", 99, "people")],
        [mask("note", "'elsewhere'", "public", 99, "people")], [mask("nothing", "1", "public", 9, "people")],
        [mask("amount", "CASE WHEN region = 'EU' THEN amount ELSE NULL END")], [mask("note", "'a, b'")],
    )  # fmt: skip
    for masks in sets:
        cases.append(Case(ORDERS, ANN, rules, masks))
    every = [mask(column, its[0]) for column, its in EXPRESSIONS.items()]
    cases.append(Case(ORDERS, ANN, rules, every))
    return cases


def stored() -> list[Case]:
    cases = []
    rules = ("note = 'a'", "amount < 60 OR amount > 80", "orders.note = 'a'", "region = 'EU'", "note = '***'",
             "orders.amount >= 50 AND orders.region = 'EU'")  # fmt: skip
    sets = (
        [mask("note", "'***'")], [mask("amount", "0")], [mask("region", "'EU'")],
        [mask("amount", "id"), mask("id", "amount")], [mask("note", "region"), mask("region", "'hidden'", "public", 3)],
        [mask("region", "'hidden'"), mask("note", "concat(region, amount)"), mask("amount", "-1")],
        [mask("id", "0"), mask("amount", "orders.id * 2")],
    )  # fmt: skip
    for at, predicate in enumerate(rules):
        for masks in sets[at % 3 :: 3] if at else sets:
            cases.append(Case(ORDERS, ANN, [rule(predicate)], masks))
    cases.append(Case(ORDERS, ANN, [rule("extra = 3")], [mask("note", "extra")]))
    return cases


def columns() -> list[Case]:
    cases = []
    for its in (
        ["note", "id"],
        ["amount"],
        ["note", "amount", "region", "id"],
        ["id", "extra", "region"],
        ["extra"],
    ):
        table = ORDERS._replace(columns=its)
        if len(its) != 3:
            cases.append(Case(table, ANN, [rule("id < 8")], []))
        cases.append(Case(table, ANN, [rule("region = 'EU'")], [mask(its[0], "'m'")]))
    return cases


ODD = ('or"der', "select", "a.b", " ", "Größe", "a--b", "it's", '""', "main", "a;b")  # fmt: skip


def names() -> list[Case]:
    cases = []
    for at, name in enumerate(ODD):
        its = [ODD[(at + step) % len(ODD)] for step in (1, 4, 7)]
        stored_as = dict(zip(its, ("INT", "VARCHAR", "INT")))
        rows = [(n, "EU" if n % 2 else "US", n * 10) for n in range(6)]
        rules = [
            Rule(name, f"{shop.name(its[0])} > 1", f"user {name}"),
            Rule(name, f"{shop.name(its[1])} = 'EU'", "public"),
        ]
        masks = [Mask(name, its[2], f"{shop.name(its[0])} + 1", f"role {its[0]}", 0)]
        user = User(name, [its[0]], False)
        cases.append(
            Case(Table(name, its, True, ("AND", "OR")[at % 2]), user, rules, masks, stored_as, rows)
        )
    return cases


def generated(rng: np.random.Generator, count: int = 16) -> list[Case]:
    """Rules and masks of all kinds, hers and others'. What is a case of its own elsewhere (names that look alike, no rule
    at all, who ignores rules, masks that look at other columns) is left to it."""
    cases = []
    for _ in range(count):
        rules = [
            Rule(
                "orders" if at == 0 or rng.random() < 0.85 else "people",
                pick(rng, PREDICATES),
                whom(rng),
            )
            for at in range(int(rng.integers(1, 6)))
        ]
        masks, priorities = [], rng.permutation(40)
        for at in range(int(rng.integers(0, 6))):
            column = pick(rng, tuple(EXPRESSIONS))
            table = "orders" if rng.random() < 0.85 else "people"
            own = EXPRESSIONS[column][:2]
            masks.append(Mask(table, column, pick(rng, own), whom(rng), int(priorities[at])))
        roles = [role for role in ("analyst", "night shift") if rng.random() < 0.7]
        user = User("ann", roles, False)
        table = ORDERS._replace(combine=pick(rng, ("AND", "OR")))
        cases.append(Case(table, user, rules, masks))
    return cases


def pick(rng: np.random.Generator, some: tuple) -> str:
    return some[int(rng.integers(len(some)))]


def whom(rng: np.random.Generator) -> str:
    return pick(rng, TO_HER if rng.random() < 0.7 else TO_OTHERS[:2])


def expect_not_captured(visible: Callable, stage: Stage) -> None:
    """A query whose WITH has the table's name, or that of a table in a rule."""
    case = Case(ORDERS, ANN, [rule(PREDICATES[6]), rule("amount < 90")], [mask("note", "'***'")])
    db = stage.db
    sql = run(visible, *case[:4])
    one_select(sql)
    right = due(db, case)
    fake = "SELECT 1 AS id, 'EU' AS region, 1 AS amount, 'fake' AS note, 0 AS extra"
    for kind in ("WITH", "WITH RECURSIVE"):
        for name in ("orders", "ORDERS", "regions_of", "main")[: 4 if kind == "WITH" else 1]:
            made = fake if name != "regions_of" else "SELECT 'ann' AS who, 'US' AS region"
            text = f"{kind} {name} AS ({made}) SELECT * FROM ({sql}) AS orders"
            got = ask(db, text)
            about = f"{called.calls.text}\nin the query {text}"
            if got.rows != right:
                came = got.error if got.rows is None else str(got.rows[:5])
                raise Wrong(
                    "a WITH of the query takes the table's place", str(right[:5]), came[:400], about
                )


def hidden_shop(rng: np.random.Generator) -> list[tuple]:
    """Orders: ann's have notes that are numbers; the others a secret, and one of them the amount 70."""
    orders = [
        (0, "US", 70, f"{SECRET}0"),
        (1, "EU", 50, "1"),
        (2, "eu", 90, "2"),
        (3, "EU", 70, f"{SECRET}3"),
    ]
    for number in range(4, 60):
        region = pick(rng, ("EU", "eu", "US", "asia"))
        amount = int(rng.integers(40, 100))
        hers = region in ("EU", "eu") and not 60 <= amount <= 80
        orders.append((number, region, amount, str(number) if hers else f"{SECRET}{number}"))
    places = rng.permutation(len(orders))
    return [orders[int(at)] for at in places]


WHO = [("ann", "eu"), ("ann", "Africa"), ("ben", "US"), ("ben", "asia")]
ALWAYS = (0, 2, 7)


def expect_fenced(visible: Callable, rng: np.random.Generator, more: int = 2) -> None:
    """Queries that fail on hidden rows, with a rule that looks up another table and one with an OR; and a mask that would
    fail on hidden rows."""
    orders = hidden_shop(rng)
    hers, amounts = shop.RULES
    both = [hers, amounts]
    fail = mask("note", "CAST(note AS INT) + 1", "user ann")
    cases = [
        Case(ORDERS, shop.ANN, both, [], shop.COLUMNS, orders),
        Case(ORDERS, shop.ANN, both[::-1], [mask("region", "'?'")], shop.COLUMNS, orders),
        Case(ORDERS, shop.ANN, both, [fail], shop.COLUMNS, orders),
    ]
    others = [at for at in range(len(shop.QUESTIONS)) if at not in ALWAYS]
    with shop.opened(orders, WHO) as db:
        for number, case in enumerate(cases):
            sql = run(visible, *case[:4])
            one_select(sql)
            about = called.calls.text
            drawn = rng.permutation(others)[: more if number == 0 else 1]
            asked = [shop.QUESTIONS[at] for at in (*ALWAYS, *map(int, drawn))]
            right = kept(
                partial(answers, db, case, asked), "security", "fence", number, orders, asked
            )
            for question, its in zip(asked, right):
                got = ask(db, placed(question, f"({sql})"))
                expect_alike(got, Told(*its), f"{about}\nthe query around it: {question}", sql)


def answers(db: duckdb.DuckDBPyConnection, case: Case, asked: list[str]) -> list[tuple]:
    """What a table answers that holds her rows alone, masked."""
    its = ", ".join(map(str, seen(db, case)))
    raw = db.execute(f"SELECT * FROM main.orders WHERE rowid IN ({its})").fetchall()
    with shop.opened(raw, WHO) as copy:
        pairs = zip(shown(case), ORDERS.columns)
        columns = ", ".join(f"{its} AS {shop.name(column)}" for its, column in pairs)
        copy.execute(f"CREATE TABLE main.hers AS SELECT {columns} FROM main.orders")
        return [tuple(ask(copy, placed(question, "main.hers"))) for question in asked]


def placed(question: str, source: str) -> str:
    """The question, asked of something in the place of orders."""
    if "{orders} AS" not in question:
        source += " AS orders"
    return question.replace("{orders}", source)


def expect_refusals(visible: Callable) -> None:
    """What is not understood is refused, also where it could be passed over."""
    boss = ANN._replace(ignores_rules=True)
    for table, user in (
        (ORDERS, ANN),
        (ORDERS, boss),
        (ORDERS._replace(row_security=False), User("ben", [], False)),
    ):
        for combine in ("XOR", "and", "", "AND ", "OR OR"):
            raises(
                ValueError, visible, table._replace(combine=combine), user, [], [], naming=combine
            )
        for to in (
            "everyone",
            "PUBLIC",
            "user",
            "users ann",
            "User ann",
            "role:analyst",
            "group analyst",
            "ann",
            "",
        ):
            raises(
                ValueError,
                visible,
                table,
                user,
                [rule("id < 3"), rule("id > 1", to)],
                [],
                naming=to,
            )
            raises(
                ValueError,
                visible,
                table,
                user,
                [rule("id < 3")],
                [mask("note", "1", to)],
                naming=to,
            )
        for column in ("nothing", "notes", "main", "id, note"):
            for to in ("public", "user ben", "role clerk"):
                raises(
                    ValueError,
                    visible,
                    table,
                    user,
                    [rule("id < 3")],
                    [mask(column, "1", to)],
                    naming=column,
                )
    elsewhere = [Rule("people", "TRUE", "everyone")], [Mask("people", "nothing", "1", "nobody", 1)]
    sql = run(visible, ORDERS._replace(row_security=False), ANN, *elsewhere)
    one_select(sql)
