"""A small shop in DuckDB, in memory: orders that not everybody may see, and questions that fail on some of them."""

from __future__ import annotations

import duckdb

from warehouse.security.records import Rule, Table, User

#: Nothing outside of the connection can be read or written from it.
CLOSED = {"enable_external_access": "false", "lock_configuration": "true", "threads": "1",
          "python_enable_replacements": "false"}  # fmt: skip

ORDERS = Table("orders", ["id", "region", "amount", "note"], True, "AND")
RULES = [
    Rule(
        "orders",
        "lower(region) IN (SELECT lower(region) FROM main.regions_of WHERE who = 'ann')",
        "user ann",
    ),
    Rule("orders", "amount < 60 OR amount > 80", "public"),
]
ANN = User("ann", ["analyst"], False)

#: Each fails on a row whose note is no number, or whose amount is 70. ``{orders}`` is what the user gets.
QUESTIONS = (
    "SELECT count(*) FROM {orders} WHERE CAST(note AS INT) >= 0",
    "SELECT count(*) FROM {orders} WHERE note::INT % 2 = 0",
    "SELECT id FROM {orders} WHERE amount // (amount - 70) > -99",
    "SELECT count(*) FROM {orders} WHERE CASE WHEN id > -1 THEN error(note) ELSE true END",
    "SELECT o.id FROM {orders} AS o WHERE CAST(o.note AS INT) > 3 AND o.id > -5",
    "SELECT count(*) FROM {orders} WHERE id > -1 AND CAST(note AS INT) <> -1 AND amount > -1",
    "SELECT max(id) FROM {orders} WHERE CAST(note AS INT) BETWEEN 0 AND 1000000",
    "SELECT region, count(*) FROM {orders} WHERE CAST(note AS BIGINT) >= 0 GROUP BY region",
    "SELECT count(*) FROM {orders} WHERE 1000 // (amount - 70) IS NOT NULL",
    "SELECT count(*) FROM (SELECT * FROM {orders} WHERE CAST(note AS INT) >= 0) AS x WHERE x.id > 0",
    "SELECT count(*) FROM {orders} WHERE CAST(note AS DATE) IS NULL",
    "WITH x AS (SELECT * FROM {orders}) SELECT count(*) FROM x WHERE CAST(note AS INT) > 0",
    "SELECT count(*) FROM {orders} WHERE EXISTS (SELECT 1 FROM range(3) r(n) WHERE r.n = CAST(note AS INT))",
    "SELECT count(*) FROM {orders} AS a JOIN range(9) r(n) ON r.n = CAST(a.note AS INT)",
    "SELECT id FROM {orders} WHERE CAST(note AS INT) IN (SELECT n FROM range(9) r(n)) OR id < -1",
    "SELECT count(DISTINCT CAST(note AS INT)) FROM {orders} WHERE CAST(note AS INT) < 2000000000",
)


def connect(locked: bool = True) -> duckdb.DuckDBPyConnection:
    """A database in memory that is closed to the outside. ``locked``: its settings stay as they are."""
    if locked:
        return duckdb.connect(":memory:", config=CLOSED)
    return duckdb.connect(":memory:", config=CLOSED | {"lock_configuration": "false"})


def literal(value: object) -> str:
    """A value as SQL has it: None, a number or a text."""
    if value is None:
        return "NULL"
    if not isinstance(value, str):
        return str(value)
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def name(of: str) -> str:
    """A quoted name."""
    return '"' + of.replace('"', '""') + '"'


def fill(shop: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list) -> None:
    """Make a table (a type for each column) and put rows into it, in one statement."""
    its = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
    shop.execute(f"CREATE TABLE main.{name(table)} ({its})")
    if rows:
        lines = ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows)
        shop.execute(f"INSERT INTO main.{name(table)} VALUES {lines}")


COLUMNS = {"id": "INT", "region": "VARCHAR", "amount": "INT", "note": "VARCHAR"}


def opened(orders: list[tuple], regions: list[tuple] = ()) -> duckdb.DuckDBPyConnection:
    """A shop of these ``orders`` (id, region, amount, note); ``regions``: who may see which."""
    shop = connect()
    fill(shop, "orders", COLUMNS, orders)
    fill(shop, "regions_of", {"who": "VARCHAR", "region": "VARCHAR"}, list(regions))
    return shop


def some_orders() -> tuple[list[tuple], list[tuple]]:
    """A hundred orders and two regions that ann looks after; what she may not see has a note that is a secret."""
    orders = []
    for number in range(100):
        hers = number % 4 == 0
        region = ("EU", "eu")[number % 8 // 4] if hers else ("US", "asia", "EU")[number % 4 - 1]
        amount = 50 + number % 10 if hers or number % 4 != 3 else 70
        note = str(number) if hers else f"secret{number}"
        orders.append((number, region, amount, note))
    return orders, [("ann", "EU"), ("ann", "Africa"), ("ben", "US"), ("ben", "asia")]


def rows_of(sql: str, orders: list[tuple]) -> list[tuple]:
    """What ``sql`` gives where ``orders`` holds these (id, amount, note)."""
    with connect() as shop:
        fill(shop, "orders", {"id": "INT", "amount": "INT", "note": "VARCHAR"}, orders)
        return shop.execute(sql).fetchall()
