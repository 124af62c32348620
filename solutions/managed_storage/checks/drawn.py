"""Cases for the judge in ``playing``, drawn at random from all that the tasks allow: by what there
is to see in them. No two cases of one call hold the same content, so that a function that remembers
earlier stores breaks a law and not each check.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np

from solutions.managed_storage.checks.buckets import block_name, entry
from solutions.managed_storage.checks.one_call import ERRORS, STORE, STRANGE, Case
from solutions.managed_storage.checks.right import (
    collect_garbage,
    read_block,
    write_blocks,
)
from warehouse.checks import generator, kept
from warehouse.managed_storage.objects import ConflictError

LONG = 100_000_000, 98_765_432_101  # of more than the eight digits of a name
VERSIONS = (0, 1, 9, 10, 99, 12_345, 9_999_999, 99_999_998, *LONG)
ODD_NAMES = ("it's", 'a "quoted" one', "x.y/z", "two words", "select", "größe", "数据", "back\\slash",
             "%s{0}", " blanks around ", "new\nline", "a", "A", "blocks/a", "[]", "0")  # fmt: skip
#: Names that begin as a block's does, nearly, or lie elsewhere.
BESIDE = ("blocks-of-others/x", "block/a", "elsewhere/blocks/a", "checkpoints/00000001", "Blocks/a")
NOW = 1000.0  # seconds of the clock in a case whose objects have ages


class Drawer:
    """Draws from one generator; every content that it gives is new."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.given = rng, 0
        self.special = [b"\0", b"0", b"\r\n", bytes(range(256)), b"-" * 65, b"{}", b""]

    def upto(self, most: int) -> int:
        """A whole number from 0 to ``most``."""
        return int(self.rng.integers(0, most + 1))

    def sometimes(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def some(self, things: Sequence, share: float = 0.5) -> list:
        return [thing for thing in things if self.sometimes(share)]

    def one(self, things: Sequence):
        return things[self.upto(len(things) - 1)]

    def mixed(self, things: Sequence) -> list:
        return [things[at] for at in self.rng.permutation(len(things))]

    def content(self) -> bytes:
        """Bytes that no other case holds. A content of few bytes comes once."""
        if self.special and self.sometimes(0.2):
            return self.special.pop()
        return self.rng.bytes(8 + self.upto(30)) * self.one((1, 1, 1, 100))

    def contents(self, most: int, least: int = 0) -> list[bytes]:
        return [self.content() for _ in range(least + self.upto(max(0, most - least)))]

    def version(self) -> int:
        return self.one(VERSIONS) if self.sometimes(0.7) else self.upto(10**6)

    def rotten(self, data: bytes) -> bytes:
        """Other bytes than these."""
        if not data:
            return b"\0"
        at = self.upto(len(data) - 1)
        flipped = data[:at] + bytes([data[at] ^ 1 << self.upto(7)]) + data[at + 1 :]
        return self.one((flipped, flipped, data[:-1], b"", data + b"\0", data[::-1] + b"!"))

    def wrong_name(self, name: str) -> str:
        """A name that differs from a block's in its hash alone: one digit, or a digit less."""
        at = self.one((-64, -33, -1, -1))  # the first digit of the hash, one within, the last
        at += len(name)
        other = "0" if name[at] != "0" else "f"
        return self.one((name[:at] + other + name[at + 1 :], name[:-1]))


def nearly(name: str) -> list[str]:
    """Names that say a block's hash and something more, or no hash: to be told from it whatever
    the seed."""
    begins, _, digest = name.partition("-")
    says = (f"0{digest}", f" {digest}", f"{digest}\n", f"{digest}0", f"x{digest}", "no hash", "")
    return [f"{begins}-{each}" for each in says]


def at_old(names: dict[str, bytes], age: float = 500.0) -> dict[str, tuple[bytes, float]]:
    return {name: (data, NOW - age) for name, data in names.items()}


def cases_of(
    exercise: str, draw: Callable[[np.random.Generator], dict[str, list[Case]]]
) -> dict[str, list[Case]]:
    """What ``draw`` draws for an exercise, by kind: made once for a class."""

    def plain() -> dict[str, list[tuple]]:
        drawn = draw(generator(exercise, draw.__name__))
        return {kind: [tuple(case) for case in cases] for kind, cases in drawn.items()}

    found = kept(plain, "cases", exercise, draw.__name__)
    return {kind: [Case(*case) for case in cases] for kind, cases in found.items()}


def failing(
    draw: Drawer,
    make: Callable[[], Case],
    right: Callable,
    errors: Sequence[str] = (*ERRORS, "Crashed"),
) -> list[Case]:
    """For each error cases in which the first request of ``right`` fails, the second, one within,
    and the last."""
    found = []
    for error in errors:
        for which in range(4):
            case = make()
            last = _requests(right, case)
            at = min(last, (1, 2, 1 + draw.upto(last - 1), last)[which])
            after = draw.sometimes(0.3)
            found.append(case._replace(fails_at=at, error=error, after=after))
    return found


def _requests(function: Callable, case: Case) -> int:
    """How many requests a right function makes, were none to fail."""
    store = case.store()
    with suppress(ConflictError):
        function(*case.arguments(store))
    return len(store.asked)


# ------------------------------------------------------------------------------------ 1. blocks


def named(rng: np.random.Generator, count: int = 60) -> list[tuple[bytes, int]]:
    """Arguments of ``block_name``."""
    draw = Drawer(rng)
    drawn = [(draw.content(), draw.version()) for _ in range(count)]
    return [*drawn, *((b"the same", version) for version in VERSIONS), (rng.bytes(100_000), 3)]


def written(rng: np.random.Generator, count: int = 24) -> dict[str, list[Case]]:
    """Calls of ``write_blocks``: ``order``, nothing is there yet; ``twice``, contents that occur
    several times; ``there``, some are there already, or were under another version;
    ``fails``; ``types``, something is no block."""
    draw, found = Drawer(rng), {"order": [], "twice": [], "there": [], "fails": [], "types": []}

    def case(version: int, blocks: list, there: dict[str, bytes]) -> Case:
        return Case((STORE, version, blocks), at_old(there), NOW)

    for size in range(count):
        found["order"].append(case(draw.version(), draw.contents(1 + size % 14), {}))
        few = draw.contents(4, least=1)
        again = draw.mixed([*few, *(draw.one(few) for _ in range(1 + size % 12))])
        found["twice"].append(case(draw.version(), again, {}))
        version, blocks = draw.version(), draw.contents(1 + size % 12, least=1)
        there = {block_name(block, version): block for block in draw.some(blocks, 0.6)}
        older = {block_name(block, abs(version - 1)): block for block in draw.some(blocks)}
        noise = {f"blocks/{version:08}-": b"", "log/00000001": b"{}"} if size % 3 == 0 else {}
        found["there"].append(case(version, blocks, older | there | noise))
        fine = draw.contents(size % 4)
        for stranger in ("text", "", None, 7, [1, 2], bytearray(b"x"), *STRANGE)[size % 9 :][:1]:
            at = draw.upto(len(fine))
            blocks = [*fine[:at], stranger, *fine[at:]]
            found["types"].append(case(draw.version(), blocks, {}))
    # a view equals the block before it, so that who looks at different ones alone misses it
    found["types"].append(case(3, [b"of something", "(a memoryview)"], {}))

    def some_there() -> Case:
        version, blocks = draw.version(), draw.contents(11, least=1)
        return case(version, blocks, {block_name(block, version): block for block in blocks[:-1:3]})

    found["fails"] = failing(draw, some_there, write_blocks)
    return found


def read(rng: np.random.Generator, count: int = 40) -> dict[str, list[Case]]:
    """Calls of ``read_block``: ``damaged``, among good ones; ``before damaged``, the same blocks while
    they were good; ``missing``; ``fails``."""
    draw, found = Drawer(rng), {"damaged": [], "before damaged": [], "missing": [], "fails": []}
    for number in range(count):
        data, version = draw.content(), LONG[0] if number == 4 else draw.version()
        name = block_name(data, version)
        held = data if number % 4 == 0 else draw.rotten(data)
        if number % 4 == 1:
            name, held = draw.wrong_name(name), data
        beside = {block_name(other, version): other for other in draw.contents(3)}
        found["damaged"].append(Case((STORE, name), at_old({name: held} | beside), NOW))
        found["before damaged"].append(Case((STORE, name), at_old({name: data}), NOW))
        if number % 8 == 0:
            found["missing"].append(Case((STORE, name), at_old(beside), NOW))
    for name in nearly(block_name(b"nearly", 5)):
        found["damaged"].append(Case((STORE, name), at_old({name: b"nearly"}), NOW))

    def good() -> Case:
        data, version = draw.content(), draw.version()
        name = block_name(data, version)
        return Case((STORE, name), at_old({name: data}), NOW)

    found["fails"] = failing(draw, good, read_block)
    return found


# ------------------------------------------------------------------------------------ 3. tiers


def tiers(rng: np.random.Generator, count: int = 16) -> dict[str, list[Case]]:
    """Calls of ``read_through``: ``near``, memory has it; ``disk_next``; ``far``; ``bad_disk``, a
    good one in the store, ``before bad_disk`` on the disk too, and ``before disk_next`` none there;
    ``bad_store``; ``nowhere``; ``fails``."""
    draw, versions = Drawer(rng), itertools.count(20)

    def add(kind: str, name: str, **where: bytes | None) -> Case:
        few = 0 if kind == "nowhere" else draw.one((1 + draw.upto(10), 1 + draw.upto(5), 25))
        beside = {block_name(other, 3): other for other in draw.contents(few)}
        tiers = [dict(draw.some([*beside.items()])) for _ in range(3)]
        for other in draw.some([*tiers[1]], 0.3):  # damaged too, and not what is read
            tiers[1][other] = draw.rotten(tiers[1][other])
        for tier, data in zip(tiers, (where.get("memory"), where.get("disk"), where.get("stored"))):
            if data is not None:
                tier[name] = data
        memory, disk, stored = (dict(draw.mixed([*tier.items()])) for tier in tiers)
        return Case((name, memory, disk, STORE), at_old(stored), NOW)

    def block(number: int) -> tuple[bytes, str]:
        """Bytes and their name; the first ones are none at all, each in another version, the next
        ones of a version of many digits."""
        data = b"" if number < 2 else draw.content()
        known = (next(versions), next(versions), *LONG)[number : number + 1]
        return data, block_name(data, *known or [draw.version()])

    found = {kind: [] for kind in ("near", "disk_next", "far", "bad_disk", "bad_store", "nowhere")}
    for number in range(count):
        for kind, cases in found.items():
            data, name = block(number)
            bad, maybe = draw.rotten(data), draw.one((None, data, draw.rotten(data)))
            if kind == "near":  # what lies in memory was checked when it came
                here = data if number % 2 == 0 else b"checked when it came: " + data
                cases.append(add(kind, name, memory=here, disk=maybe, stored=draw.one((None, bad))))
            elif kind == "disk_next":
                cases.append(add(kind, name, disk=data, stored=maybe))
            elif kind == "far":
                cases.append(add(kind, name, stored=data))
            elif kind == "bad_disk":
                cases.append(add(kind, name, disk=bad, stored=data))
            elif kind == "bad_store" and number % 2:
                cases.append(add(kind, name, disk=draw.one((None, draw.rotten(data))), stored=bad))
            elif kind == "bad_store":  # the bytes are right, and the name is another's
                cases.append(add(kind, draw.wrong_name(name), stored=data))
            else:
                cases.append(add(kind, name, disk=draw.one((None, bad))))
                cases.append(add(kind, draw.wrong_name(name), disk=data))

    for name in nearly(block_name(b"nearly", 5)):
        found["bad_store"].append(add("bad_store", name, stored=b"nearly"))
        found["bad_store"].append(add("bad_store", name, disk=b"nearly", stored=b"nearly"))

    def fails() -> Case:
        data, name = block(9)
        bad = draw.one((None, draw.rotten(data)))
        return add("fails", name, disk=bad, stored=draw.one((None, data)))

    found["before bad_disk"] = [
        case._replace(args=(name, {}, {name: case.objects[name][0]}, STORE))  # while it was good
        for case in found["bad_disk"]
        for name in case.args[:1]
    ]
    found["before disk_next"] = [
        case._replace(args=(name, {}, {name: data + b"!"}, STORE), objects=at_old({name: data}))
        for case in found["disk_next"]  # while it was damaged there
        for name, data in [(case.args[0], case.args[2][case.args[0]])]
    ]
    return found | {"fails": failing(draw, fails, lambda *args: args[-1].list(""))}  # one request


# ------------------------------------------------------------------------------------ 6. sweeps


def sweeps(rng: np.random.Generator, count: int = 20) -> dict[str, list[Case]]:
    """Calls of ``collect_garbage``: ``versions``, all blocks are old; ``others``, there are
    other objects; ``young``, some blocks are not old; ``taken``, a writer was first, or is so
    meanwhile; ``fails``; ``refused``."""
    draw, found = Drawer(rng), {"versions": [], "others": [], "young": [], "taken": []}
    odd = [f"blocks/{name}" for name in ODD_NAMES]

    def case(
        most: int, ages: Sequence[float], grace: float, live: float = 0.4, beside: bool = True
    ) -> Case:
        names = draw.mixed(
            [*draw.some(odd, 0.2), *(block_name(draw.content(), draw.upto(9)) for _ in range(most))]
        )
        names += [name + "b" for name in draw.some(names, 0.2)]  # of which another name is a part
        loud = {f"blocks/{name[7:].upper()}" for name in draw.some(names, 0.2)}
        names += sorted(loud - {*names})
        twins = [
            f"blocks/{41 + draw.upto(9):08}{name[15:]}" for name in names if name[15:16] == "-"
        ]
        names += draw.some(twins, 0.2)  # the same content, of another version
        content = lambda: draw.one((b"", b"x", draw.content()))
        objects = {name: (content(), NOW - draw.one(ages)) for name in names}
        if beside:
            objects |= dict.fromkeys(BESIDE, (b"[]", 0.0))
        version = draw.one((0, 1, 8, 9, 41, 99, 99_999_998))
        if version:
            objects |= {f"log/{version:08}": (entry(), 0.0)}
        versions = [draw.mixed(draw.some(names, live)) for _ in range(1 + draw.upto(4))]
        versions = [[*live, *["blocks/gone before"] * draw.upto(1)] for live in versions]
        return Case((STORE, version, versions, grace), objects, NOW)

    for size in range(count):
        ages, live = (900, 61, 500.5), draw.one((0.0, 0.1, 0.2, 0.3, 1.0))
        most = 30 if size == 1 else size % 13
        one = case(most, ages, 60, live, beside=False)
        if size % 6 == 2:  # versions that hold no block
            one = one._replace(args=(*one.args[:2], [[]] * (1 + draw.upto(2)), 60))
        if size % 6 == 4:  # nothing to sweep: every block is in a version
            blocks = [name for name in one.objects if name.startswith("blocks/")]
            one = one._replace(args=(*one.args[:2], [blocks[::2], blocks[1::2]], 60))
        found["versions"].append(one)
        found["others"].append(case(size % 13, ages, 60, live))
        grace = draw.one((0, 0.25, 1, 60.25, 60, 86_400))
        ages = [max(0.0, grace + by) for by in (-0.25, -0.125, 0, 0.125, 30)] + [0.0, grace / 2]
        found["young"].append(case(2 + size % 13, ages, grace, live=0.1))
        one = case(1 + size % 5, (900, 100), 60, live=0.1)
        number = one.args[1] + 1
        theirs = {f"log/{number:08}": (entry(draw.some(odd)), NOW - 1)}
        one = one._replace(objects=one.objects | {"blocks/one at least": (b"", 0.0)})
        before, at_once = one.objects | (theirs if size % 3 == 0 else {}), {size % 3: theirs}
        found["taken"].append(one._replace(objects=before, others=at_once))
    twin = {"log/00000004": (entry(sweep=["blocks/b"]), 0.0)}  # another sweeper's: it says the same
    args, both = (STORE, 3, [["blocks/a"]], 60), dict.fromkeys(("blocks/a", "blocks/b"), (b"", 0.0))
    found["taken"].append(Case(args, both | twin, NOW))
    many = [f"blocks/{number:05}" for number in range(1_010)]
    args = STORE, 1, [[many[draw.upto(1_009)]]], 60
    found["versions"].append(Case(args, dict.fromkeys(many, (b"", 0.0)), NOW))
    some = lambda: case(draw.upto(11), (900,), 60, live=0.1)
    found["fails"] = failing(draw, some, collect_garbage)
    none = case(3, (900,), 60)
    found["refused"] = [
        none._replace(args=(STORE, *args))
        for args in ((0, [], 60), (3, [], 0), (-1, [[]], 60), (-3, [["blocks/a"]], 0), (0, [[]], -5),
                     (7, [["blocks/a"]], -0.25), (0, [[]], -1), (-2, [[]], 0.5))
    ]  # fmt: skip
    return found
