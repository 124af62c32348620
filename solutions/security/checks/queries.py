"""Exercise 4: queries by what is hard about them, and texts that must be refused."""

from __future__ import annotations

ONE_TABLE = (
    "SELECT * FROM orders",
    "SELECT Orders.ID FROM oRdErS",
    'SELECT o."ID" FROM "oRDERS" AS "o"',
    "SELECT * FROM main.orders",
    "SELECT o.id FROM MAIN.Orders AS o",
    'SELECT orders.id FROM "main"."ORDERS"',
    'SELECT "my table".id FROM "My Table"',
    "SELECT a, b FROM orders AS o(a, b)",
    "TABLE orders",
    "SELECT 'orders' AS word FROM orders -- orders",
    "SELECT id FROM orders; ",
    "SELECT id FROM orders; -- done",
    "SELECT * EXCLUDE (note) FROM orders",
    "SELECT [id, amount] AS pair, {'a': id} AS named FROM orders",
    "(SELECT id FROM orders)",
)

JOINS = (
    "SELECT orders.id, customers.name FROM orders JOIN customers ON orders.customer = customers.id",
    "SELECT c.name, o.id FROM orders o FULL JOIN customers c ON o.customer = c.id",
    "SELECT count(*) FROM orders CROSS JOIN customers",
    "SELECT o.id FROM orders o SEMI JOIN customers c ON o.customer = c.id",
    "SELECT c.id FROM customers c SEMI JOIN orders ON orders.customer = c.id",
    "SELECT c.name, x.n FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer = c.id) x",
    "SELECT c.name, x.id FROM customers c JOIN LATERAL (SELECT id FROM orders WHERE customer = c.id) x ON TRUE",
    "SELECT m.id, customers.name FROM customers NATURAL JOIN more m",
    "SELECT o.id, c.id AS other FROM orders o ASOF JOIN customers c ON o.id >= c.id",
    "SELECT count(*) FROM main.orders JOIN main.customers ON orders.customer = customers.id",
)

