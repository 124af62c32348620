"""Exercise 5: windows of a cluster, made within what the task says can happen, and a judge of who must be named,
who must not, and who may."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong
from warehouse.checks.games import answers, asked
from warehouse.checks.showing import show

Window = dict[str, tuple[float, float]]
#: The number of windows that count, in how many a healthy node may be slow, and nodes with rows that a window needs.
LAST, HICCUPS, LEAST = 5, 2, 3
#: Of the usual rate: a healthy node's at least and at most, a grey node's at most.
FROM, TO, GREY = 0.8, 1.25, 0.45
#: Speeds of grey nodes: hardly any, and just slow enough.
NEARLY_DEAD, FAINT = (0.01, 0.1), (GREY, GREY)


class Trace(NamedTuple):
    """``windows``, and of each the nodes that were slow in it (with rows, among at least three)."""

    windows: list[Window]
    slow: list[set[str]]


def verdicts(trace: Trace) -> list[tuple[set[str], set[str]]]:
    """Of each window the nodes that must be named, and those that may."""
    told, past = [], {}
    for window, slow in zip(trace.windows, trace.slow):
        past = {node: past.get(node, ()) for node in window}
        measured = [node for node, (rows, _) in window.items() if rows > 0]
        if len(measured) >= LEAST:
            for node in measured:
                past[node] = (*past[node], node in slow)[-LAST:]
        must = {node for node, was in past.items() if sum(was) == LAST}
        told.append((must, {node for node, was in past.items() if sum(was) > HICCUPS}))
    return told


def trace(
    rng: np.random.Generator,
    nodes: int = 8,
    length: int = 40,
    grey: tuple[tuple[int, int, int], ...] = (),
    hiccups: float = 0.0,
    cached: float = 0.0,
    skew: float = 1.0,
    levels: float = 0.0,
    idle: float = 0.0,
    leaves: tuple[int, int, int] | None = None,
    speeds: tuple[float, float] = (0.25, 0.35),
) -> Trace:
    """Windows of ``nodes``. ``grey``: (node, from window, to window) each. ``hiccups``, ``cached``: how often a healthy
    node is slow, or up to twelve times as fast. ``skew``: how many times the rows of others the first node has.
    ``levels``: by how much the usual rate differs from window to window, as a logarithm. ``idle``: how often a node has
    no rows. ``leaves``: (node, from, to): it is not there. ``speeds``: of grey nodes, from and to."""
    names = [f"node {number}" for number in rng.permutation(nodes + 4)[:nodes]]
    made, told = [], []
    past: dict[str, list[bool]] = {name: [] for name in names}
    for at in range(length):
        usual = 50_000 * float(np.exp(levels * rng.standard_normal()))
        there = [
            n
            for n in range(nodes)
            if leaves is None or n != leaves[0] or not leaves[1] <= at < leaves[2]
        ]
        # of each node: has it rows, what happens to it, its rate from 0 to 1, its rows, its place
        luck = rng.random((5, nodes)).tolist()
        has = [n for n in there if luck[0][n] >= idle or any(n == g for g, _, _ in grey)]
        ill = {n for n, first, last in grey if first <= at < last and n in has}
        third = len(has) // 3
        slow, fast = set(ill), set()
        for n in sorted(has, key=luck[4].__getitem__):
            recent = sum(past[names[n]][-(LAST - 1) :])
            if n in ill:
                continue
            if luck[1][n] < hiccups and len(slow) < third and recent < HICCUPS:
                slow.add(n)
            elif luck[1][n] > 1 - cached and len(fast) < third:
                fast.add(n)
        window: Window = {}
        for n in sorted(there, key=luck[4].__getitem__):  # in another order each time
            low, high = FROM, TO
            if n in ill:
                low, high = speeds
            elif n in slow:
                low, high = 0.2, 0.4
            elif n in fast:
                low, high = 3.0, 12.0
            rate = usual * (low + (high - low) * luck[2][n])
            rows = (50_000.0 + int(2_000 * luck[3][n])) * (skew if n == 0 else 1.0)
            window[names[n]] = (rows, rows / rate) if n in has else (0.0, 0.0)
            if n in has and len(has) >= LEAST:
                past[names[n]].append(n in slow)
        for n in set(range(nodes)) - set(there):
            past[names[n]] = []
        made.append(window)
        told.append({names[n] for n in slow})
    return Trace(made, told)


def pattern(rng: np.random.Generator, letters: str, falls: float = 1.0) -> Trace:
    """Seven healthy nodes and one of which each letter says a window: s slow, f fast, h healthy, - without
    rows, . not there. The usual rate falls by a factor from window to window."""
    windows, slow = trace(rng, 8, len(letters))
    node = sorted(windows[0])[int(rng.integers(0, 8))]
    for at, letter in enumerate(letters):
        by = falls**at
        windows[at] = {name: (rows, s * by) for name, (rows, s) in windows[at].items()}
        rows, seconds = windows[at][node]
        windows[at][node] = (rows, seconds * {"s": 4.0, "f": 0.125}.get(letter, 1.0))
        if letter == "-":
            windows[at][node] = (0.0, 0.0)
        if letter == ".":
            del windows[at][node]
        slow[at] |= {node} if letter == "s" else set()
    return Trace(windows, slow)


def sick(rng: np.random.Generator, speeds: tuple[float, float]) -> list[Trace]:
    """One grey node, or up to a third of all, from the beginning or from later on, some to the end."""
    made = []
    for nodes, ill in ((8, 1), (3, 1), (6, 2), (10, 3), (16, 2)):
        for first, last in ((0, 19), (9, 19), (7, 15)):
            grey = tuple((n, first + n, last) for n in range(ill))
            made.append(trace(rng, nodes, 19, grey, speeds=speeds))
    # of a hundred nodes the last
    return made + steady(rng, [1.0] * 99 + [speeds[1]])


def steady(rng: np.random.Generator, rates: list[float]) -> list[Trace]:
    """Nodes that have these shares of the usual rate in every window; those up to ``GREY`` are slow."""
    names = [f"node {number}" for number in rng.permutation(20 + len(rates))[: len(rates)]]
    windows = [
        {name: (100.0 * at, 100.0 * at / (rate * 1_000)) for name, rate in zip(names, rates)}
        for at in range(1, 13)
    ]
    slow = {name for name, rate in zip(names, rates) if rate <= GREY}
    return [Trace(windows, [slow] * len(windows))]


def among_fast(rng: np.random.Generator) -> list[Trace]:
    """Healthy nodes of which some found the answer in a cache, and hardly reach the usual rate otherwise; a grey one
    beside them."""
    made = [trace(rng, nodes, 40, cached=0.3) for nodes in (4, 8, 12)]
    # of three nodes one is slow and one is fast, of six two
    made += steady(rng, [0.95, 1.05, 12.0]) + steady(rng, [0.3, 1.0, 12.0])
    made += steady(rng, [0.3, 1.0, 12.0, 0.3, 1.05, 3.0])
    # one of the slow ones just so: a mean of all but the fast ones is too low
    made += steady(rng, [GREY, 1.0, 12.0, 0.25, 1.05, 3.0])
    # hiccups between fast windows: these count, as windows in which it was not slow
    made += [pattern(rng, letters) for letters in ("ssfff" * 4, "sfsff" * 4, "hsfshff" * 3)]
    return made + [trace(rng, 8, 30, ((2, 8, 30),), cached=0.3) for _ in range(2)]


def hiccuping(rng: np.random.Generator) -> list[Trace]:
    """Healthy nodes that are slow now and then, at the beginning too, and for a hundred windows and more."""
    made = [
        trace(rng, nodes, length, hiccups=rate)
        for nodes, rate, length in ((8, 0.25, 130), (4, 0.15, 130), (9, 0.3, 40))
    ]
    # the very first windows, two in a row, two of three
    for pattern in ((0, 1), (0, 2), (3, 4), (0, 1, 5, 6), (0, 3, 5, 8, 10, 13)):
        windows, slow = trace(rng, 8, 20)
        node = sorted(windows[0])[int(rng.integers(0, 8))]
        for at in pattern:
            rows, seconds = windows[at][node]
            windows[at][node] = (rows, 4 * seconds)
            slow[at].add(node)
        made.append(Trace(windows, slow))
    return made


def skewed(rng: np.random.Generator) -> list[Trace]:
    """A node with three, or thirty, times the rows of the others; it is grey, or fast most of the time. Then nearly all
    the rows are a healthy node's, or hardly any are a grey one's."""
    made = [trace(rng, nodes, 20, skew=skew) for nodes in (4, 8) for skew in (3.0, 30.0, 0.1)]
    made += [trace(rng, 8, 14, ((0, 4, 14),), skew=skew) for skew in (30.0, 1e-12)]
    made.append(trace(rng, 8, 14, ((2, 4, 14),), skew=1e12))
    # of three nodes the one with most of the rows is fast in each window
    one = steady(rng, [12.0, 1.05, 0.95])[0]
    most = next(iter(one.windows[0]))
    for window in one.windows:
        window[most] = (30 * window[most][0], 30 * window[most][1])
    return [*made, one]


def all_slow(rng: np.random.Generator) -> list[Trace]:
    """All of them slow at once, for some windows or from one on; and fast."""
    made = [trace(rng, 8, 30, levels=1.0) for _ in range(3)]
    for factor in (0.1, 0.3, 8.0):
        windows, slow = trace(rng, 8, 30)
        for at in range(12, 24):
            windows[at] = {node: (rows, s / factor) for node, (rows, s) in windows[at].items()}
        made.append(Trace(windows, slow))
    # slower from each window to the next, or faster; in the end by very much
    made += [pattern(rng, "s" * 9 + "h" * 5, falls) for falls in (3.0, 1 / 3, 1.7)]
    return [*made, pattern(rng, "h" * 9, 30.0)]


def recovered(rng: np.random.Generator) -> list[Trace]:
    """Grey for a while, then healthy, and grey again."""
    made = [trace(rng, 8, 50, ((1, 5, 5 + long), (1, 30, 42))) for long in (5, 6, 12, 20)]
    # no longer grey, but never well for long
    return made + [pattern(rng, "s" * 6 + its) for its in ("hhs" * 5, "hshsh", "hhhsh" * 3)]


def idle(rng: np.random.Generator) -> list[Trace]:
    """Windows in which some nodes, the grey one too, have no rows; some of a cluster that is idle but for one or two."""
    made = [trace(rng, nodes, 40, idle=0.3) for nodes in (6, 10)]
    for every in (2, 3):
        windows, slow = trace(rng, 8, 40, ((2, 6, 40),))
        node = next(iter(slow[20]))
        for at in range(every, 40, every):
            windows[at][node] = (0.0, 0.0 if at % 4 else 2.5)
            slow[at].discard(node)
        made.append(Trace(windows, slow))
    # a long time without rows is no reason to forget
    made += [pattern(rng, letters) for letters in ("sssss" + "-" * 30, "hhsss" + "-" * 30 + "ss")]
    return [*made, *mostly_idle(rng)]


def mostly_idle(rng: np.random.Generator) -> list[Trace]:
    """Most nodes have no rows, of the others one is grey. Then: of nine three are grey, and have no rows from then on;
    of the six that are left two become grey, so that five are named."""
    made = []
    for idle_ones in (5, 6):
        windows, slow = trace(rng, 10, 14, ((1, 0, 14),))
        grey = next(iter(slow[0]))
        others = [name for name in sorted(windows[0]) if name != grey]
        for window in windows:
            window.update(dict.fromkeys(others[:idle_ones], (0.0, 0.0)))
        made.append(Trace(windows, slow))
    windows, slow = trace(rng, 9, 14)
    names = [sorted(windows[0])[int(at)] for at in rng.permutation(9)]
    for at, window in enumerate(windows):
        for name in names[:3] if at < 5 else names[3:5]:
            window[name] = (window[name][0], 4 * window[name][1])
            slow[at].add(name)
        if at >= 5:
            window.update(dict.fromkeys(names[:3], (0.0, 0.0)))
    return [*made, Trace(windows, slow)]


def nearly_all_idle(rng: np.random.Generator) -> list[Trace]:
    """For some windows only two nodes have rows, or one, or none: nobody can be compared."""
    made = []
    for busy in (0, 1, 2):
        windows, slow = trace(rng, 8, 26, ((2, 4, 12),))
        for at in range(14, 26):
            for place, (node, (rows, seconds)) in enumerate(sorted(windows[at].items())):
                mine = (rows, 6 * seconds if place == 0 else seconds)
                windows[at][node] = mine if place < busy else (0.0, 0.0)
            slow[at].clear()
        made.append(Trace(windows, slow))
    for nodes in (1, 2):
        windows, slow = trace(rng, nodes, 12)
        for window in windows:
            node = sorted(window)[0]
            window[node] = (window[node][0], 9 * window[node][1])
        made.append(Trace(windows, [set() for _ in slow]))
    # nobody can be compared for long, and who was grey stays named
    windows, slow = trace(rng, 8, 40, ((2, 0, 40),))
    for at in range(8, 40):
        windows[at] = dict.fromkeys(windows[at], (0.0, 0.0))
        slow[at].clear()
    return [*made, Trace(windows, slow), grey_then_idle(rng, 0)]


def grey_then_idle(rng: np.random.Generator, gone: int) -> Trace:
    """Who was slow in the last five windows that count stays named in those that do not; ``gone``: in how many of
    these it is not there, and is forgotten."""
    windows, slow = trace(rng, 8, 26, ((2, 4, 14),))
    node = next(iter(slow[13]))
    for at in range(14, 20):
        others = [name for name in sorted(windows[at]) if name != node]
        windows[at].update(dict.fromkeys(others[at % 2 and not gone :], (0.0, 0.0)))
        if at >= 20 - gone:
            del windows[at][node]
    return Trace(windows, slow)


def leaving(rng: np.random.Generator) -> list[Trace]:
    """A grey node that is taken out, and comes back healthy, or grey."""
    gone = [trace(rng, 8, 40, ((1, 5, 14),), leaves=(1, 14, 40))]
    healthy = [trace(rng, 8, 40, ((1, 5, 14),), leaves=(1, 14, last)) for last in (15, 18, 25)]
    again = [trace(rng, 8, 40, ((1, 5, 14), (1, 20, 22)), leaves=(1, 14, 20)) for _ in range(2)]
    # two slow windows before, and two after
    twice = [trace(rng, 8, 30, ((1, 10, 12), (1, 13, 15)), leaves=(1, 12, 13)) for _ in range(2)]
    # grey from the first window in which it is there, the first time and the second
    late = [pattern(rng, letters + "s" * 5) for letters in ("...", "hhh..", "sss.", "..hh...")]
    # for a window the cluster has no nodes at all
    windows, slow = trace(rng, 8, 14, ((1, 0, 14),))
    windows[6], slow[6] = {}, set()
    return [*gone, *healthy, *again, *twice, *late, grey_then_idle(rng, 2), Trace(windows, slow)]


def scaled(rng: np.random.Generator) -> list[Trace]:
    """Rows in thousands of millions and in ones, seconds in hours and in microseconds; names of all kinds."""
    made = []
    for rows_by, seconds_by in ((1e6, 1.0), (1e-4, 1e-4), (1e-6, 1e-3), (1.0, 1e6), (1e7, 1e-5),
                               (1.0, 1e-12), (1e-15, 1.0), (1e-19, 1e14), (1e10, 1e-14)):  # fmt: skip
        windows, slow = trace(rng, 8, 20, ((3, 6, 20),))
        called = dict(zip(sorted(windows[0]), ("", "a", "A", "é", "0", " ", "b c", "zz")))
        windows = [
            {called[name]: (rows * rows_by, s * seconds_by) for name, (rows, s) in window.items()}
            for window in windows
        ]
        made.append(Trace(windows, [{called[name] for name in names} for names in slow]))
    return made


def expect_named(make: type, made: list[Trace]) -> None:
    """Grey nodes are named, healthy ones never."""
    about = f"the windows of {len(made)} clusters, one after the other"
    told = answers(make, [asked("observe", one.windows) for one in made], about=about)
    for one, got in zip(made, told):
        for at, ((must, may), named) in enumerate(zip(verdicts(one), got)):
            if type(named) is not set:
                given = story(one, at, "")
                raise Wrong("a set was asked for", "a set of names", show(named), given)
            for wrong, what, due in (
                (named - may, "a node is named that is not grey", "not {!r}"),
                (must - named, "a grey node is not named", "{!r} in it"),
            ):
                if wrong:
                    node = min(wrong, key=str)
                    raise Wrong(what, due.format(node), show(named), story(one, at, node))


def story(one: Trace, at: int, node: str) -> str:
    """The last windows up to ``at``: the rates, first that of the node that it is about, and in how many of the windows
    that count it was slow."""
    count = [
        node in slow
        for window, slow in zip(one.windows[: at + 1], one.slow)
        if window.get(node, (0, 0))[0] > 0 and sum(rows > 0 for rows, _ in window.values()) >= LEAST
    ][-LAST:]
    lines = [f"after window {at + 1} of a cluster's; rows per second in its last windows:"]
    for number in range(max(0, at - LAST + 1), at + 1):
        window = one.windows[number]
        rates = [
            f"{name!r} {f'{rows / s:,.6g}' if rows else 'no rows'}"
            for name, (rows, s) in sorted(window.items(), key=lambda it: (it[0] != node, it[0]))
        ]
        lines.append(f"{number + 1}: {', '.join(rates[:9])}{', ...' * (len(rates) > 9)}")
    if node in one.windows[at]:
        lines.append(f"{node!r} was slow in {sum(count)} of its last {len(count)} that count")
    return "\n".join(lines)
