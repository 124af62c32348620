"""What the security lab lends: the key service, rings, the shop, the small warehouse; the fence on the DuckDB that is
installed; its views."""

from __future__ import annotations

import json

import numpy as np
import pytest
from cryptography.hazmat.primitives import keywrap

from solutions.security.checks import hidden as hiding
from solutions.security.checks.running import ask, room
from solved import solved
from warehouse.managed_storage.objects import Bucket, MemoryStore
from warehouse.security import rings, shop, views
from warehouse.security.engine import Warehouse
from warehouse.security.kms import Denied, Kms
from warehouse.security.records import Place, Refused, Tampered

RULE = " AND ".join(f"({one.predicate})" for one in shop.RULES)
SHOWN = {
    "as stored": "id, region, amount, note",
    "a mask that may fail": "id, region, amount, CAST(note AS INT) + 1 AS note",
    "a mask that divides": "id, region, amount, note || (100 // (amount - 70)) AS note",
}


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    return solved("security")


def _cells() -> list:
    import nbformat

    from autograder.paths import source_notebook

    return nbformat.read(source_notebook("security"), as_version=4).cells


def leaks(form: str, columns: str, seed: int) -> int:
    """How many of the shop's questions show a hidden value, or answer otherwise than on a table of her rows alone."""
    orders = hiding.hidden_shop(np.random.default_rng(seed))
    source = f"({form.format(columns, RULE)})"
    with shop.opened(orders, hiding.WHO) as stored:
        hers = stored.execute(f"SELECT * FROM orders WHERE {RULE}").fetchall()
        with shop.opened(hers, hiding.WHO) as copy:
            copy.execute(f"CREATE TABLE hers AS SELECT {columns} FROM orders")
            found = 0
            for question in shop.QUESTIONS:
                got = ask(stored, hiding.placed(question, source))
                due = ask(copy, hiding.placed(question, "hers"))
                found += got.leaks or got.rows != due.rows
            return found


@pytest.mark.parametrize("columns", SHOWN)
@pytest.mark.parametrize("fence", ["OFFSET 0", "LIMIT 9223372036854775807"])
def test_the_fence_holds_on_the_duckdb_that_is_installed(fence, columns):
    form = "SELECT {} FROM main.orders WHERE {} " + fence
    for seed in range(3):
        assert leaks(form, SHOWN[columns], seed) == 0, (
            "DuckDB now evaluates a user's filter below this fence, on rows that she may not see: "
            "the lab's exercises 3 and 4 and its chapter rest on it and need another one"
        )


@pytest.mark.parametrize("columns", ["as stored", "a mask that may fail"])
def test_what_is_no_fence_leaks_so_that_the_check_shows_something(columns):
    assert leaks("SELECT {} FROM main.orders WHERE {}", SHOWN[columns], 0) > 3
    assert leaks("SELECT {} FROM main.orders WHERE {} ORDER BY id", SHOWN[columns], 0) > 3


def test_a_materialised_with_is_no_fence_where_a_mask_may_fail():
    form = "WITH x AS MATERIALIZED (SELECT * FROM main.orders WHERE {1}) SELECT {0} FROM x"
    assert leaks(form, SHOWN["as stored"], 0) == 0
    assert leaks(form, SHOWN["a mask that may fail"], 0) > 3


def test_the_shop_is_closed_to_the_outside():
    for db, more in (
        (shop.connect(), ["SET threads = 2"]),
        (room(), []),
        (room(optimizer=False), []),
    ):
        with db:
            rows = [1, 2]  # noqa: F841  what a replacement scan would find
            for sql in ("SELECT * FROM 'x.csv'", "COPY (SELECT 1) TO 'x.csv'", "SELECT * FROM rows",
                        "ATTACH 'x.db'", *more):  # fmt: skip
                assert ask(db, sql).rows is None


def test_rooms_of_one_engine_keep_apart():
    with room() as one, room() as other:
        one.execute("CREATE TABLE main.orders AS SELECT 1 AS id")
        assert ask(other, "SELECT * FROM main.orders").rows is None
        other.execute("CREATE TABLE main.orders AS SELECT 2 AS id")
        assert ask(one, "SELECT * FROM orders").rows == [(1,)]


