"""Exercise 2: stores with key rings, what happens to them meanwhile, and what must be in them afterwards."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from cryptography.hazmat.primitives import keywrap

from warehouse.checks import Wrong, raises, run, same
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage.objects import (
    Bucket,
    MemoryStore,
    NotingStore,
    Unavailable,
)
from warehouse.security import rings
from warehouse.security.kms import Denied, Kms

MOST = 120
NAMES = ("orders/amount/0", "orders/amount/1", "ordres/größe/10", 'a"b', "", " ", "価格", "cluster", "0",
         "blocks/7", "null", "a\\b", "\U0001f4a7", "orders/amount/0 ")  # fmt: skip


class Ring(NamedTuple):
    """A ring, opened by the judge."""

    generation: int
    cluster: bytes
    database: bytes
    keys: dict[str, bytes]


class World:
    """A bucket with sealed blocks and a ring for them, and the service that opens it. ``keys``: what every block's
    key is. ``generation``: of the ring that the world begins with. ``odd``: whether names are."""

    def __init__(
        self, rng: np.random.Generator, blocks: int, generation: int = 1, odd: bool = False
    ):
        self.bucket, self.kms = Bucket(), Kms()
        self.context = {"cluster": f"cluster {int(rng.integers(1_000))}", "purpose": "redshift"}
        names = [
            str(name) for name in rng.permutation(np.array(NAMES, dtype=object))[: blocks * odd]
        ]
        names += [f"orders/x/{number}" for number in range(blocks - len(names))]
        store = MemoryStore(self.bucket)
        self.keys = rings.found(store, self.kms, self.context, names, generation)
        for name in names:
            store.put(f"blocks/{name}", os.urandom(60))
        self.first = self.opened()

    def node(self, crash_at: int | None = None, after: bool = False, others=None, fails_at=None):
        """A node's store. ``others(number)``: what other nodes do just before its request of that number."""

        def happens(number: int) -> None:
            if number > MOST:
                raise Unavailable(f"more than {MOST} requests")
            if others is not None:
                others(number)

        store = NotingStore(self.bucket, crash_at, after, happens)
        store.fails_at = fails_at
        return store

    def opened(self) -> Ring:
        """The newest ring of the bucket."""
        numbers = self.generations()
        if not numbers:
            raise Wrong("no generation is left under keys/", "one", "none")
        name = rings.name_of(numbers[-1])
        if name not in self.bucket.objects:
            raise Wrong(
                "generations have at least eight digits", name, str(sorted(self.bucket.objects))
            )
        return self.read(name)

    def read(self, name: str) -> Ring:
        data = self.bucket.objects[name][0]
        try:
            ring = json.loads(data)
            if sorted(ring) != ["blocks", "cluster", "database"]:
                raise ValueError(f"its fields are {sorted(ring)}")
            calls = self.kms.calls.copy()
            disabled, self.kms.disabled = self.kms.disabled, False
            cluster = self.kms.unwrap(bytes.fromhex(ring["cluster"]), self.context)
            self.kms.calls, self.kms.disabled = calls, disabled
            database = keywrap.aes_key_unwrap(cluster, bytes.fromhex(ring["database"]))
            keys = {
                block: keywrap.aes_key_unwrap(database, bytes.fromhex(its))
                for block, its in ring["blocks"].items()
            }
        except Denied:
            what = f"{name} does not open with the context that was given"
            raise Wrong(what, "its cluster key is wrapped for this context", "Denied") from None
        except (ValueError, KeyError, TypeError, AttributeError, keywrap.InvalidUnwrap) as error:
            what = f"{name} is no key ring as the task has it"
            got = f"{type(error).__name__}: {error} in {data[:200]!r}"
            raise Wrong(what, "JSON of cluster, database, blocks", got) from None
        return Ring(int(name.removeprefix(rings.PREFIX)), cluster, database, keys)

    def generations(self) -> list[int]:
        names = [name for name in self.bucket.objects if name.startswith(rings.PREFIX)]
        odd = [name for name in names if not name.removeprefix(rings.PREFIX).isdigit()]
        if odd:
            raise Wrong("under keys/ stand generations only", "numbers", str(odd))
        return sorted(int(name.removeprefix(rings.PREFIX)) for name in names)

    def adds(self, block: str) -> None:
        self.keys[block] = rings.add_block(MemoryStore(self.bucket), self.kms, self.context, block)

    def turns(self) -> None:
        """Another node rotates, whole."""
        ring = self.opened()
        outer, wrapped = self.kms.generate(self.context)
        inner = os.urandom(32)
        made = {
            "cluster": wrapped.hex(),
            "database": keywrap.aes_key_wrap(outer, inner).hex(),
            "blocks": {
                name: keywrap.aes_key_wrap(inner, its).hex() for name, its in ring.keys.items()
            },
        }
        self.bucket.objects[rings.name_of(ring.generation + 1)] = json.dumps(made).encode(), 0.0
        for number in [one for one in self.generations() if one <= ring.generation]:
            self.bucket.objects.pop(rings.name_of(number), None)

    def expect_keys(self) -> Ring:
        """The newest ring holds every key, and no other."""
        ring = self.opened()
        lost = sorted(set(self.keys) - set(ring.keys))
        if lost:
            what = f"keys of blocks are lost: {len(lost)} of {len(self.keys)}"
            raise Wrong(what, "every block's key", f"no key for {lost[0]!r}", called.calls.text)
        more = sorted(set(ring.keys) - set(self.keys))
        if more:
            raise Wrong("there are keys of blocks that never were", "none", str(more))
        for name, key in self.keys.items():
            if ring.keys[name] != key:
                what = f"block {name!r} has another key than its data were sealed with"
                raise Wrong(what, "the same key", "another", called.calls.text)
        return ring


