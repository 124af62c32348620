"""Exercise 2: where rows must lie after an exchange or a broadcast, and what may travel for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from solutions.capstone.checks.journeys import copied, exchanged, in_processes, losing, travelled
from solutions.capstone.checks.keyed_tables import DAY, NOTHING, Case, dealt, drawn
from warehouse.checks import Wrong, at_most, same
from warehouse.distribution.records import table_bytes

PIECE_BYTES = 800  # what a piece that travels may weigh besides its rows


def home(parts: list[pa.Table], keys: list[str], text: str) -> dict[tuple, int]:
    """On which slice the rows of each key are. Raises ``Wrong`` where they are on two."""
    found: dict[tuple, int] = {}
    for s, part in enumerate(parts):
        for key in asking.rows_of(part.select(keys)):
            key = tuple(0.0 if value == 0 and type(value) is float else value for value in key)
            if found.setdefault(key, s) != s:
                both = f"slices {found[key]} and {s}"
                raise Wrong(
                    f"rows that are equal in {keys}, {key}, lie apart", "one slice", both, text
                )
    return found


def expect_rows(parts: list, given: list[pa.Table], text: str) -> None:
    """Together the parts must hold the given rows, each once; each of the given schema."""
    for s, part in enumerate(parts):
        if type(part) is not pa.Table or not part.schema.equals(given[0].schema):
            got = str(part.schema) if type(part) is pa.Table else type(part).__name__
            raise Wrong(f"slice {s} holds another kind of table", str(given[0].schema), got, text)
    held = Counter(repr(row) for part in parts for row in asking.rows_of(part))
    due = Counter(repr(row) for part in given for row in asking.rows_of(part))
    if held != due:
        lost, more = list((due - held).elements()), list((held - due).elements())
        got = f"{len(lost)} lost, as {lost[:1]}, {len(more)} too many, as {more[:1]}"
        raise Wrong("rows are lost, doubled or changed", "every row once", got, text)


def _said(keys: object, everywhere: object) -> tuple:
    if type(keys) not in (set, frozenset):
        return type(keys).__name__, everywhere
    return sorted(keys, key=repr), everywhere


class Moves:
    """The student's ``exchange`` and ``broadcast``."""

    def __init__(self, exchange: Callable, broadcast: Callable):
        self.exchange, self.broadcast = exchange, broadcast

    def exchanged(self, cases: list[Case], looks: Callable) -> None:
        """``looks(case, text, *told)`` of each case."""
        texts = [_text(*case) for case in cases]
        got = asking.answers("exchange", exchanged, self.exchange, cases, texts)
        for case, text, (*answer, intact) in zip(cases, texts, got):
            if not intact:
                what = "keys, or the list of parts given, was changed"
                raise Wrong(what, "as it was", "changed", text)
            looks(case, text, *answer)

    def expect_exchanged(self, cases: list[Case]) -> None:
        def looks(case, text, parts, keys, everywhere, moved, to_leader, same_parts):
            expect_rows(parts, case[0], text)
            home(parts, case[1], text)
            due = [tuple(case[1])], False
            if _said(keys, everywhere) != due or type(keys) is not frozenset:
                said = f"{keys!r}, {everywhere!r}"
                raise Wrong(
                    "of the result something else is said",
                    f"frozenset of {due[0]}, False",
                    said,
                    text,
                )

        self.exchanged(cases, looks)

    def expect_together(self, found: list) -> None:
        cases, others, homes = [], [], []
        for one, keys, other, their_keys in found:
            cases.append((one, keys, NOTHING, False))
            others.append((other, their_keys, NOTHING, False))

        def remember(case, text, parts, *rest):
            expect_rows(parts, case[0], text)
            homes.append(home(parts, case[1], text))

        self.exchanged([case for pair in zip(cases, others) for case in pair], remember)
        for at, (case, other) in enumerate(zip(cases, others)):
            mine, theirs = homes[2 * at], homes[2 * at + 1]
            for key in mine.keys() & theirs.keys():
                if mine[key] != theirs[key]:
                    text = f"{_text(*case)}\n\nand then\n{_text(*other)}"
                    what = f"of two tables the key {key} goes to two different slices"
                    raise Wrong(what, f"slice {mine[key]}", f"slice {theirs[key]}", text)

    def expect_in_any_process(self, cases: list[tuple]) -> None:
        texts = [_text(*case, NOTHING, False) for case in cases]
        for case, text, parts in zip(
            cases, texts, asking.answers("exchange", in_processes, self.exchange, cases, texts)
        ):
            expect_rows(parts, case[0], text)
            home(
                parts,
                case[1],
                text + "\nwhere hash() of a text or a date differs from slice to slice",
            )

    def expect_all_on_first(self, rng: np.random.Generator) -> None:
        def looks(case, text, parts, keys, everywhere, *rest):
            expect_rows(parts, case[0], text)
            lengths = [len(part) for part in parts]
            if any(lengths[1:]):
                total = sum(lengths)
                raise Wrong(
                    "rows per slice", str([total] + [0] * (len(parts) - 1)), str(lengths), text
                )
            if _said(keys, everywhere) != ([()], False):
                raise Wrong(
                    "of the result something else is said",
                    "[()], False",
                    f"{keys}, {everywhere}",
                    text,
                )

        copies = [drawn(rng, 9)] * 3
        cases = [
            (dealt(drawn(rng, rows), slices), [], NOTHING, False)
            for rows, slices in ((20, 3), (5, 2), (0, 3))
        ]
        self.exchanged([*cases, (copies, [], NOTHING, False)], looks)

    def expect_spread(self, limit: float) -> None:
        count = 4_000
        numbers = np.arange(count)
        keyed = {
            "4,000 numbers in a row": {"k": numbers},
            "4,000 multiples of 1,024": {"k": numbers * 1024},
            "4,000 texts": {"k": [f"Customer#{n:09}" for n in numbers]},
            "4,000 days": {"k": [DAY + timedelta(days=int(n)) for n in numbers]},
            "4,000 pairs of numbers": {"k": numbers // 63, "l": numbers % 63},
            # above 2**53, where floats have gaps
            "4,000 pairs of a large number and itself": dict.fromkeys("kl", numbers + 2**60),
            "4,000 pairs with one text": {"k": ["one"] * count, "l": numbers * 4},
        }
        cases = [
            (dealt(pa.table(columns), 4), list(columns), NOTHING, False)
            for columns in keyed.values()
        ]
        names = iter(keyed)

        def looks(case, text, parts, *rest):
            name = next(names)
            expect_rows_counted(parts, count, text)
            largest = max(len(part) for part in parts) / (count / 4)
            at_most(largest, limit, f"the largest share of {name}, divided by the mean,")

        self.exchanged(cases, looks)

    def expect_nothing_moved(self, rng: np.random.Generator) -> None:
        """Copies that are cut, and what is placed so already."""

        def cut(case, text, parts, keys, everywhere, moved, to_leader, same_parts):
            expect_rows(parts, case[0][:1], text)
            home(parts, case[1], text)
            at_nothing(moved, to_leader, text)
            if _said(keys, everywhere) != ([tuple(case[1])], False):
                raise Wrong(
                    "of the result something else is said",
                    f"{[tuple(case[1])]}, False",
                    f"{keys}, {everywhere}",
                    text,
                )

        copies = [
            ([drawn(rng, rows)] * slices, keys, NOTHING, True)
            for rows, slices, keys in (
                (30, 3, ["n"]),
                (30, 2, ["t", "n"]),
                (30, 4, ["row"]),
                (0, 2, ["n"]),
                (12, 3, []),
            )
        ]
        self.exchanged(copies, cut)
        # cut copies lie where rows of the same keys lie that came by an exchange
        self.expect_together_with_copies(rng)

        def left(case, text, parts, keys, everywhere, moved, to_leader, same_parts):
            at_nothing(moved, to_leader, text)
            same(same_parts, True, "whether the parts are those that were given")
            if _said(keys, everywhere) != (sorted(case[2], key=repr), False):
                raise Wrong(
                    "of the result something else is said",
                    f"{set(case[2])}, False",
                    f"{keys}, {everywhere}",
                    text,
                )

        already = [
            (dealt(drawn(rng, 20), 3), keys, frozenset({tuple(keys), *more}), False)
            for keys, more in (
                (["n"], ()),
                (["n", "t"], [("d",)]),
                ([], [("n",), ("row",)]),
                (["t"], [("n", "t"), ("t", "n")]),
            )
        ]
        self.exchanged(already, left)

    def expect_together_with_copies(self, rng: np.random.Generator) -> None:
        table, homes = drawn(rng, 40), []

        def remember(case, text, parts, *rest):
            homes.append(home(parts, ["n", "t"], text))

        cases = [
            ([table] * 3, ["n", "t"], NOTHING, True),
            (dealt(table, 3), ["n", "t"], NOTHING, False),
        ]
        self.exchanged(cases, remember)
        if homes[0] != homes[1]:
            key = next(key for key in homes[0] if homes[0][key] != homes[1].get(key))
            raise Wrong(
                f"cut from copies, the key {key} lies elsewhere than exchanged",
                f"slice {homes[1].get(key)}",
                f"slice {homes[0][key]}",
                _text(*cases[0]),
            )

    def expect_bytes(self, rng: np.random.Generator) -> None:
        """Each row that changes its slice travels once, by functions that go as their code and so do not share
        what they remember."""
        rows, slices, words = 3_000, 3, 750
        keys = pa.array([f"w{n}" for n in range(words)]).take(rng.permutation(rows) % words)
        columns = {"k": keys, "v": rng.integers(0, 99, rows), "w": np.arange(rows)}
        text = f"{rows:,} rows on {slices} slices, keys = ['k']"
        given = [(dealt(pa.table(columns), slices), ["k"])]
        for parts, moved, to_leader in asking.answers(
            "exchange", travelled, self.exchange, given, [text]
        ):
            expect_rows_counted(parts, rows, text)
            homes = sum(len(part["k"].unique()) for part in parts)
            if homes != words:
                what = "rows of one text lie apart, where no call remembers another"
                raise Wrong(what, f"{words:,} texts on one slice each", f"{homes:,} in all", text)
            from_home = 0
            for s, part in enumerate(parts):
                came = np.asarray(part["w"]) % slices != s
                from_home += table_bytes(part.filter(pa.array(came)))
            allowed = 1.02 * from_home + PIECE_BYTES * slices * (slices - 1)
            at_most(moved, allowed, f"what travelled between {slices} slices", "bytes")
            at_most(to_leader, 0, "what went to the leader", "bytes")

    def expect_broadcast(self, rng: np.random.Generator) -> None:
        cases = []
        for number, slices in enumerate((2, 3, 4, 1, 2)):
            said = frozenset({("n",)}) if number % 2 else NOTHING
            cases.append((dealt(drawn(rng, 13), slices), said, False))
        parts = dealt(drawn(rng, 9), 3)
        cases.append(([parts[0], parts[1].slice(0, 0), parts[2]], NOTHING, False))
        cases.append((dealt(drawn(rng, 12), 12), NOTHING, False))
        cases.append((dealt(drawn(rng, 24).select(["y", "d"]), 3), NOTHING, False))
        cases.append(([drawn(rng, 8)] * 3, NOTHING, True))
        cases.append(([drawn(rng, 0)] * 2, NOTHING, True))
        texts = [_text(parts, None, said, everywhere) for parts, said, everywhere in cases]
        for (given, _, everywhere), text, got in zip(
            cases, texts, asking.answers("broadcast", copied, self.broadcast, cases, texts)
        ):
            parts, keys, is_everywhere, moved, to_leader, same_parts = got
            if everywhere:
                at_nothing(moved, to_leader, text)
                same(same_parts, True, "whether the parts are those that were given")
            due = given[0] if everywhere else pa.concat_tables(given)
            for s, part in enumerate(parts):
                asking.expect_table(part, due, text, ordered=True, what=f"what lies on slice {s}")
            if _said(keys, is_everywhere) != ([], True):
                raise Wrong(
                    "of the result something else is said",
                    "no keys, True",
                    f"{keys}, {is_everywhere}",
                    text,
                )
            if not everywhere:
                weight = sum(table_bytes(part) for part in given) * (len(given) - 1)
                called_for(moved, weight, text)
                if to_leader:
                    raise Wrong(
                        "something went to the leader", "0 bytes", f"{to_leader:,} bytes", text
                    )

    def expect_edges(self) -> None:
        schema = drawn(np.random.default_rng(0), 3).schema
        nothing = schema.empty_table()
        some = drawn(np.random.default_rng(1), 5)
        chunkless = pa.Table.from_batches([], schema)
        cases = [
            ([nothing, some, nothing], ["n"], NOTHING, False),
            ([nothing] * 3, ["t", "n"], NOTHING, False),
            ([some], ["n"], NOTHING, False),
            ([chunkless, some], ["f"], NOTHING, False),
            ([nothing], ["d"], NOTHING, False),
            ([chunkless] * 2, ["t"], NOTHING, False),
            ([some], ["n"], NOTHING, True),
            ([some], ["n"], frozenset({("t",), ("n", "d")}), False),
            ([some], [], frozenset({("t",)}), False),
        ]
        self.expect_exchanged(cases)

    def expect_failures(self) -> None:
        """A slice that is lost at any call comes out; then an exchange of other tables, of another number
        of slices, is as right as ever."""
        rng = np.random.default_rng(5)
        parts = dealt(drawn(rng, 12), 3)
        for name, function, given in (
            ("exchange", self.exchange, (["n"],)),
            ("broadcast", self.broadcast, ()),
        ):
            cases = [(parts, at, *given) for at in range(1, 9)]
            text = _text(parts, given[0] if given else None, NOTHING, False)
            asking.expect_losses(name, asking.endings(name, losing, function, cases), text)
        again = [dealt(drawn(rng, 12), slices) for slices in (3, 2, 3, 4)]
        cases = [(parts, ["n"], NOTHING, False) for parts in (*again, again[0])]
        self.expect_exchanged(
            cases + [(again[0], ["t"], NOTHING, False), (again[0], ["n"], NOTHING, False)]
        )


def expect_rows_counted(parts: list, count: int, text: str) -> None:
    held = sum(len(part) for part in parts)
    if held != count:
        raise Wrong("rows are lost or doubled", f"{count} rows on all slices", str(held), text)


def at_nothing(moved: int, to_leader: int, text: str) -> None:
    if moved or to_leader:
        got = f"{moved:,} bytes between slices, {to_leader:,} to the leader"
        raise Wrong("something travelled where nothing need", "0 bytes", got, text)


def called_for(moved: int, weight: int, text: str) -> None:
    if moved > weight:
        raise Wrong(
            "more travelled than each part once to each other slice",
            f"at most {weight:,} bytes",
            f"{moved:,} bytes",
            text,
        )


def _text(parts: list[pa.Table], keys: list[str] | None, said: frozenset, everywhere: bool) -> str:
    given = {
        "data.parts": parts,
        "data.keys": set(said) or "nothing",
        "data.everywhere": everywhere,
    }
    return asking.shown(**given, **({} if keys is None else {"keys": keys}))
