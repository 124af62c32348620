"""Exercise 2: stores with key rings, other nodes that write to them, and the judge's own look into them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from cryptography.hazmat.primitives import keywrap

from warehouse.checks import Wrong
from warehouse.checks import calls as called
from warehouse.managed_storage.objects import Bucket, MemoryStore, NotingStore, Unavailable
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


class Repeating(Kms):
    """A service in the place of ``other``, which gives one new key and the same again."""

    def __init__(self, other: Kms):
        self.__dict__.update(other.__dict__)
        self._given = super().generate

    def generate(self, context: dict[str, str]) -> tuple[bytes, bytes]:
        given = self._given(context)
        self._given = lambda context: given
        return given


class World:
    """A bucket with sealed blocks and a ring for them, and the service that opens it. ``keys``: what every block's
    key is. ``generation``: of the ring that the world begins with. ``odd``: whether names are."""

    def __init__(
        self, rng: np.random.Generator, blocks: int, generation: int = 1, odd: bool = False
    ):
        self.bucket, self.kms = Bucket(), Kms()
        self.context = {"cluster": f"cluster {int(rng.integers(1_000))}", "purpose": ""}
        names = [
            str(name) for name in rng.permutation(np.array(NAMES, dtype=object))[: blocks * odd]
        ]
        names += [f"orders/x/{number}" for number in range(blocks - len(names))]
        store = MemoryStore(self.bucket)
        self.keys = rings.found(store, self.kms, self.context, names, generation)
        # as another program writes JSON: indented, fields in another order, letters as they are
        if odd:
            ring = json.loads(store.get(rings.name_of(generation)))
            text = json.dumps(dict(reversed(ring.items())), ensure_ascii=False, indent=1)
            store.put(rings.name_of(generation), text.encode())
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


def at_request(number: int, *events: Callable) -> Callable[[int], None]:
    """What happens before request ``number``, once."""
    left = list(events)

    def others(now: int) -> None:
        if now == number:
            while left:
                left.pop(0)()

    return others


def lost() -> None:
    """The store is not reached: an error that is none of its own."""
    raise ConnectionResetError("the connection to the store was lost")


def others_write(world: World, blocks: int, turn: bool) -> None:
    if turn:
        world.turns()
    for number in range(blocks):
        world.adds(f"new/{number}")