SUBQUERIES = (
    "SELECT (SELECT count(*) FROM orders) AS n",
    "SELECT name, (SELECT max(amount) FROM orders o WHERE o.customer = c.id) AS most FROM customers c",
    "SELECT id FROM orders WHERE customer IN (SELECT id FROM customers)",
    "SELECT name FROM customers WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.customer = customers.id)",
    "SELECT region, count(*) FROM orders GROUP BY region HAVING (SELECT count(*) FROM customers WHERE id = 3) = 0",
    "SELECT id FROM orders ORDER BY CASE (SELECT count(*) FROM more WHERE id = 3) "
    "WHEN 0 THEN id ELSE -id END LIMIT 2",
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM orders WHERE id = 3) THEN 'yes' ELSE 'no' END AS there",
    "SELECT o.id FROM orders o JOIN more m ON 0 = (SELECT count(*) FROM customers WHERE id = 3)",
    "SELECT list_sort(ARRAY(SELECT id FROM orders)) AS ids",
    "SELECT id FROM orders WHERE id IN (FROM more SELECT id)",
    "SELECT id FROM orders ORDER BY id LIMIT (SELECT count(*) + 2 FROM customers WHERE id = 3)",
    "SELECT x FROM unnest((SELECT list(id) FROM orders)) AS t(x)",
    "SELECT o.id, x FROM orders o, LATERAL unnest([o.amount, (SELECT count(*) FROM customers)]) AS t(x)",
    "SELECT sum(n) FROM (SELECT count(*) AS n FROM orders UNION ALL SELECT count(*) FROM customers) AS t",
    "SELECT id FROM orders QUALIFY row_number() OVER (ORDER BY id) < (SELECT 3 + count(*) FROM customers WHERE id = 3)",
    "SELECT id, sum(id) OVER (ORDER BY id * (SELECT 1 - 2 * count(*) FROM customers WHERE id = 3)) AS n FROM orders",
    "SELECT id, sum(id) OVER w AS n FROM orders "
    "WINDOW w AS (ORDER BY id * (SELECT 1 - 2 * count(*) FROM customers WHERE id = 3))",
    "SELECT count(*) FILTER (id > (SELECT count(*) FROM customers)) AS n FROM orders",
    "SELECT count(*) AS n FROM orders GROUP BY id % (1 + (SELECT count(*) FROM customers WHERE id = 3))",
    "SELECT count(*) FROM (SELECT DISTINCT ON (id % (1 + (SELECT count(*) FROM more WHERE id = 3))) id FROM orders) AS t",
    "SELECT x FROM (VALUES ((SELECT count(*) FROM orders))) AS t(x)",
    # in expressions of every kind
    "SELECT CAST((SELECT count(*) FROM orders) AS TEXT) AS a, TRY_CAST((SELECT count(*) FROM orders) AS DOUBLE) AS b, "
    "-(SELECT count(*) FROM orders) AS c, coalesce(NULL, (SELECT count(*) FROM orders)) AS d, "
    "(SELECT max(id) FROM orders WHERE id = 3) IS NULL AS e, "
    "'x1' LIKE 'x' || (SELECT count(*) FROM orders WHERE id = 3) AS f",
    "SELECT [(SELECT count(*) FROM orders)] AS a, {'n': (SELECT count(*) FROM orders)} AS b, "
    "MAP {'n': (SELECT count(*) FROM orders)} AS c, range(99)[(SELECT count(*) FROM orders)] AS d, "
    "range(99)[(SELECT count(*) FROM orders):] AS e, struct_pack(n := (SELECT count(*) FROM orders)) AS f",
    "SELECT sum((SELECT count(*) FROM orders)) AS a, unnest([(SELECT count(*) FROM orders)]) AS b FROM customers",
    "SELECT * REPLACE ((SELECT count(*) FROM orders) AS id), to_base((SELECT count(*) FROM orders), 2) AS b FROM customers",
    "SELECT 3 BETWEEN 0 AND 2 + (SELECT count(*) FROM orders WHERE id = 3) AS a, 3 = ANY (SELECT id FROM orders) AS b, "
    "3 <> ALL (SELECT id FROM orders) AS c, "
    "DATE '2020-01-01' + INTERVAL ((SELECT count(*) FROM orders)) DAY AS d",
    "SELECT id FROM orders ORDER BY id LIMIT 9 OFFSET (SELECT count(*) FROM customers WHERE id = 3)",
    "SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN (SELECT count(*) FROM customers WHERE id = 3) PRECEDING "
    "AND CURRENT ROW) AS n FROM orders",
    "SELECT * FROM sales PIVOT (count(*) FOR (region || (SELECT count(*) FROM orders WHERE id = 3)) "
    "IN ('EU0', 'EU1'))",
)

SETS = (
    "SELECT id FROM orders UNION SELECT id FROM customers",
    "SELECT id FROM customers INTERSECT SELECT id + 1 FROM orders",
    "SELECT id FROM customers EXCEPT SELECT id - 2 FROM orders WHERE id < 9",
    "SELECT id FROM customers EXCEPT (SELECT id FROM customers EXCEPT SELECT customer FROM orders)",
    "TABLE more UNION ALL SELECT id, region FROM orders",
    # no recursion, be it after RECURSIVE
    "WITH RECURSIVE orders AS (SELECT id FROM orders EXCEPT SELECT id + 1 FROM orders) SELECT * FROM orders",
    "WITH RECURSIVE orders AS (SELECT 3 AS id INTERSECT SELECT id FROM orders) SELECT count(*) FROM orders",
)

