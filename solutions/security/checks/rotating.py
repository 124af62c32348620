"""Exercise 2: what must be in a store with a key ring, whatever happens to it meanwhile."""

from __future__ import annotations

import base64
import itertools
import json
import random
from collections.abc import Callable
from functools import partial

import numpy as np

from solutions.security.checks.worlds import Repeating, Ring, World, at_request, lost, others_write
from warehouse.checks import Wrong, in_notebook, raises, run, same
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage.objects import NotingStore, Unavailable
from warehouse.security import rings
from warehouse.security.kms import Denied


def told(world: World, story: str) -> str:
    return f"{len(world.keys)} blocks, {story}"


def expect_found(block_key: Callable, rng: np.random.Generator) -> None:
    """Every block's key, of rings of several sizes, and of two rings that have blocks of one name."""
    one, other = World(rng, 14, odd=True), World(rng, 0, generation=7)
    for name in list(one.keys)[:2]:
        other.adds(name)
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
    for count, generation, times in ((0, 1, 1), (2, 7, 2), (14, 123, 1), (60, 2, 1)):
        world = World(rng, count, generation, odd=count == 14)
        for step in range(1, times + 1):
            ring = turned(rotate, world)
            same(ring.generation, generation + step, "the new generation")
        for name, key in list(world.keys.items())[:5] if count == 2 else ():
            got = run(block_key, world.node(), world.kms, world.context, name)
            same(got, key, f"the key of block {name!r} after a rotation")
    expect_nothing_open(rotate, rng)


class Turned:
    """Rings before and after rotations that nobody disturbs, of few blocks and of many; made once for both keys."""

    def __init__(self, rotate: Callable, rng: np.random.Generator):
        self.rotate, self.rng = rotate, rng
        self.rings: list[list[Ring]] = []

    def expect_fresh(self, what: str) -> None:
        """``what``: "cluster" or "database", whose key must be new each time."""
        if not self.rings:
            for count, times in ((2, 2), (40, 1)):
                world = World(self.rng, count)
                its = [turned(self.rotate, world) for _ in range(times)]
                self.rings.append([world.first, *its])
        for its in self.rings:
            if len({getattr(ring, what) for ring in its}) < len(its):
                found = f"the {what} key is an old one after a rotation of {len(its[0].keys)} keys"
                raise Wrong(found, "a new one each time", "an old one")
        if what == "database":
            world = World(self.rng, 0)
            world.kms, before = Repeating(world.kms), dict(world.bucket.objects)
            keys = []
            for _ in range(2):
                world.bucket.objects = dict(before)
                keys.append(seeded(self.rotate, world))
            if keys[0] == keys[1]:
                found = "one ring was rotated twice: the same cluster key, the same seed of the module random"
                raise Wrong(found, "two database keys, random ones", "one, which can be foretold")
            expect_random([turned(self.rotate, world).database for _ in range(40)])


def expect_random(keys: list[bytes]) -> None:
    """Of forty keys no bit stays, and no byte is always what another one is."""
    its = np.array([list(key) for key in keys], np.uint8)
    bits = np.unpackbits(its, axis=1)
    if (bits == bits[0]).all(axis=0).any() or len(np.unique(its, axis=1).T) < its.shape[1]:
        what = f"some bits or bytes of {len(keys)} database keys are always the same, or alike"
        raise Wrong(what, "32 random bytes", keys[-1].hex())


def seeds(seed: int) -> None:
    """What a notebook does that wants the same numbers each time.

    # driver: runs in the student's process
    """
    random.seed(seed)
    np.random.seed(seed)


def seeded(rotate: Callable, world: World) -> bytes:
    """The new database key of a rotation after the generators were given a seed."""
    in_notebook(seeds, 7, keeps=True)
    return turned(rotate, world).database


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
    """No older generation is left, of several that crashes had left either; nor one that a node which fell behind puts
    below, under a number that was free again, before the second list."""
    world = World(rng, 3, generation=6)
    leaves(world, (1, 3))
    ring = turned(rotate, world, world.node(others=at_request(4, partial(leaves, world, (2, 5)))))
    same(world.generations(), [ring.generation], "the generations in the store afterwards")


