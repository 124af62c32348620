"""What questions that fail on hidden rows tell, through a SELECT without a fence and through several that are taken
for one, in DuckDB and in PostgreSQL; what a fence costs; what a rotation of keys writes. Prints tables, writes
security.json.

The book quotes that file and nothing typed by hand. All counts are the same on every machine; of times only a ratio is
kept. Run by ``make bench``.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from pathlib import Path

import duckdb
import nbformat
import numpy as np
import psycopg
from rich.console import Console
from rich.table import Table as Shown

from autograder.paths import source_notebook
from solutions.security.checks import seeing
from solutions.security.checks.running import ask
from warehouse import data
from warehouse.managed_storage.objects import MemoryStore
from warehouse.postgres import postgres
from warehouse.security import rings, shop
from warehouse.security.kms import Kms
from warehouse.security.records import Place

SEEDS, BLOCK, ROWS, WANTED = 12, 1 << 20, 3_000_000, 1_001
FORMS = {
    "a plain SELECT": "SELECT {} FROM main.orders WHERE {}",
    "ORDER BY": "SELECT {} FROM main.orders WHERE {} ORDER BY id",
    "materialised WITH": "WITH x AS MATERIALIZED (SELECT * FROM main.orders WHERE {1}) SELECT {0} FROM x",
    "OFFSET 0": "SELECT {} FROM main.orders WHERE {} OFFSET 0",
    "LIMIT": "SELECT {} FROM main.orders WHERE {} LIMIT 9223372036854775807",
}
PLAIN, MASKED = "id, region, amount, note", "id, region, amount, CAST(note AS INT) + 1 AS note"


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("security"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def side_channel(columns: str) -> dict[str, dict[str, int]]:
    """Of each form: questions, answers that differ from those on a table of her rows alone, answers that show a hidden
    value."""
    rule = " AND ".join(f"({one.predicate})" for one in shop.RULES)
    found = {name: {"asked": 0, "differ": 0, "shown": 0} for name in FORMS}
    for seed in range(SEEDS):
        orders = seeing.hidden_shop(np.random.default_rng(seed))
        with shop.opened(orders, seeing.WHO) as stored:
            hers = stored.execute(FORMS["OFFSET 0"].format(PLAIN, rule)).fetchall()
            with shop.opened(hers, seeing.WHO) as copy:
                copy.execute(f"CREATE TABLE hers AS SELECT {columns} FROM orders")
                for name, form in FORMS.items():
                    for question in shop.QUESTIONS:
                        source = f"({form.format(columns, rule)})"
                        got = ask(stored, seeing.placed(question, source))
                        due = ask(copy, seeing.placed(question, "hers"))
                        found[name]["asked"] += 1
                        found[name]["differ"] += got.rows != due.rows
                        found[name]["shown"] += got.leaks
    return found


def in_postgres() -> dict[str, dict[str, int]]:
    """The same data and rules in PostgreSQL, asked by a user without rights on the table but for its own row
    security."""
    rule = " AND ".join(f"({one.predicate})" for one in shop.RULES).replace("main.", "public.")
    orders = seeing.hidden_shop(np.random.default_rng(0))
    ways = {"row security": "secured", "security_barrier view": "barrier", "plain view": "plain"}
    found = {name: {"asked": 0, "shown": 0} for name in ways}
    with postgres() as uri, psycopg.connect(uri, autocommit=True) as admin:
        admin.execute(
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
        )
        for table in ("orders", "secured"):
            admin.execute(f"CREATE TABLE {table} (id int, region text, amount int, note text)")
            admin.cursor().executemany(f"INSERT INTO {table} VALUES (%s, %s, %s, %s)", orders)
        admin.execute("CREATE TABLE regions_of (who text, region text)")
        admin.cursor().executemany("INSERT INTO regions_of VALUES (%s, %s)", seeing.WHO)
        admin.execute("ALTER TABLE secured ENABLE ROW LEVEL SECURITY")
        admin.execute(f"CREATE POLICY hers ON secured USING ({rule})")
        admin.execute(f"CREATE VIEW plain AS SELECT * FROM orders WHERE {rule}")
        admin.execute(
            f"CREATE VIEW barrier WITH (security_barrier) AS SELECT * FROM orders WHERE {rule}"
        )
        admin.execute("DROP ROLE IF EXISTS ann_of_the_course; CREATE ROLE ann_of_the_course")
        admin.execute("GRANT SELECT ON secured, plain, barrier, regions_of TO ann_of_the_course")
        admin.execute("SET ROLE ann_of_the_course")
        for name, table in ways.items():
            for question in shop.QUESTIONS:
                if "error(" in question:
                    continue  # PostgreSQL has no such function
                sql = re.sub(r"range\((\d)\) r\(n\)", r"generate_series(0, \1) r(n)", question)
                sql = seeing.placed(sql.replace("//", "/"), table)
                found[name]["asked"] += 1
                try:
                    admin.execute(sql).fetchall()
                except psycopg.Error as error:
                    found[name]["shown"] += "secret" in str(error)
        admin.execute("RESET ROLE; DROP OWNED BY ann_of_the_course; DROP ROLE ann_of_the_course")
    return found


def price() -> dict[str, float]:
    """How many times as much processor time a range on a sorted column takes above a fence."""
    db = duckdb.connect(config={"threads": 1})
    db.execute(f"CREATE TABLE t AS SELECT i AS id, i % 100 AS x FROM range({ROWS}) r(i)")
    spent = {}
    for name, fence in (("plain", ""), ("fenced", " OFFSET 0")):
        sql = f"SELECT count(*) FROM (SELECT * FROM t WHERE x >= 0{fence}) AS t WHERE id BETWEEN 1000000 AND 1001000"
        times = []
        for _ in range(15):
            begin = time.process_time()
            assert db.execute(sql).fetchone() == (WANTED,)
            times.append(time.process_time() - begin)
        spent[name] = statistics.median(times)
    return {"rows": ROWS, "wanted": WANTED, "ratio": round(spent["fenced"] / spent["plain"], 1)}


def rotation(names: dict) -> dict[str, int]:
    """lineitem as Parquet in sealed blocks, and what a rotation of their keys writes."""
    parquet = (data.generate(0.1) / "lineitem.parquet").read_bytes()
    count = -(-len(parquet) // BLOCK)
    places = [Place("lineitem", "all", number, 0) for number in range(count)]
    store, kms, context = MemoryStore(), Kms(), {"cluster": "one"}
    keys = rings.found(store, kms, context, [f"lineitem/{place.number}" for place in places])
    sealed = 0
    for place, key in zip(places, keys.values()):
        block = names["seal"](
            key, parquet[place.number * BLOCK : (place.number + 1) * BLOCK], place
        )
        store.put(f"blocks/lineitem/{place.number}", block)
        sealed += len(block)
    calls = kms.calls.total()
    names["rotate"](store, kms, context)
    written = sum(
        len(its) for name, (its, _) in store.bucket.objects.items() if name.startswith("keys/")
    )
    return {"bytes": len(parquet), "blocks": count, "more": sealed - len(parquet), "written": written,
            "calls": kms.calls.total() - calls}  # fmt: skip


def measure() -> dict:
    return {
        "seeds": SEEDS,
        "questions": len(shop.QUESTIONS),
        "duckdb": duckdb.__version__,
        "side channel": side_channel(PLAIN),
        "with a mask": side_channel(MASKED),
        "postgres": in_postgres(),
        "price": price(),
        "rotation": rotation(solution()),
    }


def main() -> None:
    found = measure()
    for what in ("side channel", "with a mask"):
        shown = Shown(what, "asked", "differ", "show a hidden value")
        for name, its in found[what].items():
            shown.add_row(name, *map(str, its.values()))
        Console().print(shown)
    for what in ("postgres", "price", "rotation"):
        Console().print(what, found[what])
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
