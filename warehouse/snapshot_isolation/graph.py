"""The dependency graph of a history, and the names of what its cycles show (Adya's).

An edge points from the transaction that must come first in any serial order to the one that must
come after it: ww (overwrote its version), wr (read its version), rw (overwrote what it read), rw
scan (made or changed a row that its scan would have found). The names: G0, a cycle of ww edges;
G1c, of ww and wr; G-single, with exactly one rw; G2-item, with several rw; G2, with an rw of a
scan. Not cycles, but told from the same reading: G1a, a read of what was taken back; G1b, a read of
what its writer overwrote; OTV, a reader that falls back behind a transaction it has seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from itertools import islice

import networkx as nx

from warehouse.snapshot_isolation.reading import UNBORN, Reading
from warehouse.snapshot_isolation.records import Anomaly, Edge, condition

NAMES = ("G0", "G1a", "G1b", "G1c", "OTV", "G-single", "G2-item", "G2")
_TRIED = 60  # edges for which the shortest cycle is looked up; the smallest of them is shown


def edges(reading: Reading) -> list[Edge]:
    """Every dependency between two different committed transactions; of several between the same
    two, one a kind."""
    found: dict[tuple, Edge] = {}

    def add(before: object, after: object, kind: str, key: object) -> None:
        if before is not UNBORN and after is not UNBORN and before != after:
            found.setdefault((before, after, kind), Edge(before, after, kind, key))

    for key, order in reading.versions.items():
        for before, after in zip(order, order[1:]):
            add(before, after, "ww", key)
    for txn in reading.txns.values():
        if not txn.committed:
            continue
        seen = [(at, key, value) for at, key, value in txn.reads]
        for at, text, rows, own in txn.scans:
            seen += [(at, key, value) for key, value in rows.items() if key not in own]
            _scan_edges(reading, txn.number, at, text, rows, own, add)
        for at, key, value in seen:
            if value is not None and not _is_version(reading, key, value):
                continue  # G1a, G1b or made up: told elsewhere, not a version to depend on
            writer, certain = reading.seen_by(key, value, at)
            if certain:
                add(writer, txn.number, "wr", key)
            add(txn.number, reading.next_after(key, writer), "rw", key)
    return list(found.values())


def _is_version(reading: Reading, key: object, value: object) -> bool:
    writer = reading.writer_of.get((key, value), (None, 0))[0]
    return writer is not None and writer.committed and writer.writes[key] == value


def _scan_edges(
    reading: Reading, number: object, at: int, text: str, rows: dict, own: dict, add: Callable
) -> None:
    """rw edges to whoever first made a row match that the scan did not find."""
    matches = condition(text)
    for key in reading.versions:
        if key in rows or key in own:
            continue
        missed = reading.last_without(key, text, at)
        for follower in islice(reading.versions[key], 0 if missed is None else missed + 1, None):
            value = reading.value_of(follower, key)
            if value is not None and matches(key, value):
                add(number, follower, "rw scan", key)
                break


def anomalies(history: Iterable[tuple] | Reading) -> list[Anomaly]:
    """What the dependency graph shows, one anomaly a name, the one with the shortest cycle; an
    empty list is a serialisable history."""
    reading = history if isinstance(history, Reading) else Reading(history)
    return _bad_reads(reading) + _cycles(edges(reading))


def _bad_reads(reading: Reading) -> list[Anomaly]:
    found: dict[str, Anomaly] = {}

    def note(name: str, text: str, *at: int) -> None:
        found.setdefault(name, Anomaly(name, text, (), at))

    for txn in reading.txns.values():
        for at, key, expected, got in txn.own_reads:
            if type(got) is not type(expected) or got != expected:
                note(
                    "own write",
                    f"T{txn.number} read {key} = {got!r} after setting it to {expected!r} itself",
                    at,
                )
        for at, text, rows, own in txn.scans:
            for key, value in own.items():
                kept = value is not None and condition(text)(key, value)
                if (key in rows) != kept or (kept and rows[key] != value):
                    note(
                        "own write",
                        f"T{txn.number} scanned and found {key} = {rows.get(key)!r} after setting it to {value!r} itself",
                        at,
                    )
        if not txn.committed:
            continue
        seen = txn.reads + [
            (at, k, v) for at, _, rows, own in txn.scans for k, v in rows.items() if k not in own
        ]
        for at, key, value in seen:
            if value is None:
                continue
            writer, wrote_at = reading.writer_of.get((key, value), (None, 0))
            if writer is None or wrote_at > at:
                note(
                    "made up", f"T{txn.number} read {key} = {value!r}, which no one had written", at
                )
            elif writer is not txn and not writer.committed:
                note(
                    "G1a",
                    f"T{txn.number} read {key} = {value!r}, written by T{writer.number}, which {writer.end}",
                    wrote_at,
                    at,
                )
            elif writer is not txn and writer.writes[key] != value:
                note(
                    "G1b",
                    f"T{txn.number} read {key} = {value!r}, which T{writer.number} overwrote before it committed",
                    wrote_at,
                    at,
                )
        _vanishes(reading, txn, sorted(seen, key=lambda read: read[0]), note)
    return list(found.values())


def _vanishes(reading: Reading, txn: object, seen: list, note: Callable) -> None:
    observed: dict[object, int] = {}  # writers seen so far, and where
    for at, key, value in seen:
        if value is not None and not _is_version(reading, key, value):
            continue
        writer, certain = reading.seen_by(key, value, at)
        place = reading.place_of(key, writer) if certain else math.inf
        for later in observed:
            if reading.place.get(key, {}).get(later, -1) > place:
                note(
                    "OTV",
                    f"T{txn.number} saw a write of T{later}, then read {key} = {value!r}, which T{later} had replaced",
                    observed[later],
                    at,
                )
        if certain and writer is not UNBORN:
            observed.setdefault(writer, at)


def _cycles(dependencies: list[Edge]) -> list[Anomaly]:
    def graph(*kinds: str) -> nx.DiGraph:
        made = nx.DiGraph()
        made.add_edges_from((e.before, e.after) for e in dependencies if e.kind in kinds)
        return made

    everything = graph("ww", "wr", "rw", "rw scan")
    component = _components(everything)
    inside = [e for e in dependencies if component.get(e.before, -1) == component.get(e.after, -2)]
    if not inside:
        return []
    dependencies = inside
    by_pair = {
        kind: {(e.before, e.after): e for e in inside if e.kind == kind}
        for kind in ("ww", "wr", "rw", "rw scan")
    }
    ww, wwr, item, full = (
        graph("ww"),
        graph("ww", "wr"),
        graph("ww", "wr", "rw"),
        graph("ww", "wr", "rw", "rw scan"),
    )
    reach = _reachable(wwr)
    forward = {
        (e.before, e.after)
        for kind in ("rw", "rw scan")
        for e in by_pair[kind].values()
        if _reaches(reach, e.after, e.before)
    }

    def smallest(name: str, through: list[Edge], within: nx.DiGraph, text: str) -> list[Anomaly]:
        best: list[Edge] = []
        for edge in through[:_TRIED]:
            try:
                path = nx.shortest_path(within, edge.after, edge.before)
            except (nx.NetworkXNoPath, nx.NodeNotFound):
                continue
            back = [
                next(by_pair[k][pair] for k in ("ww", "wr", "rw", "rw scan") if pair in by_pair[k])
                for pair in zip(path, path[1:])
            ]
            if not best or len(back) + 1 < len(best):
                best = [edge, *back]
        if not best:
            return []
        steps = ", ".join(f"T{e.before} -{e.kind} {e.key}-> T{e.after}" for e in best)
        return [Anomaly(name, f"{text}: {steps}", tuple(best))]

    def same(edges_of: list[Edge], within: nx.DiGraph) -> list[Edge]:
        home = _components(within)
        return [e for e in edges_of if home.get(e.before, -1) == home.get(e.after, -2)]

    rw, scans = list(by_pair["rw"].values()), list(by_pair["rw scan"].values())
    single = [e for e in rw + scans if (e.before, e.after) in forward]
    multiple = [e for e in rw if (e.before, e.after) not in forward]
    phantom = [e for e in scans if (e.before, e.after) not in forward]
    return [
        *smallest("G0", same(list(by_pair["ww"].values()), ww), ww, "writes in a circle"),
        *smallest(
            "G1c", same(list(by_pair["wr"].values()), wwr), wwr, "writes and reads in a circle"
        ),
        *smallest("G-single", single, wwr, "one read was overtaken"),
        *smallest("G2-item", same(multiple, item), item, "reads overtaken in a circle"),
        *smallest("G2", phantom, full, "scans overtaken in a circle"),
    ]


def _components(graph: nx.DiGraph) -> dict:
    """The number of the strongly connected component of every node that shares its own with
    another."""
    return {
        node: number
        for number, nodes in enumerate(nx.strongly_connected_components(graph))
        if len(nodes) > 1
        for node in nodes
    }


def _reachable(graph: nx.DiGraph) -> tuple[dict, list[int]]:
    """For every component of ``graph`` the set of components that can be reached from it, as the
    bits of a number."""
    parts = nx.condensation(graph)
    bits = [0] * len(parts)
    for part in reversed(list(nx.topological_sort(parts))):
        bits[part] = 1 << part
        for follower in parts.successors(part):
            bits[part] |= bits[follower]
    return parts.graph["mapping"], bits


def _reaches(reach: tuple[dict, list[int]], start: object, goal: object) -> bool:
    home, bits = reach
    return start in home and goal in home and bool(bits[home[start]] >> home[goal] & 1)
