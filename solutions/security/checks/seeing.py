"""Exercise 3: tables, users, rules and masks; an oracle that asks every predicate and every mask on its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import duckdb

from solutions.security.checks.calling import expect_each_refused
from solutions.security.checks.running import ask_all, one_select, room
from warehouse.checks import Wrong, kept, run, run_each, same
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
#: A number of rows behind LIMIT, where no text and no name can hold that word; and one that no table has.
LIMIT, ENOUGH = re.compile(r"\blimit[\s(]+([\d_]+)", re.IGNORECASE), 2**40


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
    """A database with the tables of all cases, made when something has to be asked."""

    def __init__(self) -> None:
        self._db: duckdb.DuckDBPyConnection | None = None
        self.holds: dict[str, tuple[dict, list]] = {"orders": (COLUMNS, ROWS)}
        self.made: set[str] = set()

    def db(self) -> duckdb.DuckDBPyConnection:
        if self._db is None:
            self._db = room(optimizer=False)
            regions(self._db)
        for name in [one for one in self.holds if one not in self.made]:
            self.made.add(name)
            shop.fill(self._db, name, *self.holds[name])
        return self._db

    def due(self, cases: list[Case]) -> list[list[tuple]]:
        return [due(self.db(), case) for case in cases]

    def expect_all(self, visible: Callable, count: int = 2_000_000) -> None:
        """Every row of a table that is longer than whatever was taken for enough, row security off and on."""
        texts = []
        for secured, predicate in ((False, "id < 0"), (True, "id >= 0")):
            rules = [Rule("long", predicate, "public")]
            sql = run(visible, Table("long", ["id"], secured, "AND"), ANN, rules, [])
            one_select(sql)
            for number in LIMIT.findall(sql):
                if int(number.replace("_", "")) < ENOUGH:
                    what = f"of more than {number} rows some are lost"
                    raise Wrong(what, "all rows that are hers", sql[:400], called.calls.text)
            texts.append(f"SELECT count(*) FROM ({sql}) AS long")

        def long() -> duckdb.DuckDBPyConnection:
            db = self.db()
            db.execute(f"CREATE VIEW main.long AS SELECT range AS id FROM range({count})")
            return db

        for text, got in zip(texts, ask_all(long, texts, count)):
            same(got.rows, [(count,)], f"how many rows she sees of {count:,}, by {text}")

    def expect(self, visible: Callable, cases: list[Case]) -> None:
        """Of each case the rows and the names of the columns."""
        for case in cases:
            self.holds.setdefault(case.table.name, (case.stored, case.rows))
        given = [(case.table, case.user, case.rules, case.masks) for case in cases]
        right = kept(lambda: self.due(cases), "security", "visible", given)
        made = [(sql, called.calls.text) for _, sql in run_each(visible, given)]
        for sql, about in made:
            called.calls.text = about
            one_select(sql)
        texts = list(dict.fromkeys(sql for sql, _ in made))
        told = dict(zip(texts, ask_all(self.db, texts, self.holds)))
        for case, rows, (sql, about) in zip(cases, right, made):
            got, about = told[sql], f"{about}\nthe SQL that came back: {sql}"
            if got.rows is None:
                raise Wrong("the SELECT fails", "rows", got.error[:400], about)
            if got.names != list(case.table.columns):
                raise Wrong(
                    "the names of the columns", str(case.table.columns), str(got.names), about
                )
            if got.rows != rows:
                what = f"{len(got.rows)} rows: {got.rows[:6]}"
                raise Wrong("the rows are not hers", f"{len(rows)} rows: {rows[:6]}", what, about)


def expect_not_captured(visible: Callable, stage: Stage) -> None:
    """A query whose WITH has the table's name, or that of a table in a rule."""
    looked_up = rule("region IN (SELECT region FROM main.regions_of WHERE who = 'ann')")
    case = Case(ORDERS, ANN, [looked_up, rule("amount < 90")], [mask("note", "'***'")])
    sql = run(visible, *case[:4])
    one_select(sql)
    right = kept(lambda: due(stage.db(), case), "security", "captured")
    fake = "SELECT 1 AS id, 'EU' AS region, 1 AS amount, 'fake' AS note, 0 AS extra"
    texts = []
    for name in ("orders", "ORDERS", "regions_of", "main"):
        made = fake if name != "regions_of" else "SELECT 'ann' AS who, 'US' AS region"
        texts.append(f"WITH {name} AS ({made}) SELECT * FROM ({sql}) AS orders")
    texts.append(f"WITH RECURSIVE orders AS ({fake}) SELECT * FROM ({sql}) AS orders")
    for text, got in zip(texts, ask_all(stage.db, texts, stage.holds)):
        if got.rows != right:
            came = got.error if got.rows is None else str(got.rows[:5])
            about = f"{called.calls.text}\nin the query {text}"
            what = "a WITH of the query takes the table's place"
            raise Wrong(what, str(right[:5]), came[:400], about)


def expect_refusals(visible: Callable) -> None:
    """What is not understood is refused, also where it could be passed over."""
    boss = ANN._replace(ignores_rules=True)
    some, own, cases, words = [rule("id < 3")], [mask("note", "1", "role clerk")], [], []
    for table, user in (
        (ORDERS, ANN),
        (ORDERS, boss),
        (ORDERS._replace(row_security=False), User("ben", [], False)),
    ):
        for combine in ("XOR", "and", "", "AND ", "OR OR"):
            cases.append((table._replace(combine=combine), user, [], []))
            words.append(combine)
        for to in (
            "everyone",
            "PUBLIC",
            "user",
            "users ann",
            "User ann",
            "role:analyst",
            "group analyst",
            "ann",
            "publics",
            " public",
            " user ann",
            "",
        ):
            cases.append((table, user, [*some, rule("id > 1", to)], []))
            cases.append((table, user, some, [*own, mask("note", "1", to)]))
            words += [to, to]
        for column in ("nothing", "notes", "main", "id, note", "NOTE"):
            for to in ("public", "user ben", "role clerk"):
                cases.append((table, user, some, [*own, mask(column, "1", to)]))
                words.append(column)
    expect_each_refused(ValueError, visible, cases, words)
    elsewhere = [Rule("people", "TRUE", "everyone")], [Mask("people", "nothing", "1", "nobody", 1)]
    sql = run(visible, ORDERS._replace(row_security=False), ANN, *elsewhere)
    one_select(sql)
