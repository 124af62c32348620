"""The security lab's views: each shows the student's own part at work. One that follows controls is made with
``warehouse.drawing.live``."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress

import duckdb
import ipywidgets as widgets

from warehouse.drawing import SHADES, circle, line, live, shown, svg, table, text
from warehouse.managed_storage.objects import Bucket, Crashed, MemoryStore
from warehouse.security import rings, shop
from warehouse.security.engine import Warehouse
from warehouse.security.kms import Kms
from warehouse.security.records import Entry, Grant, Mask, Place, Refused, Tampered, User


def tampered(seal: Callable, unseal: Callable) -> widgets.HTML:
    """What a thief who can write does to a column of four blocks, and what its reader is told."""

    def draw() -> str:
        key = os.urandom(32)
        places = [Place("orders", "amount", number, 2) for number in range(4)]
        blocks = [seal(key, f"amounts of block {at.number}".encode(), at) for at in places]
        last_week = seal(key, b"amounts of last week", places[1]._replace(version=1))
        salaries = seal(key, b"salaries", Place("people", "salary", 1, 2))
        done = [
            ("nothing", blocks[1]),
            (
                "a bit of the content is another",
                blocks[1][:15] + bytes([blocks[1][15] ^ 1]) + blocks[1][16:],
            ),
            ("the last byte is cut off", blocks[1][:-1]),
            ("last week's block is put back", last_week),
            ("block 2 is put in its place", blocks[2]),
            ("a block of people.salary is put there", salaries),
        ]
        lines = []
        for what, stored in done:
            try:
                lines.append(
                    [what, f"{len(stored)} bytes", f"opens: {unseal(key, stored, places[1])!r}"]
                )
            except Tampered as error:
                lines.append([what, f"{len(stored)} bytes", f"Tampered: {error}"])
        return table(["what is done to block 1", "stored", "what its reader gets"], lines)

    return shown(draw)


def rotated(rotate: Callable, block_key: Callable) -> widgets.HTML:
    """A rotation: bytes and requests; and of a node that dies at each of its requests what is left."""
    blocks, context = [f"orders/amount/{number}" for number in range(20)], {"cluster": "one"}

    def draw() -> str:
        store, kms = MemoryStore(Bucket()), Kms()
        rings.found(store, kms, context, blocks)
        before = store.requests.copy()
        rotate(store, kms, context)
        asked = ", ".join(
            f"{count} {kind}" for kind, count in sorted((store.requests - before).items())
        )
        size = sum(len(data) for data, _ in store.bucket.objects.values())
        lines = []
        for at in range(1, 6):
            row: list[object] = [at]
            for after in (False, True):
                bucket = Bucket()
                keys = rings.found(MemoryStore(bucket), kms, context, blocks)
                with suppress(Crashed):
                    rotate(MemoryStore(bucket, at, after), kms, context)
                found = MemoryStore(bucket)
                lost = sum(
                    block_key(found, kms, context, name) != its for name, its in keys.items()
                )
                row.append(f"{lost} keys lost, {len(found.list(rings.PREFIX))} generations")
            lines.append(row)
        head = ["the node dies at request", "before it takes effect", "after"]
        return (
            f"<p>{asked}; {size:,} bytes of keys for {len(blocks)} blocks.</p>{table(head, lines)}"
        )

    return shown(draw)


def seen_by(visible: Callable) -> widgets.HTML:
    """What three users see of one table; and a question that fails on hidden rows, asked of a plain SELECT and of the
    student's."""

    def draw() -> str:
        orders, regions = shop.some_orders()
        users = [shop.ANN, User("ben", [], False), User("boss", [], True)]
        lines = []
        with shop.opened(orders, regions) as db:
            for user in users:
                sql = visible(
                    shop.ORDERS, user, shop.RULES, [Mask("orders", "note", "'***'", "user boss", 1)]
                )
                rows = db.execute(sql).fetchall()
                lines.append([user.name, len(rows), str(rows[:2])])
            plain = " AND ".join(f"({rule.predicate})" for rule in shop.RULES)
            forms = {
                "a plain SELECT": f"SELECT * FROM main.orders WHERE {plain}",
                "yours": visible(shop.ORDERS, shop.ANN, shop.RULES, []),
            }
            answers = []
            for name, sql in forms.items():
                try:
                    got = db.execute(shop.QUESTIONS[0].format(orders=f"({sql})")).fetchall()
                except duckdb.Error as error:
                    got = str(error)
                answers.append([name, str(got)[:200]])
        asked = shop.QUESTIONS[0].format(orders="orders")
        return (
            table(["user", "rows of 100", "the first two"], lines)
            + f"<p>ann asks: {asked}</p>"
            + table(["through", "what she is told"], answers)
        )

    return shown(draw)


