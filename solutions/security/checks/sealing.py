"""Exercise 1: blocks and places, what is done to a sealed block, and a second program that opens one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import reduce
from operator import or_

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from solutions.security.checks.calling import expect_each, expect_each_refused, outcomes
from warehouse.checks import Wrong, in_notebook, run, run_each, same, unwatched
from warehouse.checks import calls as called
from warehouse.security.records import Place, Tampered

NAMES = ("orders", "amount", "", "a", "Ä", "A\u0308", "価格", "\U0001f4a7", 'a"b', "a.b", "a/b", "a\0b",
         "a,b", "0", "null", " ", "a b", "\\", "[", "Orders")  # fmt: skip
SIZES = (0, 1, 2, 15, 16, 17, 31, 255, 4_096, 70_001)

#: Pairs that a text made of the parts takes for one: by how it would be joined.
CONFUSED = (
    (Place("ab", "c", 1, 2), Place("a", "bc", 1, 2)),
    (Place("", "orders", 0, 0), Place("orders", "", 0, 0)),
    (Place("a", "b", 1, 11), Place("a", "b", 11, 1)),
    (Place("a", "b", 1, 23), Place("a", "b", 12, 3)),
    (Place("a", "b1", 2, 3), Place("a", "b", 12, 3)),
    *(
        pair
        for sign in '/.,:|;-_ \0\n"\\\x1f'
        for pair in (
            (Place(f"a{sign}b", "c", 1, 2), Place("a", f"b{sign}c", 1, 2)),
            (Place("a", f"b{sign}1", 1, 2), Place(f"a{sign}b", "1", 1, 2)),
            (Place("a", f"b{sign}1{sign}1", 1, 2), Place(f"a{sign}b{sign}1", "1", 1, 2)),
            # joined by a sign that is doubled in names, or has a backslash before it there
            (Place(f"a{sign}", "b", 1, 2), Place("a", f"{sign}b", 1, 2)),
            (Place("a\\", f"b{sign}c", 1, 2), Place(f"a{sign}b\\", "c", 1, 2)),
        )
    ),
    (Place("a, b", "c", 1, 2), Place("a", "b, c", 1, 2)),
    (Place('a", "b', "c", 1, 2), Place("a", 'b", "c', 1, 2)),
    (Place("a', 'b", "c", 1, 2), Place("a", "b', 'c", 1, 2)),
    (Place("orders", "amount", 1, 2), Place("amount", "orders", 1, 2)),
    (Place("orders", "amount", 1, 2), Place("orders", "amount", 2, 1)),
    (Place("a", "b", 0, 256), Place("a", "b", 1, 0)),
    (Place("a" * 256, "b", 1, 2), Place("", "a" * 256 + "b", 1, 2)),
    (Place("a" * 65_536, "b", 1, 2), Place("", "a" * 65_536 + "b", 1, 2)),
    # each name behind its length, of which one byte is written: the one's text is the other's length
    (Place("x", "c" * 255 + "A" + "d" * 65, 1, 2), Place("xA" + "c" * 255, "d" * 65, 1, 2)),
)
#: Names that are one where they are trimmed, folded, cut or brought to another form.
ALIKE = (
    (Place("Orders", "amount", 1, 2), Place("orders", "amount", 1, 2)),
    (Place("orders", "Amount", 1, 2), Place("orders", "amount", 1, 2)),
    (Place("orders ", "amount", 1, 2), Place("orders", "amount", 1, 2)),
    (Place("orders", " amount", 1, 2), Place("orders", "amount", 1, 2)),
    (Place("orders", "Ä", 1, 2), Place("orders", "A\u0308", 1, 2)),
    (Place("Ä", "a", 1, 2), Place("A\u0308", "a", 1, 2)),
    (Place("straße", "a", 1, 2), Place("strasse", "a", 1, 2)),
    (Place("a" * 300, "b", 1, 2), Place("a" * 301, "b", 1, 2)),
    (Place("日", "a", 1, 2), Place("本", "a", 1, 2)),
    (Place("a", "é", 1, 2), Place("a", "?", 1, 2)),
    # a name that is empty, and what may be written for one
    *(
        pair
        for word in ("-", "_", ".", " ", "0", "None", "null", "''", '""')
        for pair in (
            (Place("", "amount", 1, 2), Place(word, "amount", 1, 2)),
            (Place("orders", "", 1, 2), Place("orders", word, 1, 2)),
        )
    ),
    # padded, or written in other letters, as a name may be that holds these
    (Place("a\0", "b", 1, 2), Place("a", "b", 1, 2)),
    (Place("a", "b" + "\0" * 3, 1, 2), Place("a", "b", 1, 2)),
    *(
        (Place(at * "t" + "é", "é", 1, 2), Place(at * "t" + other, "é", 1, 2))
        for at, other in enumerate(
            (
                "&#233;",
                "\\xe9",
                "%C3%A9",
                "=C3=A9",
                "\\u00e9",
                "\\N{LATIN SMALL LETTER E WITH ACUTE}",
            )
        )
    ),
)
#: Numbers that are one where a place is cut to so many bits, rounded or hashed.
NUMBERS = ((0, 256), (1, 257), (0, 2**16), (5, 5 + 2**31), (5, 5 + 2**32), (2**53, 2**53 + 1), (0, 2**61 - 1),
           (7, 7 + 2**64), (3, 3 + 2**128), (10**30, 10**30 + 1), (0, 1), (9, 90), (0, 10**9))  # fmt: skip


def key(rng: np.random.Generator) -> bytes:
    return bytes(rng.integers(0, 256, 32, dtype=np.uint8))


def content(rng: np.random.Generator, size: int) -> bytes:
    return bytes(rng.integers(0, 256, size, dtype=np.uint8))


def place(rng: np.random.Generator) -> Place:
    numbers = [int(rng.integers(0, 50)), int(rng.integers(0, 2**40)), 2**63, 0, 1]
    number, version = (numbers[int(rng.integers(5))] for _ in range(2))
    table, column = (NAMES[int(rng.integers(len(NAMES)))] for _ in range(2))
    return Place(table, column, number, version)


def sealed_by(seal: Callable, key_: bytes, data: bytes, where: Place) -> bytes:
    """What ``seal`` gives, if it can be looked at."""
    got = run(seal, key_, data, where)
    if type(got) is not bytes:
        raise Wrong("a sealed block is bytes", "bytes", type(got).__name__)
    return got


def expect_back(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """Blocks of many sizes come back, from 28 bytes more."""
    drawn = [content(rng, size) for size in (*SIZES, *map(int, rng.integers(1, 900, 6)))]
    blocks = [
        (key(rng), data, place(rng))
        for data in (*drawn, bytes(50), b"\xff" * 33, b"nonce + tag", bytes(28))
    ]
    cases = []
    for (key_, data, where), sealed in run_each(seal, blocks):
        if type(sealed) is not bytes:
            raise Wrong("a sealed block is bytes", "bytes", type(sealed).__name__)
        same(len(sealed), len(data) + 28, "the length of a sealed block")
        cases.append((key_, sealed, where))
    for (_, data, _), (_, got) in zip(blocks, run_each(unseal, cases)):
        same(got, data, "what comes back")


def opened_as_equal(
    seal: Callable, unseal: Callable, made: type, names: tuple[str, ...], key_: bytes
) -> list:
    """What is sealed for a place in which a name and a number stand twice, each as one object or as two equal ones, opened
    as the other: what comes back, or the name of the error.

    # driver: runs in the student's process
    """
    told = []
    for name in names:
        one, two = (
            made(name, name, 700, 700),
            made(name, "".join(list(name)), int("700"), int("700")),
        )
        for here, there in ((one, two), (two, one)):
            try:
                told.append(unseal(key_, seal(key_, b"1200", here), there))
            except Exception as error:
                if type(error) is NotImplementedError:
                    raise
                told.append(type(error).__name__)
    return told


def expect_equal(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """Two places that are equal are one, whatever objects they are made of."""

    def played(about: str) -> object:
        names = ("amount", "größe")
        return in_notebook(opened_as_equal, seal, unseal, Place, names, key(rng), keeps=True)

    played.__name__ = "seal"
    got = unwatched(
        played, "a place, and an equal one in which a name that stands twice is two objects"
    )
    same(got, [b"1200"] * 4, "what comes back at an equal place")


def expect_opened_elsewhere(seal: Callable, rng: np.random.Generator) -> None:
    """Another program opens it: AES-256 in counter mode, which needs no place."""
    blocks = [(key(rng), content(rng, size), place(rng)) for size in SIZES]
    for (key_, data, _), sealed in run_each(seal, blocks):
        if type(sealed) is not bytes:
            raise Wrong("a sealed block is bytes", "bytes", type(sealed).__name__)
        got = counter_mode(key_, sealed)
        same(got, data, "what another program finds in bytes 12 to -16, by AES-256 in GCM,")


def counter_mode(key_: bytes, sealed: bytes) -> bytes:
    """The content of a sealed block, the tag unlooked at. GCM counts from 2."""
    start = (sealed[:12] + bytes(12))[:12] + (2).to_bytes(4, "big")
    decryptor = Cipher(algorithms.AES(key_), modes.CTR(start)).decryptor()
    return decryptor.update(sealed[12:-16]) + decryptor.finalize()


def expect_new_nonces(seal: Callable, rng: np.random.Generator) -> None:
    """Forty blocks that are alike and forty that differ in key, data and place: no nonce twice, and no byte of it that
    stays, also where nothing else changes."""
    key_, data, where = key(rng), content(rng, 40), place(rng)
    cases = [(key_, data, where)] * 40
    cases += [(key(rng), content(rng, 40), place(rng)) for _ in range(40)]
    nonces = []
    for _, sealed in run_each(seal, cases):
        if type(sealed) is not bytes or len(sealed) < 12:
            raise Wrong("a sealed block is bytes", "bytes", repr(sealed)[:60])
        nonces.append(sealed[:12])
    if len(set(nonces)) < 80:
        raise Wrong("a nonce is used twice", "80 nonces", f"{len(set(nonces))} for 80 blocks")
    first, *others = (int.from_bytes(nonce, "little") for nonce in nonces[:40])
    changed = reduce(or_, (first ^ other for other in others))
    for at in range(96):
        if not changed >> at & 1:
            what = f"a bit of byte {at // 8} of the nonce is the same for 40 blocks"
            raise Wrong(what, "random bytes", f"always {first >> at & 1}")
    seeded = outcomes(seal, [(key_, data, where)] * 2, seed=7)
    if seeded[0][0] == seeded[1][0]:
        what = "the module random was given the same seed before two blocks were sealed"
        raise Wrong(what, "two nonces", "one, from a generator that can be foretold")


def expect_bound(
    seal: Callable, unseal: Callable, pairs: list[tuple[Place, Place]], rng: np.random.Generator
) -> None:
    """What is sealed for one of a pair does not open as the other."""
    blocks = []
    for number, (one, other) in enumerate(pairs):
        here, there = (one, other) if number % 2 else (other, one)
        blocks.append((key(rng), content(rng, int(rng.integers(0, 60))), here, there))
    cases = []
    for (_, _, _, there), (given, sealed) in zip(
        blocks, run_each(seal, [its[:3] for its in blocks])
    ):
        if type(sealed) is not bytes:
            raise Wrong("a sealed block is bytes", "bytes", type(sealed).__name__)
        cases.append((given[0], sealed, there))
    expect_each_refused(Tampered, unseal, cases)


def swapped(rng: np.random.Generator, field: str) -> list[tuple[Place, Place]]:
    """Pairs of places that differ in one field."""
    pairs = []
    if field in ("table", "column"):
        for one, other in itertools.pairwise(rng.permutation(np.array(NAMES, dtype=object))):
            where = place(rng)
            pairs.append((where._replace(**{field: one}), where._replace(**{field: other})))
        return pairs[:10] + list(ALIKE[field == "column" :: 2])
    for one, other in NUMBERS:
        where = place(rng)
        pairs.append((where._replace(**{field: one}), where._replace(**{field: other})))
    return pairs


def expect_bits(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """One bit of the nonce, of the content or of the tag is another."""
    cases = []
    for size in (0, 1, 40):
        key_, data, where = key(rng), content(rng, size), place(rng)
        sealed = sealed_by(seal, key_, data, where)
        places = {0, 11, 12, len(sealed) - 17, len(sealed) - 16, len(sealed) - 1}
        places |= set(map(int, rng.integers(0, len(sealed), 5)))
        for at in sorted(places):
            changed = bytearray(sealed)
            changed[at] ^= 1 << int(rng.integers(8))
            cases.append((key_, bytes(changed), where))
    many = sealed_by(seal, key_, content(rng, 66_000), where)
    for at in (5_000, len(many) - 17, len(many) - 1):
        cases.append((key_, many[:at] + bytes([many[at] ^ 0x80]) + many[at + 1 :], where))
    expect_each_refused(Tampered, unseal, cases)


def expect_cuts(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """Bytes are missing at either end, or there are more."""
    for size in (0, 20):
        key_, data, where = key(rng), content(rng, size), place(rng)
        sealed = sealed_by(seal, key_, data, where)
        cut = [some for n in (1, 2, 12, 27) for some in (sealed[n:], sealed[:-n])]
        cut += [sealed[:length] for length in (0, 7, 11, 12, 15, 27)]
        cut += [sealed + b"\0", b"\0" + sealed, sealed + sealed, sealed + bytes(16)]
        expect_each_refused(Tampered, unseal, [(key_, some, where) for some in cut])


def expect_other_keys(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """A key that sealed something else, or differs in one bit, opens nothing; the right one does, be it after another one."""
    where, data = place(rng), content(rng, 20)
    keys = [key(rng) for _ in range(2)]
    keys.append(bytes([keys[0][0] ^ 1]) + keys[0][1:])
    keys.append(keys[0][:-1] + bytes([keys[0][-1] ^ 0x80]))
    blocks = [sealed_by(seal, one, data, where) for one in keys]
    own = [(one, sealed, where) for one, sealed in zip(keys, blocks)]
    expect_each(unseal, own, [data] * len(own), "what comes back by its own key")
    others = [
        (other, sealed, where)
        for one, sealed in zip(keys, blocks)
        for other in keys
        if other != one
    ]
    expect_each_refused(Tampered, unseal, others)
    again = sealed_by(seal, keys[0], data, where)
    expect_each_refused(Tampered, unseal, [(keys[1], again, where)])
    expect_each(
        unseal, [(keys[0], again, where)], [data], "what comes back once another key was tried"
    )


def expect_named(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """The error says which place it is."""
    for size in (0, 30):
        key_, where = key(rng), place(rng)
        sealed = sealed_by(seal, key_, content(rng, size), where)
        moved = where._replace(number=where.number + 77, version=123_456)
        cases = [
            (key_, bad, there)
            for bad, there in ((sealed, moved), (sealed[:20], where), (b"", moved))
        ]
        words = [str(Tampered(there)) for _, _, there in cases]
        expect_each_refused(Tampered, unseal, cases, words)
    for (_, _, there), (_, _, text, about) in zip(cases, outcomes(unseal, cases, of="place")):
        if about != tuple(there):
            what = f"the place that the error has, whose text is {text!r},"
            raise Wrong(what, str(tuple(there)), str(about)[:200], called.calls.text)


def viewed(seal: Callable, unseal: Callable, key_: bytes, sealed: bytes, where: Place) -> list[str]:
    """What becomes of a key, data and a sealed block that are views of bytes: the name of what comes back, or of the error.

    # driver: runs in the student's process
    """
    told = []
    for function, its in ((seal, b"1200"), (unseal, sealed)):
        for case in ((memoryview(key_), its, where), (key_, memoryview(its), where)):
            try:
                told.append(type(function(*case)).__name__)
            except Exception as error:
                if type(error) is NotImplementedError:
                    raise
                told.append("TypeError" if isinstance(error, TypeError) else type(error).__name__)
    return told


def expect_no_views(
    seal: Callable, unseal: Callable, key_: bytes, sealed: bytes, where: Place
) -> None:
    """A view of bytes is of another type."""

    def played(about: str) -> object:
        return in_notebook(viewed, seal, unseal, key_, sealed, where, keeps=True)

    played.__name__ = "seal and unseal"
    got = unwatched(played, "memoryviews, of a key and of the content, to both")
    same(got, ["TypeError"] * 4, "what comes of a memoryview, which is of another type than bytes,")


def expect_refusals(seal: Callable, unseal: Callable, rng: np.random.Generator) -> None:
    """Keys of other lengths, and what is no bytes; no message holds a key."""
    key_, data, where = key(rng), content(rng, 30), place(rng)
    sealed = sealed_by(seal, key_, data, where)
    for function, its in ((seal, data), (unseal, sealed)):
        lengths = (0, 16, 24, 31, 33)
        cases = [(key_[:length].ljust(length, b"k"), its, where) for length in lengths]
        expect_each_refused(ValueError, function, cases, [str(length) for length in lengths])
        cases = [(odd, its, where) for odd in (key_.hex()[:32], bytearray(key_), None)]
        cases += [(key_, odd, where) for odd in ("text", bytearray(its), None, list(its))]
        expect_each_refused(TypeError, function, cases)
    expect_no_views(seal, unseal, key_, sealed, where)
