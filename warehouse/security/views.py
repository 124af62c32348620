"""The security lab's views: each shows the student's own part at work. One that follows controls is made with
``warehouse.drawing.live``."""

from __future__ import annotations

import os
from collections.abc import Callable

import duckdb
import ipywidgets as widgets

from warehouse.drawing import shown, table
from warehouse.managed_storage.objects import Bucket, Crashed, MemoryStore
from warehouse.security import rings, shop
from warehouse.security.kms import Kms
from warehouse.security.records import Mask, Place, Tampered, User


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
            ("a bit of the content is another", blocks[1][:15] + bytes([blocks[1][15] ^ 1]) + blocks[1][16:]),
            ("the last byte is cut off", blocks[1][:-1]),
            ("last week's block is put back", last_week),
            ("block 2 is put in its place", blocks[2]),
            ("a block of people.salary is put there", salaries),
        ]
        lines = []
        for what, stored in done:
            try:
                lines.append([what, f"{len(stored)} bytes", f"opens: {unseal(key, stored, places[1])!r}"])
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
        asked = ", ".join(f"{count} {kind}" for kind, count in sorted((store.requests - before).items()))
        size = sum(len(data) for data, _ in store.bucket.objects.values())
        lines = []
        for at in range(1, 6):
            row: list[object] = [at]
            for after in (False, True):
                bucket = Bucket()
                keys = rings.found(MemoryStore(bucket), kms, context, blocks)
                try:
                    rotate(MemoryStore(bucket, at, after), kms, context)
                except Crashed:
                    pass
                found = MemoryStore(bucket)
                lost = sum(block_key(found, kms, context, name) != its for name, its in keys.items())
                row.append(f"{lost} keys lost, {len(found.list(rings.PREFIX))} generations")
            lines.append(row)
        head = ["the node dies at request", "before it takes effect", "after"]
        return f"<p>{asked}; {size:,} bytes of keys for {len(blocks)} blocks.</p>{table(head, lines)}"

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
                sql = visible(shop.ORDERS, user, shop.RULES, [Mask("orders", "note", "'***'", "user boss", 1)])
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
