"""Schedules of writers, sweeps and crashes, drawn at random, and the judge of what ``commit`` makes
of them.

Commits are played in the student's process (``play``, which holds nothing that is expected), and
what they asked their stores for is asked again in a world of the judge's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple

import numpy as np

from solutions.managed_storage.checks.buckets import (
    block_name,
    entry,
    live_blocks,
    names_under,
    read_log,
    readable_blocks,
    run_until_crash,
)
from warehouse.checks import Wrong, in_notebook, run, same, unwatched
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Bucket,
    ConflictError,
    Crashed,
    MemoryStore,
    NotingStore,
    NotThere,
)


class Dice(NamedTuple):
    """One commit of a schedule, as drawn: a number in [0, 1) for every choice."""

    how_many_blocks: float
    which_is_removed: float
    removes: float
    looked_before: float
    dies_at: float
    dies_after: float
    content: float
    first_deed_at: float
    first_deed: float
    second_deed: float
    pause: float  # between the two deeds; and whether the sweeper sleeps
    nothing_happens: float


class Attempt(NamedTuple):
    """What a writer sets out to do. ``version``: the one that he began from. ``dies_at``: the
    request at which his node dies, None for never; ``after``: whether that one takes effect."""

    version: int
    blocks: list[bytes]
    remove: list[str]
    dies_at: int | None
    after: bool

    def __str__(self) -> str:
        names = [name[7:22] for name in self.remove]
        text = f"commit(store, {self.version}, {self.blocks}, {names} by name)"
        if not self.dies_at:
            return text
        when = f"once its request {self.dies_at} has taken effect"
        if not self.after:
            when = f"before its request {self.dies_at} takes effect"
        return f"{text} on a node that dies {when}"


class World:
    """A bucket and the nodes around it, through one schedule. Drawn numbers and what lies in the
    bucket alone decide what happens, so that it is the same when commits are played in the
    student's process and when they are judged."""

    def __init__(self) -> None:
        self.bucket = Bucket()
        self.asleep: list[str] = []  # condemned by sweepers who have not deleted them yet
        self.foreign: set[int] = set()  # versions that are other nodes' entries
        self.story: list[str] = []  # what happened, in words

    def attempt(self, dice: Dice) -> Attempt:
        """The next commit. Its contents are often somebody else's too, and some who replace blocks
        looked at the table a moment ago."""
        version = len(read_log(self.bucket))
        live = readable_blocks(self.bucket)
        first, count = int(5 * dice.content), 1 + int(3 * dice.how_many_blocks)
        blocks = [f"{(first + part) % 5}".encode() for part in range(count)]
        chosen = live[int(dice.which_is_removed * len(live))] if live else None
        remove = [chosen] if live and dice.removes < 0.4 else []
        seen = version - int(bool(remove) and dice.looked_before < 0.4)
        dies_at = 1 + int(2 * dice.dies_at * (count + 1)) if dice.dies_at < 0.5 else None
        return Attempt(seen, blocks, remove, dies_at, dice.dies_after < 0.5)

    def store(self, attempt: Attempt, dice: Dice) -> NotingStore:
        """The writer's way to the bucket, just before some of whose requests other nodes do their
        deeds: one adds a block of the same contents, one sweeps whatever the latest version does
        not need."""
        at = 1 + int(dice.first_deed_at * (len(attempt.blocks) + 2))
        deeds = {
            at: self._sweep if dice.first_deed < 0.6 else self._add,
            at + 1 + int(3 * dice.pause): self._add if dice.second_deed < 0.6 else self._sweep,
        }

        def others(number: int) -> None:
            if number in deeds and dice.nothing_happens >= 0.3:
                with suppress(Wrong):  # a log that nobody can read: the judge will come to it
                    deeds[number](number, dice)

        return NotingStore(self.bucket, attempt.dies_at, attempt.after, others)

    def _add(self, number: int, dice: Dice) -> None:
        log, data = read_log(self.bucket), f"{int(5 * dice.second_deed)}".encode()
        name = block_name(data, len(log))
        self.bucket.objects.setdefault(name, (data, self.bucket.now))
        self._put_entry(len(log) + 1, entry(add=[name]))
        words = f"another writer adds {data} as version {len(log) + 1}"
        self.story.append(f"before request {number} {words}")

    def _sweep(self, number: int, dice: Dice) -> None:
        log, sleeps = read_log(self.bucket), dice.pause < 0.5
        live = live_blocks(log)
        swept = [name for name in names_under(self.bucket, "blocks/") if name not in live]
        if not swept:
            return
        if sleeps:
            self.asleep.extend(swept)
        else:
            self.delete(swept)
        self._put_entry(len(log) + 1, entry(sweep=swept))
        words = f"a sweep as version {len(log) + 1} condemns {', '.join(n[7:22] for n in swept)}"
        words += ", to delete them later" if sleeps else ""
        self.story.append(f"before request {number} {words}")

    def _put_entry(self, version: int, data: bytes) -> None:
        self.bucket.objects[f"log/{version:08}"] = data, self.bucket.now
        self.foreign.add(version)

    def delete(self, names: Sequence[str]) -> None:
        """What sweepers condemned goes; some of it may be gone already."""
        for name in names:
            self.bucket.objects.pop(name, None)

    def wake(self, count: int) -> None:
        """The sweepers of the first ``count`` names that wait to be deleted delete them."""
        self.delete(self.asleep[:count])
        del self.asleep[:count]