WITHS = (
    'WITH t AS (SELECT * FROM "my table") SELECT * FROM t',
    "WITH t AS (TABLE orders), u AS (FROM customers) SELECT t.id, u.name FROM t JOIN u ON t.customer = u.id",
    # a name of its own
    "WITH t AS (SELECT id FROM orders), u AS (SELECT id FROM t WHERE id > 3) SELECT * FROM u, t WHERE t.id = u.id",
    # hides a table, or a view
    'WITH "ORDERS" AS (SELECT 7 AS x) SELECT * FROM orders AS o',
    "WITH big AS (SELECT 7 AS x) SELECT * FROM big",
    # but not behind main
    "WITH orders AS (SELECT 7 AS x) SELECT count(*) FROM main.orders",
    "WITH orders AS (SELECT 7 AS id) SELECT o.id FROM main.orders o, orders p WHERE o.id <> p.id",
    # where it holds: subqueries, later parts
    "WITH orders AS (SELECT 7 AS id) SELECT c.id FROM customers c WHERE c.id IN (SELECT id FROM orders)",
    "WITH orders AS (SELECT 2 AS id) SELECT (SELECT count(*) FROM orders) AS n, count(*) FROM customers",
    "WITH orders AS (SELECT 7 AS id), t AS (SELECT id FROM orders) SELECT * FROM t",
    "WITH orders AS (SELECT 7 AS id) SELECT id FROM orders UNION ALL SELECT id FROM orders",
    # where it does not
    "WITH t AS (SELECT id FROM orders), orders AS (SELECT 7 AS id) SELECT * FROM t",
    "(WITH orders AS (SELECT 7 AS id) SELECT id FROM orders) UNION ALL SELECT id FROM orders",
    "WITH t AS (WITH orders AS (SELECT 7 AS id) SELECT id FROM orders) SELECT t.id, o.id FROM t, orders o",
    "SELECT t.id, orders.id AS other FROM (WITH orders AS (SELECT 7 AS id) SELECT id FROM orders) AS t, orders",
    "SELECT (WITH orders AS (SELECT 7 AS id) SELECT max(id) FROM orders) AS most, count(*) AS n FROM orders",
    # its own part
    "WITH orders AS (SELECT * FROM orders) SELECT * FROM orders",
    "WITH orders AS (WITH orders AS (SELECT * FROM orders) SELECT * FROM orders) SELECT count(*) FROM orders",
    "WITH orders AS (SELECT id FROM customers WHERE id IN (SELECT customer FROM orders)) SELECT * FROM orders",
    "WITH big AS (SELECT * FROM big) SELECT count(*) FROM big",
    "WITH orders AS (SELECT id FROM orders UNION ALL SELECT id FROM orders) SELECT count(*) FROM orders",
    "SELECT * FROM (WITH customers AS (SELECT id FROM customers) SELECT count(*) FROM customers, orders) AS t",
    # RECURSIVE
    "WITH RECURSIVE t(n) AS (SELECT min(id) FROM orders UNION ALL SELECT o.id FROM t JOIN orders o ON "
    "o.id = t.n + 1) SELECT * FROM t",
    "WITH RECURSIVE orders(n) AS (SELECT 1 UNION SELECT n + 1 FROM Orders WHERE n < 4) SELECT count(*) FROM orders",
    "WITH RECURSIVE orders AS (SELECT * FROM orders) SELECT * FROM orders",
    "WITH RECURSIVE t AS (SELECT id FROM orders), orders(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM orders WHERE "
    "n < 3), u AS (SELECT n FROM orders) SELECT u.n, o.n AS other, t.id FROM u, orders o, t",
    "WITH RECURSIVE orders AS (SELECT id FROM orders UNION SELECT 77) SELECT * FROM orders",
    "WITH RECURSIVE orders(n) AS (SELECT id FROM orders UNION ALL SELECT n + 100 FROM orders WHERE n < 100) "
    "SELECT * FROM orders",
    "WITH RECURSIVE orders(n) AS (SELECT 1 UNION ALL SELECT count(*) FROM orders UNION ALL SELECT n + 1 FROM "
    "orders WHERE n < 3) SELECT * FROM orders",
    "WITH RECURSIVE orders(n) AS (SELECT 1 UNION ALL (WITH t AS (SELECT n FROM orders WHERE n < 3) SELECT n + 1 FROM "
    "t)) SELECT * FROM orders",
    "WITH RECURSIVE orders(n) AS (((SELECT 1) UNION (SELECT n + 1 FROM orders WHERE n < 4))) SELECT * FROM orders",
    "WITH RECURSIVE orders AS (SELECT 1 AS id UNION ALL BY NAME SELECT id FROM orders) SELECT count(*) FROM orders",
    "WITH RECURSIVE orders AS (WITH t AS (SELECT id FROM orders) SELECT id FROM t UNION SELECT 77) SELECT * FROM orders",
    "WITH RECURSIVE customers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM customers WHERE n < (SELECT "
    "count(*) FROM orders)) SELECT max(n) FROM customers",
)