def told(world: World, story: str) -> str:
    return f"{len(world.keys)} blocks, {story}"


def expect_found(block_key: Callable, rng: np.random.Generator) -> None:
    """Every block's key, of rings of several sizes, and of two rings that have blocks of one name."""
    for count in (1, 9):
        one, other = World(rng, count, odd=True), World(rng, count, generation=7, odd=True)
        for world in (one, other):
            for name, key in world.keys.items():
                got = run(block_key, world.node(), world.kms, world.context, name)
                same(got, key, f"the key of block {name!r}")


def turned(rotate: Callable, world: World, store: NotingStore | None = None) -> Ring:
    """A rotation that is not disturbed: its ring, every key in it."""
    got = run(rotate, store or world.node(), world.kms, world.context)
    ring = world.expect_keys()
    same(got, ring.generation, "the new generation, which rotate returns")
    return ring


def expect_rotations(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """Rotated once and again, of no blocks and of many; numbers grow by one, keys are the same and are found."""
    for count, generation in ((0, 1), (2, 7), (14, 123), (60, 2)):
        world = World(rng, count, generation, odd=count == 14)
        for step in (1, 2):
            ring = turned(rotate, world)
            same(ring.generation, generation + step, "the new generation")
        for name, key in list(world.keys.items())[:5] if count < 14 else ():
            got = run(block_key, world.node(), world.kms, world.context, name)
            same(got, key, f"the key of block {name!r} after two rotations")


def expect_fresh(rotate: Callable, rng: np.random.Generator, what: str) -> None:
    """``what``: "cluster" or "database", whose key must be new each time."""
    world = World(rng, 2)
    seen = {getattr(world.first, what)}
    for _ in range(3):
        seen.add(getattr(turned(rotate, world), what))
    if len(seen) < 4:
        raise Wrong(
            f"the {what} key is an old one after a rotation", "a new one each time", "an old one"
        )


def expect_nothing_open(rotate: Callable, rng: np.random.Generator) -> None:
    """No key stands in the store unwrapped."""
    world = World(rng, 4)
    ring = turned(rotate, world)
    secrets = {
        "the cluster key": ring.cluster,
        "the database key": ring.database,
        **{f"the key of {name!r}": key for name, key in world.keys.items()},
    }
    for name, (data, _) in world.bucket.objects.items():
        for whose, secret in secrets.items():
            forms = (secret, secret.hex().encode(), base64.b64encode(secret))
            if any(form in data for form in forms):
                raise Wrong(f"{whose} stands in {name} unwrapped", "wrapped", "in the open")


def expect_none_older(rotate: Callable, rng: np.random.Generator) -> None:
    """No older generation is left, of several that crashes had left either."""
    for left in ((), (1,), (1, 2, 5)):
        world = World(rng, 3, generation=6)
        for number in left:
            name, ring = rings.name_of(number), world.bucket.objects[rings.name_of(6)]
            world.bucket.objects[name] = ring
        ring = turned(rotate, world)
        same(world.generations(), [ring.generation], "the generations in the store afterwards")


def expect_cheap(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """No block read or written, requests and calls of the service as the task has them."""
    for count in (1, 3, 40):
        world = World(rng, count)
        blocks = {
            name: data for name, data in world.bucket.objects.items() if name.startswith("blocks/")
        }
        store, before = world.node(), world.kms.calls.copy()
        turned(rotate, world, store)
        expect_requests(store, {"list": 2, "get": 1, "put": 1, "delete": 1})
        expect_calls(world.kms.calls - before, 2)
        for name, data in blocks.items():
            if world.bucket.objects.get(name) != data:
                raise Wrong(f"{name} was written", "not a byte of data", "written")
        store, before = world.node(), world.kms.calls.copy()
        run(block_key, store, world.kms, world.context, next(iter(world.keys)))
        expect_requests(store, {"list": 1, "get": 1, "put": 0, "delete": 0})
        expect_calls(world.kms.calls - before, 1)


def expect_requests(store: NotingStore, most: dict[str, int]) -> None:
    for kind, limit in most.items():
        if store.requests[kind] > limit:
            what = f"more {kind} requests than the task allows"
            raise Wrong(what, f"at most {limit}", str(store.requests[kind]), called.calls.text)
    for kind, arguments in store.asked:
        if str(arguments[0]).startswith("blocks") or (kind == "list" and arguments[0] == ""):
            what = "a rotation needs no data, and was asked for some"
            raise Wrong(what, "names under keys/", f"{kind} {arguments[0]}", called.calls.text)


def expect_calls(calls, most: int) -> None:
    if calls.total() > most:
        what = "calls of the key service"
        raise Wrong(
            what, f"at most {most}, however many blocks", str(calls.total()), called.calls.text
        )


def expect_crashes(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """The node dies at each request, before and after; keys are there, are found, and the next one rotates."""
    for count in (3,):
        for at in range(1, 6):
            for after in (False, True):
                world = World(rng, count, generation=9)
                store = world.node(at, after)
                story = told(world, f"the node dies {'after' if after else 'before'} request {at}")
                try:
                    run(rotate, store, world.kms, world.context)
                except Raised as raised:
                    if "Crashed" not in {kind.__name__ for kind in type(raised.error).__mro__}:
                        raise
                called.calls.text = story
                world.expect_keys()
                name, key = next(iter(world.keys.items()))
                got = run(block_key, world.node(), world.kms, world.context, name)
                same(got, key, f"the key of {name!r} after a node died")
                ring = turned(rotate, world)
                called.calls.text = story + ", and another one rotates"
                same(
                    world.generations(),
                    [ring.generation],
                    "the generations in the store afterwards",
                )


def at_request(number: int, *events: Callable) -> Callable[[int], None]:
    """What happens before request ``number``, once."""
    left = list(events)

    def others(now: int) -> None:
        if now == number:
            while left:
                left.pop(0)()

    return others


def expect_race(
    rotate: Callable, rng: np.random.Generator, blocks: int, turn: bool = False
) -> None:
    """Before each request another node adds ``blocks`` blocks one after the other, or rotates and adds."""
    for at in range(1, 6):
        world = World(rng, 3, generation=8)
        store = world.node(others=at_request(at, partial(others_write, world, blocks, turn)))
        words = "rotates and " * turn + f"adds {blocks} block{'s' * (blocks > 1)}"
        story = told(world, f"before request {at} of rotate another node {words}")
        try:
            got = run(rotate, store, world.kms, world.context)
        except Raised as raised:
            raised.given = story
            raise
        called.calls.text = story
        ring = world.expect_keys()
        if ring.database == world.first.database and ring.cluster == world.first.cluster:
            what = "rotate has returned, and the newest ring has the keys of before"
            raise Wrong(what, "a new cluster key and a new database key", "the old ones", story)
        same(world.generations(), [ring.generation], "the generations in the store afterwards")
        puts = [arguments[0] for kind, arguments in store.asked if kind == "put"]
        same(
            got,
            int(puts[-1].removeprefix(rings.PREFIX)) if puts else None,
            "the new generation, which rotate returns",
        )


def others_write(world: World, blocks: int, turn: bool) -> None:
    if turn:
        world.turns()
    for number in range(blocks):
        world.adds(f"new/{number}")


def expect_reader(block_key: Callable, rng: np.random.Generator) -> None:
    """A rotation just before each request of a reader; two; and a block that is added meanwhile."""
    for at in (1, 2):
        for turns in (1, 2, 3):
            world = World(rng, 2, generation=9)
            name, key = next(iter(world.keys.items()))
            before = at_request(at, *[world.turns] * turns)
            got = run(block_key, world.node(others=before), world.kms, world.context, name)
            called.calls.text = told(
                world, f"before request {at} another node rotates {turns} times"
            )
            same(got, key, f"the key of {name!r}")
    world = World(rng, 2)
    name, key = next(iter(world.keys.items()))
    left = [world.turns] * 4

    def each_time(number: int) -> None:
        if number % 2 == 0 and left:
            left.pop()()

    got = run(block_key, world.node(others=each_time), world.kms, world.context, name)
    same(got, key, f"the key of {name!r}, while another node rotates four times")


def expect_order(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """Generations whose numbers get a digit more, with an older one left."""
    for number in (9, 99, 99_999_999):
        world = World(rng, 2, generation=number)
        old = world.bucket.objects[rings.name_of(number)]
        same(turned(rotate, world).generation, number + 1, "the new generation")
        same(turned(rotate, world).generation, number + 2, "the generation after that")
        world.bucket.objects[rings.name_of(number)] = old  # a crash left it
        world.adds("later")
        got = run(block_key, world.node(), world.kms, world.context, "later")
        same(got, world.keys["later"], "the key of a block of the newest generation")
        same(turned(rotate, world).generation, number + 4, "the new generation")


def expect_denied(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """Another context, or a master key that is disabled: Denied, and the store is as it was."""
    for disabled in (False, True):
        world = World(rng, 2)
        name = next(iter(world.keys))
        run(block_key, world.node(), world.kms, world.context, name)  # it has been opened before
        before, context = dict(world.bucket.objects), dict(world.context)
        if disabled:
            world.kms.disabled = True
        else:
            context["cluster"] += " of others"
        for function, more in ((rotate, ()), (block_key, (name,))):
            raises(Denied, function, world.node(), world.kms, context, *more)
            if world.bucket.objects != before:
                raise Wrong("Denied, and the store was changed", "as it was", "changed")


def expect_missing(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """A block that has no key, and a store that has no ring."""
    world = World(rng, 2)
    for name in ("no/such/block", "cluster", "blocks/orders"):
        if name not in world.keys:
            raises(KeyError, block_key, world.node(), world.kms, world.context, name, naming=name)
    empty = World(rng, 1)
    empty.bucket.objects = {"blocks/x": (b"sealed", 0.0)}
    raises(KeyError, block_key, empty.node(), empty.kms, empty.context, "orders/1", naming="keys/")
    raises(KeyError, rotate, empty.node(), empty.kms, empty.context, naming="keys/")
    same(sorted(empty.bucket.objects), ["blocks/x"], "what is in the store afterwards")


def expect_failures(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """A request that the store refuses: its error comes out, nothing more is asked, and no key is lost."""
    for function, most in ((rotate, 5), (block_key, 2)):
        for at in range(1, most + 1):
            world = World(rng, 2)
            name = next(iter(world.keys))
            store = world.node(fails_at=at)
            raises(
                Unavailable,
                function,
                store,
                world.kms,
                world.context,
                *([name] if most == 2 else []),
            )
            if store.requests.total() > at:
                what = f"request {at} failed, and the store was asked for more"
                raise Wrong(what, f"{at} requests", str(store.requests.total()))
            called.calls.text = told(world, f"request {at} is refused")
            world.expect_keys()
