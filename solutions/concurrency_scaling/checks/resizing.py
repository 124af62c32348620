"""Exercise 1: clusters that change, and judges of what every right resize has in common."""

from __future__ import annotations

from collections import Counter

import numpy as np

from warehouse.checks import Wrong, run_each
from warehouse.checks import calls as called
from warehouse.checks.showing import show

Case = tuple[list[str], list[str]]


def least_moves(owners: list[str], nodes: list[str]) -> int:
    """How many slices must move: each node keeps what it owns up to its share, and of the nodes that own more some
    may keep one more."""
    base, extras = divmod(len(owners), len(nodes))
    held = Counter(owners)
    keep = sum(min(held[node], base) for node in nodes)
    return len(owners) - keep - min(extras, sum(held[node] > base for node in nodes))


def case(rng: np.random.Generator, kind: str = "any", even: bool | None = None) -> Case:
    """``kind``: ``"grows"`` (all nodes stay, some are new), ``"goes"`` (some that own slices are gone, some may be new) or
    ``"any"``; always at least one slice must move. ``even``: whether slices can be shared out evenly; None for either."""
    while True:
        many = int(rng.integers(1, rng.choice([7, 7, 7, 13])))
        old = [f"n{number}" for number in rng.permutation(12)[:many].tolist()]
        if kind == "grows":
            gone, new = 0, int(rng.integers(1, 4))
        else:
            gone = int(rng.integers(kind == "goes", len(old) + 1))
            new = int(rng.integers(gone == len(old), 4))
        nodes = old[gone:] + [f"new{number}" for number in range(new)]
        slices = int(rng.integers(len(nodes), 9 * len(nodes)))
        if even is not None and (slices % len(nodes) == 0) is not even:
            continue
        # some start balanced, some not at all
        if rng.random() < 0.3:
            owners = [old[number % len(old)] for number in range(slices)]
        else:
            weights = rng.dirichlet(np.full(len(old), 0.7))
            owners = rng.choice(old, slices, p=weights).tolist()
        owners = [owners[number] for number in rng.permutation(slices).tolist()]
        nodes = [nodes[number] for number in rng.permutation(len(nodes)).tolist()]
        if kind == "goes" and set(owners) <= set(nodes):
            continue
        if least_moves(owners, nodes):
            return owners, nodes


#: Small ones with a remainder, for messages that can be read: a new node, one that goes, several that own nothing.
SMALL = [
    (["a", "a", "a", "b", "b"], ["c", "a", "b"]),
    (["a", "b", "b", "b", "c"], ["a", "b"]),
    (["a", "a", "a", "a", "b"], ["c", "b", "a"]),
    (["b"] * 5, ["a", "b"]),
    (["a"] * 5 + ["b"] * 5, ["c", "b", "a"]),
    (["a", "a", "b", "b", "c", "c", "d", "d"], ["a", "b", "c"]),
]


def cases(rng: np.random.Generator, count: int, **kind) -> list[Case]:
    """From few slices to many, by their number."""
    made = sorted((case(rng, **kind) for _ in range(count)), key=lambda made: len(made[0]))
    fixed = {"grows": twins()}.get(kind.get("kind"), [])
    return (SMALL + just_enough() + many() if kind.get("even") is False else fixed) + made


def just_enough() -> list[Case]:
    """Nodes that own just the base share, beside some that own more: one more is worth nothing to the former,
    wherever they stand and whatever they are called."""
    shapes = [(2, 5), (2, 2, 6), (3, 3, 8), (1, 2, 5), (2, 2, 5, 5), (2, 7, 2, 3), (1, 1, 1, 4)]
    made = []
    for owned in shapes:
        # capitals are other names
        for names in ("abcde", "edcba", "aAbBc", "AaBbC"):
            owners = [name for name, count in zip(names, owned) for _ in range(count)]
            nodes = [*names[: len(owned)], "new"]
            if len(owners) % len(nodes):
                made += [(owners, nodes), (owners, nodes[::-1])]
    return made


