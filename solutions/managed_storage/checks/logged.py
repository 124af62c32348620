"""Drawn cases of commits, and of the log that they make."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import numpy as np

from solutions.managed_storage.checks.buckets import block_name, entry
from solutions.managed_storage.checks.drawn import NOW, ODD_NAMES, Drawer, at_old, failing
from solutions.managed_storage.checks.one_call import ERRORS, STORE, Case
from solutions.managed_storage.checks.right import (
    after_entry,
    checkpoint,
    commit,
)


class Commits:
    """Draws calls of ``commit``: a log, a writer who began somewhere in it, and who lost what
    numbers to whom."""

    def __init__(self, rng: np.random.Generator):
        self.draw = Drawer(rng)

    def case(
        self,
        lost: int = 0,
        removes: bool = False,
        sweeps: float = 0.0,
        again: bool = False,
        meanwhile: bool = False,
        most: int = 4,
        share: float = 0.5,
    ) -> Case:
        """``lost``: how many entries are there after the version begun from. ``sweeps``: the share
        of them that are sweeps, ``share``: that of one's blocks which each condemns. ``again``:
        contents occur twice. ``meanwhile``: the entries come while the writer writes, and are not
        there before."""
        draw = self.draw
        version = draw.one((0, 0, 1, 7, 8, 9, 12)) if lost < 20 else 95
        add = draw.contents(most, least=int(not removes))
        if again and add:
            add = draw.mixed([*add, *(draw.one(add) for _ in range(1 + draw.upto(2)))])
        different = list(dict.fromkeys(add))
        mine = {block: block_name(block, version) for block in different}
        log = [self.of_others() for _ in range(version)]
        objects = {block_name(block, abs(version - 1)): block for block in draw.some(add, 0.3)}
        objects |= {name: block for block, name in mine.items() if draw.sometimes(0.3)}
        if log and draw.sometimes(0.5):  # condemned before this writer began: another block
            older = [block_name(block, version - 1) for block in add]
            log[-1] = entry(sweep=draw.mixed([*older, block_name(b"old", 0)]))
        writes, others = len(different) + 1, {}
        for number in range(version + 1, version + lost + 1):
            log.append(self.of_others())
            condemned: list[bytes] = []
            if draw.sometimes(sweeps):
                condemned = draw.some(different, share)
                swept = [mine[block] for block in condemned]
                swept += [block_name(block, number) for block in draw.some(different, 0.2)]
                swept += [block_name(block, number + 7) for block in draw.some(different, 0.2)]
                swept += [f"blocks/{number:08}-" + "0" * 64] * draw.upto(1)
                log[-1] = entry(sweep=draw.mixed(swept))
                for block in draw.some(condemned):  # deleted already, or not
                    objects.pop(mine[block], None)
                mine |= {block: block_name(block, number) for block in condemned}
                # others of the same content, who began from this entry's version, were here
                objects |= {mine[block]: block for block in draw.some(condemned, 0.3)}
            if meanwhile:
                others[writes] = {f"log/{number:08}": (log.pop(), NOW - 1)}
                writes += 2 + len(condemned)
        objects |= {f"log/{number:08}": data for number, data in enumerate(log, 1)}
        remove = draw.mixed([*draw.some(ODD_NAMES, 0.15), block_name(draw.content(), 0)])
        args = STORE, version, add, remove if removes else []
        return Case(args, at_old(objects), NOW, others=others)

    def of_others(self) -> bytes:
        """An entry that another node has written, and no sweep."""
        draw = self.draw
        return entry(
            [block_name(draw.rng.bytes(8), draw.upto(20)) for _ in range(draw.upto(2))],
            [block_name(draw.rng.bytes(8), draw.upto(20)) for _ in range(draw.upto(1))],
        )


def commits(rng: np.random.Generator, count: int = 16) -> dict[str, list[Case]]:
    """Calls of ``commit``: ``form``, the first number is free; ``appends``, others were first;
    ``conflict``, and blocks are removed; ``condemned``, sweeps were first; ``requests``; ``fails``;
    ``refused``."""
    make = Commits(rng)
    draw, sizes = make.draw, range(count)
    found = {
        "form": [make.case(removes=at % 3 == 1, again=at % 3 == 2, most=at % 13) for at in sizes],
        "appends": [make.case(lost=1 + at % 3, meanwhile=at % 2 == 1) for at in sizes],
        "conflict": [
            make.case(1 + at % 2, removes=True, sweeps=0.3, meanwhile=at % 2 == 1) for at in sizes
        ],
        "condemned": [
            make.case(1 + at % 3, sweeps=0.8, again=at % 5 == 4, meanwhile=at % 5 == 2, most=5)
            for at in range(2 * count)
        ],
        "requests": [
            make.case(at % 4, sweeps=0.5, share=float(at % 2), again=at % 3 > 0) for at in sizes
        ],
        "refused": [],
    }
    for case in found["appends"][::4]:  # another writer of the same contents was first
        _, version, add, _ = case.args
        same = entry([block_name(block, version) for block in add])
        found["appends"].append(
            case._replace(objects=case.objects | {f"log/{version + 1:08}": (same, 0.0)}, others={})
        )
    found["appends"] += [make.case(lost=12), make.case(lost=30), late := _late(1_010)]
    nothing = make.case()
    found["form"].append(nothing._replace(args=(*nothing.args[:2], [], [])))
    found["condemned"] += [make.case(lost=9, sweeps=0.5, most=12)]
    found["condemned"] += [make.case(1, sweeps=1, share=1, again=True, most=6) for _ in range(4)]
    found["condemned"] += [_with_last(make.case(lost=1), "remove"), _with_last(late, "sweep")]
    # the first sweeper died before its deletes, and the second condemns the same again
    first = _with_last(make.case(lost=1), "sweep")
    second = {f"log/{first.args[1] + 2:08}": first.objects[f"log/{first.args[1] + 1:08}"]}
    found["condemned"].append(first._replace(objects=first.objects | second))
    kinds = itertools.cycle(((0, False), (1, False), (2, False), (1, True), (0, False), (2, True)))

    def any_of_them() -> Case:
        lost, meanwhile = next(kinds)
        return make.case(lost, sweeps=0.6, meanwhile=meanwhile, share=draw.upto(1))

    found["fails"] = failing(draw, any_of_them, commit, errors=tuple(ERRORS))
    for error, later in itertools.product(ERRORS, (0, 1)):
        # while the entry is read that was first, and while a condemned block is written again
        case = make.case(lost=1, sweeps=1, share=1)
        found["fails"].append(case._replace(fails_at=_first_get(case) + later, error=error))
    for version in (-1, -2, -(10**8)):
        case = make.case(removes=draw.sometimes(0.5))
        found["refused"].append(case._replace(args=(STORE, version, *case.args[2:])))
    return found


def _late(lost: int) -> Case:
    """A writer who finds so many numbers taken."""
    log = {f"log/{number:08}": entry() for number in range(1, lost + 1)}
    return Case((STORE, 0, [b"late", b"and later"], []), at_old(log), NOW)


def _with_last(case: Case, part: str) -> Case:
    """The case, whose last entry names all blocks of this writer in ``part``."""
    _, version, add, _ = case.args
    last = max(name for name in case.objects if name.startswith("log/"))
    said = entry(**{part: [block_name(block, version) for block in dict.fromkeys(add)]})
    return case._replace(objects=case.objects | {last: (said, 0.0)})


def _first_get(case: Case) -> int:
    """At which request a right commit reads an entry."""
    store = case.store()
    commit(*case.arguments(store))
    return 1 + [kind for kind, _ in store.asked].index("get")


class Logs:
    """Draws stores with a log, and with checkpoints of some versions."""

    def __init__(self, rng: np.random.Generator):
        self.draw, self.rng = Drawer(rng), rng

    def entries(
        self, count: int, again: bool = False, unknown: bool = False
    ) -> list[tuple[list, list, list]]:
        """What each entry adds, removes and condemns. ``again``: names that were there once are
        added again, and some of them twice in one entry. ``unknown``: some entries remove what is not
        live."""
        draw, fresh = self.draw, self.draw.mixed(ODD_NAMES)
        log, known, live = [], [], []
        for _ in range(count):
            if draw.sometimes(0.15):
                log.append(([], [], [*draw.some(known, 0.1), "an orphan"]))
                continue
            add = [fresh.pop() if fresh else f"blocks/{draw.upto(10**9)}"] * draw.sometimes(0.8)
            add += [f"blocks/{draw.upto(10**9)}" for _ in range(draw.upto(2))]
            if again and known:
                add += [draw.one(known) for _ in range(1 + draw.upto(2))]
                add = draw.mixed([*add, *draw.some(add, 0.2)])
            remove = draw.mixed([*draw.some(live, 0.25), *["unknown"] * draw.upto(int(unknown))])
            if again:
                remove += draw.some(add, 0.2)
            log.append((add, remove, []))
            known, live = list(dict.fromkeys(known + add)), after_entry(live, add, remove)
        return log

    def store(self, log: list, saved: Sequence[int] = (), missing: Sequence[int] = ()) -> dict:
        """The objects: entries, checkpoints of the versions ``saved``, and others' beside them."""
        objects, live = {}, []
        for number, parts in enumerate(log, 1):
            live = after_entry(live, *parts[:2])
            if number not in missing:
                fields = dict(self.draw.mixed([*zip(("add", "remove", "sweep"), parts)]))
                objects[f"log/{number:08}"] = self.written(fields)
            if number in saved:
                objects[f"checkpoints/{number:08}"] = self.written(live)
        if self.draw.sometimes(0.3):
            objects |= {"logs/00000099": b"no entry", "checkpoints.old/00000099": b"no checkpoint"}
        return at_old(objects)

    def written(self, value: object) -> bytes:
        """JSON, in one of the ways in which others write it."""
        ways = ({}, {"indent": 1}, {"separators": (",", ":")}, {"ensure_ascii": False})
        return json.dumps(value, **self.draw.one(ways)).encode()