VIEWS = (
    'SELECT * FROM "PER_REGION"',
    # names of the query do not count in a view
    "WITH orders AS (SELECT 7 AS id, 99 AS amount) SELECT * FROM big",
    "WITH big AS (SELECT 1 AS region, 2 AS amount) SELECT * FROM per_region",
    "WITH orders AS (SELECT 7 AS id), customers AS (SELECT 7 AS id) SELECT count(*) FROM both_of",
    "SELECT (WITH orders AS (SELECT 1 AS id) SELECT count(*) FROM big) AS n",
    # names of a view do not count in the query
    "SELECT hides.id, orders.id AS other FROM hides, orders",
    "SELECT count(*) FROM orders, hides",
    # views of views
    "WITH third AS (SELECT * FROM third) SELECT * FROM third",
    "SELECT * FROM united",
    "SELECT united.id FROM united, per_region",
    "SELECT b.x FROM big AS b(x)",
    # many, and far down
    "SELECT count(*) FROM level_12",
    "SELECT " + ", ".join(f"(SELECT count(*) + {n} FROM big) AS n{n}" for n in range(12)),
)

HANGS = (
    "SELECT count(*) FROM orders TABLESAMPLE reservoir(2 ROWS)",
    "SELECT count(*) FROM orders AS o TABLESAMPLE reservoir(3 ROWS)",
    "SELECT * FROM sales PIVOT (sum(amount) FOR region IN ('EU', 'US'))",
    "SELECT p.* FROM sales PIVOT (count(*) FOR region IN ('EU', 'US', 'asia') GROUP BY note) AS p",
    "SELECT * FROM pairs UNPIVOT (v FOR k IN (a, b))",
    "SELECT u.k, u.v FROM pairs UNPIVOT INCLUDE NULLS (v FOR k IN (a, b)) AS u",
    "SELECT count(*) FROM big TABLESAMPLE reservoir(2 ROWS)",
    "SELECT * FROM per_region PIVOT (max(n) FOR region IN ('EU', 'eu'))",
    "SELECT count(*) FROM (orders JOIN customers ON orders.customer = customers.id)",
    "SELECT * FROM (more JOIN customers USING (id))",
    "SELECT count(*) FROM (orders o LEFT JOIN (customers c JOIN regions r ON r.region = c.region) ON "
    "o.customer = c.id)",
    "SELECT count(*) FROM ((orders CROSS JOIN more))",
)

#: Refused, all with PermissionError. Those with INTO, DESCRIBE and SUMMARIZE are queries otherwise.
STATEMENTS = (
    "SELECT 1; SELECT 2",
    "SELECT * FROM orders; DROP TABLE orders",
    "SELECT 1; SELECT * FROM orders;",
    "EXPLAIN SELECT * FROM orders",
    "EXPLAIN ANALYZE SELECT * FROM orders",
    "DESCRIBE orders",
    "DESCRIBE SELECT * FROM orders",
    "SUMMARIZE orders",
    "SHOW TABLES",
    "COPY orders TO 'x.csv'",
    "COPY (SELECT * FROM orders) TO 'x.csv'",
    "INSERT INTO orders SELECT * FROM orders",
    "UPDATE orders SET amount = 0",
    "DELETE FROM orders",
    "CREATE TABLE x AS SELECT * FROM orders",
    "CREATE VIEW x AS SELECT * FROM orders",
    "DROP TABLE orders",
    "ALTER TABLE orders RENAME TO x",
    "ATTACH 'x.db'",
    "SET threads = 1",
    "PRAGMA version",
    "CALL pragma_version()",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
    "USE main",
    "VALUES (1)",
    "PIVOT orders ON region USING count(*)",
    "SELECT * INTO x FROM orders",
    "SELECT id INTO orders FROM orders WHERE id < 9",
    "WITH t AS (SELECT 1 AS a) SELECT a INTO x FROM t",
    "SELECT * FROM (DESCRIBE orders)",
    "SELECT * FROM (SUMMARIZE orders)",
    "SELECT count(*) FROM orders, (SUMMARIZE customers) AS s",
    "WITH t AS (DELETE FROM orders RETURNING *) SELECT * FROM t",
)