def test_the_shop_has_what_its_questions_need():
    orders, regions = shop.some_orders()
    with shop.opened(orders, regions) as db:
        hers = db.execute(f"SELECT note, amount FROM orders WHERE {RULE}").fetchall()
        hidden = db.execute(f"SELECT note, amount FROM orders WHERE NOT ({RULE})").fetchall()
    assert len(hers) == 25 and all(note.isdigit() for note, _ in hers)
    assert all(note.startswith("secret") for note, _ in hidden) and any(
        its == 70 for _, its in hidden
    )


def test_the_key_service_opens_what_it_wrapped_and_for_whom():
    kms = Kms()
    key, wrapped = kms.generate({"a": "1", "b": "2"})
    assert len(key) == 32 and key not in wrapped
    assert kms.unwrap(wrapped, {"b": "2", "a": "1"}) == key
    for bad, context in (
        (wrapped, {"a": "1"}),
        (wrapped[:-1], {"a": "1", "b": "2"}),
        (b"", {}),
        (wrapped, {}),
    ):
        with pytest.raises(Denied):
            kms.unwrap(bad, context)
    with pytest.raises(Denied):
        Kms().unwrap(wrapped, {"a": "1", "b": "2"})
    kms.disabled = True
    with pytest.raises(Denied, match="disabled"):
        kms.unwrap(wrapped, {"a": "1", "b": "2"})
    assert kms.calls == {"generate": 1, "unwrap": 6}


def test_a_ring_is_what_the_task_says_and_a_block_may_be_added():
    store, kms, context = MemoryStore(Bucket()), Kms(), {"cluster": "one"}
    keys = rings.found(store, kms, context, ["a", "b"], generation=99_999_999)
    keys["c"] = rings.add_block(store, kms, context, "c")
    assert [one.name for one in store.list("keys/")] == ["keys/100000000"]
    ring = json.loads(store.get("keys/100000000"))
    outer = kms.unwrap(bytes.fromhex(ring["cluster"]), context)
    inner = keywrap.aes_key_unwrap(outer, bytes.fromhex(ring["database"]))
    opened = {
        name: keywrap.aes_key_unwrap(inner, bytes.fromhex(its))
        for name, its in ring["blocks"].items()
    }
    assert opened == keys and len(set(keys.values())) == 3


def test_the_small_warehouse():
    warehouse = Warehouse(
        {"orders": 1, "regions": 4}, {("ann", "orders")}, {("ann", "orders"): "(orders in regions)"}
    )
    text = warehouse.rewrite("ann", "SELECT orders")
    assert (
        text == "SELECT (orders in regions)"
        and warehouse.rewrite("ben", "SELECT orders") == "SELECT orders"
    )
    assert warehouse.tables(text) == ["orders", "regions"]
    assert warehouse.may("ann", "orders") and not warehouse.may("ann", "regions")
    assert warehouse.run(text) == [("orders", 1), ("regions", 4)]
    warehouse.change("orders")
    assert warehouse.version("orders") == 2 and warehouse.ran == [text]


def test_errors_say_what_was_refused():
    assert (
        str(Tampered(Place("t", "c", 3, 1))) == "not what was sealed as block 3 of t.c, version 1"
    )
    assert str(Tampered("odd")) == "odd"
    assert str(Refused("ann", "orders")) == "ann may not read orders"


def test_views_show_the_students_part_and_never_raise(notebook):
    def stub(*arguments):
        raise NotImplementedError

    def broken(*arguments):
        return 7

    calls = {
        views.tampered: ("seal", "unseal"), views.rotated: ("rotate", "block_key"), views.seen_by: ("visible",),
        views.secured: ("secure",), views.cascade: ("remaining",), views.a_day: ("Results",),
        views.deeds: ("next_entry", "verify"),
    }  # fmt: skip
    for view, names in calls.items():
        shown = html(view(*[notebook[name] for name in names]))
        assert "cannot be shown" not in shown and "<table" in shown or "<svg" in shown, view
        assert "Not started" in html(view(*[stub] * len(names)))
        assert html(view(*[broken] * len(names)))


def html(widget: object) -> str:
    return widget.value if hasattr(widget, "value") else widget.children[-1].value