def leaves(world: World, numbers: tuple[int, ...]) -> None:
    """Older generations, with a key that the newest one does not have."""
    data, written = world.bucket.objects[rings.name_of(world.generations()[-1])]
    ring = json.loads(data)
    ring["blocks"]["of old"] = next(iter(ring["blocks"].values()))
    for number in numbers:
        world.bucket.objects[rings.name_of(number)] = json.dumps(ring).encode(), written


def expect_cheap(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """No block read or written, requests and calls of the service as the task has them."""
    for count in (1, 40):
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
    for at in range(1, 6):
        for after in (False, True):
            world = World(rng, 3, generation=9)
            store = world.node(at, after)
            story = told(world, f"the node dies {'after' if after else 'before'} request {at}")
            try:
                run(rotate, store, world.kms, world.context)
            except Raised as raised:
                if "Crashed" not in {kind.__name__ for kind in type(raised.error).__mro__}:
                    raise
            called.calls.text = story
            world.expect_keys()
            if at > 2 and after:
                name, key = next(iter(world.keys.items()))
                got = run(block_key, world.node(), world.kms, world.context, name)
                same(got, key, f"the key of {name!r} after a node died")
            if at < 3 or (at == 3 and not after):
                continue  # nothing was written: the next one begins as this one did
            ring = turned(rotate, world)
            called.calls.text = story + ", and another one rotates"
            same(world.generations(), [ring.generation], "the generations in the store afterwards")
    expect_none_older(rotate, rng)


def _turned_meanwhile(
    rotate: Callable, world: World, store: NotingStore, story: str
) -> tuple[object, Ring]:
    """A rotation while others write, as ``story`` tells: what it gives and its ring, with new keys."""
    try:
        got = run(rotate, store, world.kms, world.context)
    except Raised as raised:
        raised.given = story
        raise
    called.calls.text = story
    ring = world.expect_keys()
    if ring.database == world.first.database or ring.cluster == world.first.cluster:
        what = "rotate has returned, and the newest ring has a key of before"
        raise Wrong(what, "a new cluster key and a new database key", "an old one", story)
    return got, ring


def expect_race(
    rotate: Callable, rng: np.random.Generator, blocks: int, turn: bool = False
) -> None:
    """Before each request but the first another node adds ``blocks`` blocks one after the other; or it rotates and adds
    before the put, or after it."""
    for at in (3, 4) if turn else range(2, 6):
        if not blocks and at == 4:
            continue  # it has built on what was put: that is its ring
        world = World(rng, 3, generation=8)
        store = world.node(others=at_request(at, partial(others_write, world, blocks, turn)))
        words = "rotates" * turn + " and " * (turn and blocks > 0)
        words += f"adds {blocks} block{'s' * (blocks > 1)}" * (blocks > 0)
        story = told(world, f"before request {at} of rotate another node {words}")
        got, ring = _turned_meanwhile(rotate, world, store, story)
        same(world.generations(), [ring.generation], "the generations in the store afterwards")
        puts = [arguments[0] for kind, arguments in store.asked if kind == "put"]
        if puts and got == ring.generation:
            continue
        due = int(puts[-1].removeprefix(rings.PREFIX)) if puts else None
        same(got, due, "the new generation, which rotate returns")


def expect_added(rotate: Callable, rng: np.random.Generator) -> None:
    """Another node adds one block, before any request; others do so many times."""
    expect_race(rotate, rng, blocks=1)
    expect_busy(rotate, rng)


def expect_overtaken(rotate: Callable, rng: np.random.Generator) -> None:
    """Other nodes are two and three generations ahead, some of which they have rotated."""
    expect_race(rotate, rng, blocks=2)
    for blocks in (0, 2):
        expect_race(rotate, rng, blocks, turn=True)
    expect_overtaken_again(rotate, rng)


def expect_overtaken_again(rotate: Callable, rng: np.random.Generator) -> None:
    """Before its put another node is two generations ahead, and before its second put again; and once the generation that it
    put is deleted before it looks, by a node that took it for the one of that number before."""
    for late in (False, True):
        world = World(rng, 3, generation=8)

        def others(number: int, world: World = world, late: bool = late) -> None:
            if number == 3 or (number == 7 and not late):
                for block in ("one", "two"):
                    world.adds(f"{number}/{block}")
            if number == 4 and late:
                world.bucket.objects.pop(rings.name_of(9), None)

        words = (
            "and deletes number 9 once more before request 4" if late else "and before request 7"
        )
        story = told(world, f"before request 3 of rotate another node adds two blocks, {words}")
        _turned_meanwhile(rotate, world, world.node(others=others), story)


def expect_busy(rotate: Callable, rng: np.random.Generator, times: int = 5) -> None:
    """Before each third request, which may be a put, another node adds a block, ``times`` times."""
    world = World(rng, 2, generation=3)
    left = list(range(times))

    def others(number: int) -> None:
        if number % 3 == 0 and left:
            world.adds(f"busy/{left.pop()}")

    story = told(
        world, f"other nodes add a block before every third request of rotate, {times} times"
    )
    _turned_meanwhile(rotate, world, world.node(others=others), story)


def expect_reader(block_key: Callable, rng: np.random.Generator) -> None:
    """A rotation just before a reader gets what it has seen in the list; three; and one each time, six times. A new block,
    while there is an older generation that a crash has left."""
    world = World(rng, 2, generation=9)
    old = world.bucket.objects[rings.name_of(9)]
    world.adds("later")
    world.bucket.objects[rings.name_of(9)] = old
    before = at_request(2, partial(world.adds, "last"))
    got = run(block_key, world.node(others=before), world.kms, world.context, "later")
    called.calls.text = told(
        world, "an older generation is left; another node adds a block before request 2"
    )
    same(got, world.keys["later"], "the key of a block of the newest generation")
    for turns in (1, 3):
        world = World(rng, 2, generation=9)
        name, key = next(iter(world.keys.items()))
        before = at_request(2, *[world.turns] * turns)
        got = run(block_key, world.node(others=before), world.kms, world.context, name)
        called.calls.text = told(world, f"before request 2 another node rotates {turns} times")
        same(got, key, f"the key of {name!r}")
    world = World(rng, 2)
    name, key = next(iter(world.keys.items()))
    left = [world.turns] * 6

    def each_time(number: int) -> None:
        if number % 2 == 0 and left:
            left.pop()()

    got = run(block_key, world.node(others=each_time), world.kms, world.context, name)
    same(got, key, f"the key of {name!r}, while another node rotates six times")


def expect_order(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """Generations whose numbers get a digit more, with an older one left."""
    for number in (99_999_999, 999_999_999):
        world = World(rng, 2, generation=number)
        old = world.bucket.objects[rings.name_of(number)]
        same(turned(rotate, world).generation, number + 1, "the new generation")
        world.bucket.objects[rings.name_of(number)] = old  # a crash left it
        world.adds("later")
        got = run(block_key, world.node(), world.kms, world.context, "later")
        same(got, world.keys["later"], "the key of a block of the newest generation")
        same(turned(rotate, world).generation, number + 3, "the new generation")


def expect_denied(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """Another context, or a master key that is disabled: Denied, and the store is as it was."""
    for disabled in (False, True):
        world = World(rng, 2, generation=4)
        leaves(world, (3,))
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
    leaves(world, (0,))  # a crash did
    raises(KeyError, block_key, world.node(), world.kms, world.context, "of old", naming="of old")
    empty = World(rng, 1)
    empty.bucket.objects = {"blocks/x": (b"sealed", 0.0)}
    raises(KeyError, block_key, empty.node(), empty.kms, empty.context, "orders/1", naming="keys/")
    raises(KeyError, rotate, empty.node(), empty.kms, empty.context, naming="keys/")
    same(sorted(empty.bucket.objects), ["blocks/x"], "what is in the store afterwards")


def expect_failures(rotate: Callable, block_key: Callable, rng: np.random.Generator) -> None:
    """A request that the store refuses: its error comes out, nothing more is asked, and no key is lost."""
    for function, most in ((rotate, 6), (block_key, 2)):
        for at, kind in itertools.product(range(1, most + 1), (Unavailable, ConnectionResetError)):
            world = World(rng, 2, generation=3)
            leaves(world, (2,))
            more = [next(iter(world.keys))] if most == 2 else []
            # an error that the store has of its own, or one of its connection
            own = kind is Unavailable
            store = world.node(fails_at=at) if own else world.node(others=at_request(at, lost))
            raises(kind, function, store, world.kms, world.context, *more)
            if len(store.asked) > at:
                what = f"request {at} failed, and the store was asked for more"
                raise Wrong(what, f"{at} requests", str(len(store.asked)))
            called.calls.text = told(world, f"request {at} is refused")
            world.expect_keys()
