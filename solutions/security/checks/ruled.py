"""Exercise 3: the cases, by what is hard about them, and generated ones."""

from __future__ import annotations

import numpy as np

from solutions.security.checks.seeing import ANN, ORDERS, Case, mask, rule
from warehouse.security import shop
from warehouse.security.records import Mask, Rule, Table, User

PREDICATES = (
    "amount < 60", "amount < 60 or amount > 80", "region = 'EU'", "lower(region) = 'eu'", "id > 3", "note = 'a'",
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
        ["amount < 60", "region = 'EU' or region = 'US'"],
        ["region = 'EU'\nOR\tregion = 'US'", "amount < 60"],
        # texts and braces in it stay as they are
        [
            r"'{}  {0}%s%%\1\n$x' = concat('{', '}', chr(32), ' {0}', '%', 's%', '%', chr(92), '1', chr(92), 'n$x')",
            "{'a': amount}.a < 60",
        ],
        # nothing of it is a comment
        ["concat('-- ', note, ' /* */ # ') <> '-- a /* */ # ' OR amount > 80", "region = 'EU'"],
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
    masks += [mask("region", "'?'"), mask("id", "-id", "role analyst")]
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
        for combine in ("AND", "OR")[: 2 if len(its) == 1 else 1]:
            table = ORDERS._replace(columns=its, combine=combine)
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
    """Rules and masks of all kinds, hers and others', on some of the columns in any order. What is a case of its own
    elsewhere (names that look alike, no rule at all, masks that look at other columns) is left to it."""
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
        user = User("ann", roles, bool(rng.random() < 0.1))
        its = [str(one) for one in rng.permutation(ORDERS.columns)[: int(rng.integers(2, 5))]]
        secured, combine = bool(rng.random() < 0.9), pick(rng, ("AND", "OR"))
        table = ORDERS._replace(columns=its, row_security=secured, combine=combine)
        masks = [one for one in masks if one.table != "orders" or one.column in its]
        cases.append(Case(table, user, rules, masks))
    by_name = next(one for one in PREDICATES if one.startswith("EXISTS"))
    cases.append(Case(ORDERS, ANN, [rule(by_name)], [mask("region", "'?'")]))
    return cases


def pick(rng: np.random.Generator, some: tuple) -> str:
    return some[int(rng.integers(len(some)))]


def whom(rng: np.random.Generator) -> str:
    return pick(rng, TO_HER if rng.random() < 0.7 else TO_OTHERS[:2])