def many() -> list[Case]:
    """More nodes and slices than anybody's table has; one that keeps nothing but what it must, whatever its place."""
    old = [f"node {number}" for number in range(60)]
    owners = [old[number * number % 60] for number in range(1_010)]
    return [(owners, [*old[9:], "x", "y"])]


def twins() -> list[Case]:
    """Neighbours that a memory may take for one another: nodes own as many, but other slices; the same slices, for
    nodes in another order."""
    one, other = ["a", "a", "a", "b", "b", "b"], ["b", "a", "b", "b", "a", "a"]
    return [(one, ["a", "b", "c"]), (other, ["a", "b", "c"]), (one, ["c", "b", "a"])]


def edges() -> list[Case]:
    """No slice, one, fewer than nodes; names that are empty, or not plain."""
    odd = ["", "0", "node 1", "Knoten ä", "None"]
    return [
        ([], ["a"]),
        ([], ["a", "b"]),
        (["a"], ["b"]),
        (["a"], ["b", "a", "c"]),
        (["a", "a"], ["c", "b", "a"]),
        (["a", "a", "b"], ["d", "e", "f", "g", "h"]),
        (["a", "b"], ["b", "c", "d"]),
        (["", "", "", "0"], ["", "0"]),
        (["", "", "a", "a", "a"], ["a", "b"]),
        (["0", "0", "0", "0"], ["", "0"]),
        (["x"] * 11, odd),
        (["a", "a", " a", " a", "A", "A"], ["a", " a", "A"]),
        (odd * 4 + [""] * 5, ["", "0", "Knoten ä"]),
    ]


def refused() -> list[tuple[Case, str]]:
    """(arguments, what the message holds): names that come twice, also those that are not plain."""
    lists = (["n7", "n7"], ["n7", "a", "b", "n7"], ["a", "b", "n7", "c", "n7", "n7"])
    made = [((owners, nodes), "n7") for owners in ([], ["a"], ["a", "b", "a"]) for nodes in lists]
    for name in ("", "0", "None"):
        made += [((owners, ["a", name, "b", name]), name) for owners in ([], ["a", name])]
    return made


def _shares(got: object, owners: list[str], nodes: list[str]) -> None:
    """Every slice is owned by a node that is there, and no two nodes differ by more than one."""
    if type(got) is not list or len(got) != len(owners):
        raise Wrong("a list of owners", f"{len(owners)} of them", show(got), called.calls.text)
    for number, node in enumerate(got):
        if type(node) is not str or node not in nodes:
            said = f"one of {show(nodes)}"
            raise Wrong(f"the owner of slice {number}", said, show(node), called.calls.text)
    own = {node: got.count(node) for node in nodes}
    if max(own.values()) - min(own.values()) > 1:
        base, extras = divmod(len(owners), len(nodes))
        due = f"{base} each" if not extras else f"{base} or {base + 1} each"
        raise Wrong("how many slices each node owns", due, show(own), called.calls.text)


def _moves(got: object, owners: list[str], nodes: list[str]) -> None:
    """As many slices move as must. (Fewer would leave some where they cannot stay.)"""
    if type(got) is not list or len(got) != len(owners):
        raise Wrong("a list of owners", f"{len(owners)} of them", show(got), called.calls.text)
    moves = sum(type(a) is not str or a != b for a, b in zip(got, owners))
    due = least_moves(owners, nodes)
    if moves != due:
        what = "how many slices move" + (" (too few for even shares)" if moves < due else "")
        raise Wrong(what, f"{due}", f"{moves}: {show(got)}", called.calls.text)


def expect_shares(resize, made: list[Case]) -> None:
    for given, got in run_each(resize, made):
        _shares(got, *given)


def expect_moves(resize, made: list[Case]) -> None:
    for given, got in run_each(resize, made):
        _moves(got, *given)


def expect_all(resize, made: list[Case]) -> None:
    for given, got in run_each(resize, made):
        _shares(got, *given)
        _moves(got, *given)