FUNCTIONS = (
    "SELECT * FROM range(3)",
    "SELECT * FROM generate_series(1, 3) AS g(x)",
    "SELECT * FROM read_csv('x.csv')",
    "SELECT * FROM read_parquet('x.parquet')",
    "SELECT * FROM query('SELECT * FROM orders')",
    "SELECT * FROM query_table('orders')",
    "SELECT * FROM duckdb_tables()",
    "SELECT o.id FROM orders o JOIN range(3) r(n) ON o.id = r.n",
    "SELECT id FROM orders WHERE id IN (SELECT range FROM range(9))",
    "WITH t AS (SELECT * FROM glob('*')) SELECT * FROM t",
    "WITH range AS (SELECT 1 AS x) SELECT * FROM range(3)",
    "SELECT * FROM orders, main.range(3)",
    "SELECT o.id FROM orders o, LATERAL range(o.id) AS r(n)",
    "SELECT * FROM LATERAL query('SELECT * FROM orders')",
    "SELECT c.id FROM customers c JOIN LATERAL query_table('orders') ON TRUE",
)

SCHEMAS = (
    "SELECT * FROM other.orders",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_tables",
    "SELECT * FROM memory.main.orders",
    "SELECT * FROM other.main.orders",
    "SELECT o.id FROM orders o JOIN temp.customers c ON o.id = c.id",
    "SELECT (SELECT count(*) FROM other.orders) AS n",
    "WITH orders AS (SELECT 1 AS x) SELECT * FROM other.orders",
    "WITH orders AS (SELECT 1 AS x) SELECT * FROM temp.orders",
    "WITH orders AS (SELECT 1 AS x) SELECT * FROM memory.main.orders",
    'SELECT * FROM "mains"."orders"',
    'SELECT * FROM "main "."orders"',
    "SELECT * FROM other.big",
)

#: With the name that the message must contain.
UNKNOWN = (
    ("SELECT * FROM salaries", "salaries"),
    ("SELECT * FROM orders JOIN salaries ON TRUE", "salaries"),
    ("SELECT count(*) FROM orders WHERE id IN (SELECT id FROM salaries)", "salaries"),
    ("SELECT id FROM orders UNION SELECT id FROM salaries", "salaries"),
    ("SELECT id FROM orders UNION SELECT id FROM main.salaries", "salaries"),
    ("WITH t AS (SELECT * FROM salaries) SELECT * FROM t", "salaries"),
    ("WITH salaries AS (SELECT * FROM salaries) SELECT * FROM salaries", "salaries"),
    ("WITH salaries AS (SELECT 1 AS x) SELECT * FROM main.salaries", "salaries"),
    ("SELECT * FROM t, (WITH t AS (SELECT 1 AS x) SELECT * FROM t) AS u", "t"),
    ("SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM salaries)", "salaries"),
    ("SELECT * FROM orders o SEMI JOIN salaries s ON s.id = o.id", "salaries"),
    ("SELECT * FROM 'x.parquet'", "x.parquet"),
    ('SELECT * FROM "/etc/passwd"', "/etc/passwd"),
    ("SELECT * FROM order", "order"),
    # one name with a dot in it, and one that is another when it is folded further than to small letters
    ('SELECT * FROM "main.orders"', "main.orders"),
    ('SELECT * FROM "order\u017f"', "order\u017f"),
    ("SELECT * FROM sqlite_master", "sqlite_master"),
    ("SELECT * FROM orders_", "orders_"),
    ("SELECT * FROM broken", "salaries"),
)

NO_SQL = ("", " \n", ";", "-- nothing", "/* nothing */", "SELECT FROM WHERE", "nonsense, this is", "SELECT (1",
          "SELECT 'open", "FROM", "SELECT * FROM orders WHERE", "SELECT * FROM orders orders orders")  # fmt: skip
