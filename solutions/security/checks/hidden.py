"""Exercises 3 and 4: a shop with rows that ann does not see, and questions that fail on some of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np

from solutions.security.checks.ruled import pick
from solutions.security.checks.running import (
    SECRET,
    Told,
    ask,
    ask_all,
    expect_alike,
    one_select,
    room,
)
from solutions.security.checks.seeing import ORDERS, Case, mask, rule, seen, shown
from warehouse.checks import calls as called
from warehouse.checks import kept, run
from warehouse.security import shop


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


def opened(orders: list[tuple]) -> duckdb.DuckDBPyConnection:
    """A shop of these orders, and who looks after which region."""
    db = room()
    shop.fill(db, "orders", shop.COLUMNS, orders)
    shop.fill(db, "regions_of", {"who": "VARCHAR", "region": "VARCHAR"}, WHO)
    return db


WHO = [("ann", "eu"), ("ann", "Africa"), ("ben", "US"), ("ben", "asia")]
ALWAYS = (0, 2, 7)


def expect_fenced(visible: Callable, rng: np.random.Generator, more: int = 2) -> None:
    """Queries that fail on hidden rows, with a rule that looks up another table, by IN and by a SELECT in brackets, and
    one with an OR; a mask that would fail on hidden rows; and a rule that is the only one."""
    orders = hidden_shop(rng)
    hers, amounts = shop.RULES
    both = [hers, amounts]
    fail = mask("note", "CAST(note AS INT) + 1", "user ann")
    one = "lower(region) = (SELECT region FROM main.regions_of WHERE who = 'ann' AND region <> 'Africa')"
    either = [rule(f"{one} AND ({amounts.predicate})", "user ann")]
    cases = [
        Case(ORDERS, shop.ANN, both, [], shop.COLUMNS, orders),
        Case(
            ORDERS._replace(combine="OR"),
            shop.ANN,
            either,
            [mask("region", "'?'")],
            shop.COLUMNS,
            orders,
        ),
        Case(ORDERS, shop.ANN, both, [fail], shop.COLUMNS, orders),
        Case(
            ORDERS,
            shop.ANN,
            [hers],
            [],
            shop.COLUMNS,
            [one for one in orders if not 60 <= one[2] <= 80],
        ),
    ]
    others = [at for at in range(len(shop.QUESTIONS)) if at not in ALWAYS]
    for number, case in enumerate(cases):
        sql = run(visible, *case[:4])
        one_select(sql)
        about = called.calls.text
        drawn = rng.permutation(others)[: more if number == 0 else 1]
        asked = [shop.QUESTIONS[at] for at in (*ALWAYS, *map(int, drawn))]
        right = kept(partial(answers, case, asked), "security", "fence", number, case.rows, asked)
        texts = [placed(question, f"({sql})") for question in asked]
        got = ask_all(partial(opened, case.rows), texts, case.rows)
        for question, its, due in zip(asked, got, right):
            expect_alike(its, Told(*due), f"{about}\nthe query around it: {question}", sql)


def answers(case: Case, asked: list[str]) -> list[tuple]:
    """What a table answers that holds her rows alone, masked."""
    with opened(case.rows) as db:
        its = ", ".join(map(str, seen(db, case)))
        raw = db.execute(f"SELECT * FROM main.orders WHERE rowid IN ({its})").fetchall()
    with opened(raw) as copy:
        pairs = zip(shown(case), ORDERS.columns)
        columns = ", ".join(f"{its} AS {shop.name(column)}" for its, column in pairs)
        copy.execute(f"CREATE TABLE main.hers AS SELECT {columns} FROM main.orders")
        return [tuple(ask(copy, placed(question, "main.hers"))) for question in asked]


def placed(question: str, source: str) -> str:
    """The question, asked of something in the place of orders."""
    if "{orders} AS" not in question:
        source += " AS orders"
    return question.replace("{orders}", source)