def expect_seen(
    commit: Callable, right: int, die_at: int | None = None, after: bool = False
) -> None:
    """One commit of three blocks to an empty bucket, by a node that dies at its request ``die_at``,
    None for never: a reader must see ``right`` blocks."""
    bucket, blocks = Bucket(), [b"1", b"2", b"3"]
    with telling([str(Attempt(0, list(blocks), [], die_at, after))]):
        run_until_crash(commit, MemoryStore(bucket, die_at, after), 0, blocks, [])
        same(len(readable_blocks(bucket)), right, "the number of blocks that a reader sees")


def expect_all_or_nothing(commit: Callable) -> None:
    """The commit of ``expect_seen``, cut off at each of its requests: three blocks are seen once
    the entry is there, the fourth thing written, and none before."""
    for die_at in range(1, 6):
        for after in (False, True):
            expect_seen(commit, 3 if die_at + after > 4 else 0, die_at, after)


def drawn(rng: np.random.Generator, count: int) -> list[list[list[float]]]:
    """Schedules of two to four commits, short ones first: the numbers of each one's ``Dice``."""
    return [rng.random((2 + 3 * at // count, len(Dice._fields))).tolist() for at in range(count)]


Played = tuple[list[tuple[str, tuple]], str, object]  # asked; "returned" or the error; the version


def play(commit: Callable, schedules: list[list[list[float]]]) -> list[list[Played]]:
    """Each schedule in a world of its own: of every commit what it asked its store for, how it
    ended, and what it returned. A schedule ends early where the log cannot be read any more.

    # driver: runs in the student's process
    """
    played = []
    for schedule in schedules:
        world, commits = World(), []
        with suppress(Wrong):  # the judge comes to it too
            for dice in (Dice(*drawn) for drawn in schedule):
                attempt, sleeping = world.attempt(dice), len(world.asleep)
                store = world.store(attempt, dice)
                try:
                    got = commit(store, attempt.version, attempt.blocks, attempt.remove)
                    ending = "returned"
                except Exception as error:
                    if type(error) is NotImplementedError:
                        raise
                    got, ending = None, type(error).__name__
                commits.append((store.asked, ending, got))
                world.wake(sleeping)
        played.append(commits)
    return played


def expect_nothing_lost(commit: Callable, schedules: list[list[list[float]]]) -> None:
    """Plays the schedules and judges each: nothing acknowledged is lost, nothing else is seen, and
    no reader ever sees half. ``schedules``: of each its commits, of each of these the numbers of
    ``Dice``."""

    def played(about: str) -> object:
        return in_notebook(play, commit, schedules)

    played.__name__ = "commit"
    outcomes = unwatched(played, f"{len(schedules)} schedules, one after the other")
    for schedule, commits in zip(schedules, outcomes):
        judge(commit, schedule, commits)


def judge(commit: Callable, schedule: list[list[float]], played: list[Played]) -> None:
    """One schedule once more, in the judge's own world, with what the commits asked for there.
    Raises ``Wrong`` with the whole story."""
    world = World()
    acknowledged: dict[object, list[bytes]] = {}
    in_doubt: list[list[bytes]] = []  # cut off by a crash: there or not
    with telling(world.story):
        for step, dice in enumerate(Dice(*drawn) for drawn in schedule):
            attempt, sleeping = world.attempt(dice), len(world.asleep)
            world.story.append(f"{step + 1}. {attempt}")
            blocks = list(attempt.blocks)
            try:
                got = asked_again(commit, world.store(attempt, dice), attempt, played[step])
                acknowledged[got] = blocks
                world.story.append(f"returned {got!r}")
            except (Crashed, ConflictError) as error:
                world.story.append(type(error).__name__)
                if isinstance(error, Crashed):
                    in_doubt.append(blocks)
            readable_blocks(world.bucket)
            world.wake(sleeping)
            if sleeping:
                world.story.append("the sweepers of before have deleted")
            readable_blocks(world.bucket)
        world.wake(len(world.asleep))
        world.story.append("all sweepers have deleted")
        readable_blocks(world.bucket)
        expect_log(world, acknowledged, in_doubt)


@contextmanager
def telling(story: list[str]) -> Iterator[None]:
    """Where something within is ``Wrong``, the story so far is the input that shows it."""
    try:
        yield
    except Wrong as wrong:
        raise Wrong(wrong.message, wrong.expected, wrong.got, "; ".join(story)) from None


def asked_again(commit: Callable, store: NotingStore, attempt: Attempt, played: Played) -> object:
    """What ``commit`` returned, or raised, after all that it asked for has been asked of the
    judge's own store."""
    asked, ending, got = played
    expected_ends = ("returned", "Crashed", *(("ConflictError",) if attempt.remove else ()))
    if ending not in expected_ends:  # called once more, to be told in which line it fails
        return run(commit, store, attempt.version, attempt.blocks, attempt.remove)
    ways = {"put": store.put, "get": store.get, "list": store.list, "delete": store.delete}
    died = False
    for kind, arguments in asked:
        try:
            ways[kind](*arguments)
        except Crashed:
            died = True
        except (AlreadyExists, NotThere, TypeError):
            pass
    next_version = attempt.version + 1
    if ending == "ConflictError" and f"log/{next_version:08}" not in store.bucket.objects:
        message = f"commit was refused, and version {next_version} was nobody's"
        raise Wrong(message, "the version", "ConflictError")
    if ending == "Crashed" and not died:
        raise Wrong("commit raised Crashed, and its node lives", "the version", "Crashed")
    if ending != "returned":
        raise {"Crashed": Crashed, "ConflictError": ConflictError}[ending]
    return got


def expect_log(
    world: World, acknowledged: dict[object, list[bytes]], in_doubt: list[list[bytes]]
) -> None:
    """The log must hold the acknowledged commits at their versions, other nodes' entries, and
    beyond these at most commits that are in doubt."""
    hashes = {block_name(data)[-64:]: data for data in (b"0", b"1", b"2", b"3", b"4")}
    log = [
        [hashes.get(str(name).partition("-")[2], name) for name in one["add"]]
        for one in read_log(world.bucket)
    ]
    for version, added in acknowledged.items():
        there = type(version) is int and 1 <= version <= len(log)
        if not there or version in world.foreign or log[version - 1] != added:
            message = f"a commit that was acknowledged as version {version} is not there"
            found = str(log[version - 1]) if there else f"a log of {len(log)} entries"
            raise Wrong(message, f"entry {version} adds {added}", found)
    unsure = list(in_doubt)
    for version, added in enumerate(log, 1):
        if version in acknowledged or version in world.foreign:
            continue
        if added not in unsure:
            message = f"version {version} was neither acknowledged nor cut off by a crash"
            raise Wrong(message, "no such entry", str(added))
        unsure.remove(added)