def secured(secure: Callable) -> widgets.HTML:
    """What some queries become, and how many orders they show."""
    asked = (
        "SELECT o.id FROM orders AS o WHERE o.amount > 50 OR 1 = 1",
        "SELECT id FROM big",
        "WITH orders AS (SELECT id FROM orders) SELECT id FROM orders",
        "WITH big AS (SELECT 7 AS id) SELECT id FROM big",
        "SELECT id FROM main.orders WHERE id IN (SELECT id FROM ORDERS)",
    )

    def draw() -> str:
        orders, regions = shop.some_orders()
        rule = " AND ".join(f"({rule.predicate})" for rule in shop.RULES)
        hers = {"orders": f"SELECT * FROM main.orders WHERE {rule} OFFSET 0"}
        views = {"big": "SELECT * FROM orders WHERE amount > 50"}
        lines = []
        with shop.opened(orders, regions) as db:
            db.execute(f"CREATE VIEW big AS {views['big']}")
            for sql in asked:
                made = secure(sql, hers, views)
                lines.append(
                    [sql, len(db.execute(sql).fetchall()), len(db.execute(made).fetchall()), made]
                )
        return table(["query", "rows as it stands", "rows secured", "what it becomes"], lines)

    return shown(draw)


def cascade(remaining: Callable) -> widgets.VBox:
    """Grants, and what is left of them when one is taken back."""
    pairs = ("oa", "ob", "ac", "bc", "cd", "da", "de")
    grants = [Grant(*pair, pair != "de") for pair in pairs]
    names = [f"{one.grantor} to {one.grantee}" for one in grants]
    which = widgets.Dropdown(options=names, description="taken back")
    places = {
        "o": (30, 70),
        "a": (130, 30),
        "b": (130, 110),
        "c": (230, 70),
        "d": (330, 30),
        "e": (430, 30),
    }

    def draw() -> str:
        left = remaining("o", list(grants), grants[names.index(which.value)])
        shapes = []
        for grant in grants:
            (x1, y1), (x2, y2) = places[grant.grantor], places[grant.grantee]
            dash = None if grant in left else "3 5"
            shapes.append(
                line(x1, y1, x2, y2, stroke="currentColor", stroke_dasharray=dash, stroke_width=1.5)
            )
        for name, (x, y) in places.items():
            shapes.append(circle(x, y, 14, fill=SHADES[0]))
            shapes.append(text(x, y + 5, name, text_anchor="middle", fill="white"))
        picture = svg((480, 140), "who gave a right to whom", shapes, fill="currentColor")
        gone = [name for name, one in zip(names, grants) if one not in left]
        return (
            f"{picture}<p>Gone, dashed: {', '.join(gone)}. Left: {len(left)} of {len(grants)}.</p>"
        )

    return live(draw, which)


def a_day(make: type) -> widgets.HTML:
    """Questions, changes and a revoked right, and where each answer came from."""

    def draw() -> str:
        rule = "(orders where region in regions)"
        warehouse = Warehouse(
            {"orders": 1, "regions": 1},
            {("ann", "orders"), ("ben", "orders")},
            {("ann", "orders"): rule},
        )
        results, lines = make(warehouse, 4), []
        for what in (
            "ann",
            "ann",
            "ben",
            "+regions",
            "ben",
            "ann",
            "+orders",
            "ben",
            "ben",
            "-ben",
            "ben",
            "ann",
        ):
            if what[0] == "+":
                warehouse.change(what[1:])
                lines.append([f"{what[1:]} changes", "", ""])
                continue
            if what[0] == "-":
                warehouse.rights.discard((what[1:], "orders"))
                lines.append([f"the right of {what[1:]} is revoked", "", ""])
                continue
            before = len(warehouse.ran)
            try:
                rows = results.answer(what, "SELECT orders")
                came = "run" if len(warehouse.ran) > before else "from memory"
            except Refused as refused:
                rows, came = "", f"refused: {refused}"
            lines.append([f"{what} asks for orders", came, rows])
        return table(["what happens", "the answer", "versions that it shows"], lines)

    return shown(draw)


def deeds(next_entry: Callable, verify: Callable) -> widgets.VBox:
    """A log of six entries, something that is done to it, and what is found, without an anchor and with one."""
    which = widgets.Dropdown(
        options=["nothing", "change 3", "change 3, mend its digest", "change 3, mend all", "drop 3", "drop 6",
                 "move 5 to the front", "double 2"],
        description="done",
    )  # fmt: skip

    def draw() -> str:
        whole: list[Entry] = []
        for number in range(6):
            whole.append(next_entry(list(whole), "ann", f"SELECT {number}"))
        log = list(whole)
        if which.value.startswith("change 3"):
            log[2] = log[2]._replace(what="SELECT nothing")
            if "mend" in which.value:
                for at in range(2, 6 if which.value.endswith("all") else 3):
                    log[at] = next_entry(log[:at], log[at].who, log[at].what)
        elif which.value.startswith("drop"):
            del log[int(which.value[-1]) - 1]
        elif which.value.startswith("move"):
            log.insert(0, log.pop(4))
        elif which.value.startswith("double"):
            log.insert(2, log[1])
        lines = [[one.number, one.who, one.what, one.previous[:8], one.digest[:8]] for one in log]
        anchors = {6: whole[5].digest}
        return (
            table(["number", "who", "what", "previous", "digest"], lines)
            + f"<p>Without an anchor: {verify(log, {})}. With one at 6: {verify(log, anchors)}.</p>"
        )

    return live(draw, which)