def logs(rng: np.random.Generator, count: int = 16) -> dict[str, list[Case]]:
    """Stores for ``recover`` and ``checkpoint``: ``log``, entries alone; ``again``, names come back;
    ``few_requests``, with checkpoints; ``hole``; ``checkpoints``, for the one that writes them;
    ``fails``."""
    make = Logs(rng)
    draw, found = make.draw, {"log": [Case((STORE,))], "few_requests": [], "hole": []}

    def case(log: list, saved: Sequence[int] = (), missing: Sequence[int] = ()) -> Case:
        return Case((STORE,), make.store(log, saved, missing), NOW)

    sizes = [1 + at % 13 for at in range(count)]
    found["log"] += [case(make.entries(size, unknown=True)) for size in (*sizes, 101)]
    found["again"] = [
        case(make.entries(size + 1, again=True), [1 + draw.upto(size)] * draw.upto(1))
        for size in (*sizes, *sizes)
    ]
    for size in (*sizes, 10, 12, 103):
        log = make.entries(size)
        saved = sorted(
            {draw.one((size, 1 + draw.upto(size - 1))), *draw.some(range(1, size + 1), 0.2)}
        )
        saved = [99, 100] if size > 100 else saved
        if draw.sometimes(0.2):  # all of it gone: a checkpoint of no block
            log[saved[-1] - 1] = [], [name for add, _, _ in log for name in add], []
        one = case(log, saved)
        if draw.sometimes(
            0.3
        ):  # others commit, and one of them writes a checkpoint, between the LISTs
            more = [*log, *make.entries(3)]
            one = one._replace(
                others={2: make.store(more, [*saved, draw.one((size + 1, size + 3))])}
            )
        found["few_requests"].append(one)
    for size in sizes:
        log, size = make.entries(size + 1), size + 1
        saved = draw.some(range(1, size + 1), draw.one((0, 0, 0.3)))
        missing = draw.some(range(1, size + 1), 0.2) or [1 + draw.upto(size - 2)]
        if max(missing) == size and size not in saved:  # else the log would only be shorter
            saved.append(size)
        found["hole"].append(case(log, saved, missing))
    found["checkpoints"] = [
        Case((STORE,), at_old({"blocks/a": b""}), NOW),
        # a sweep changes nothing, and is a version that has no checkpoint yet
        case([(["blocks/a"], [], []), ([], [], ["an orphan"])], saved=[1]),
        case([(["blocks/a"], [], []), ([], ["blocks/a"], [])]),  # a table that was emptied
    ]
    for at, size in enumerate(sizes):
        log = make.entries(size)
        one = case(log, saved=[size] * (at % 2))
        if at % 4 == 0:  # somebody else is quicker
            found["checkpoints"].append(one._replace(others={"put": make.store(log, [size])}))
        found["checkpoints"].append(one)
    found["fails"] = failing(
        draw, lambda: case(make.entries(1 + draw.upto(5)), saved=[1] * draw.upto(1)), checkpoint
    )
    for error, at in itertools.product(ERRORS, (3, 4)):  # while the checkpoint is read, or an entry
        one = case(make.entries(2), saved=[1])
        found["fails"].append(one._replace(fails_at=at, error=error))
    found["log"].append(case([([f"blocks/{at}"], [f"blocks/{at - 3}"], []) for at in range(1_010)]))
    for size in (1, 2, 5):  # checkpoints alone
        found["hole"].append(case(make.entries(size), [size], range(1, size + 1)))
    return found
