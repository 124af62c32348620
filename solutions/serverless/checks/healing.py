"""Exercise 6: an oracle that works on a table of nodes and their slices, and made clusters."""

from __future__ import annotations

import numpy as np

from warehouse.checks import in_notebook, run_each, same, unwatched
from warehouse.checks.games import note
from warehouse.checks.showing import show

Case = tuple[list[str], set[str], list[str]]


def oracle(owners: list[str], grey: set[str], warm: list[str]) -> list[str]:
    """Slices by node; a node that is replaced hands over its whole list, the others' slices are dealt one by one."""
    held: dict[str, list[int]] = {}
    for number, node in enumerate(owners):
        held.setdefault(node, []).append(number)
    ill = sorted((node for node in held if node in grey), key=lambda n: (-len(held[n]), n))
    if len(ill) > len(held) / 3:
        return owners[:]
    ready: list[str] = []
    for node in warm:
        if not (node in grey or node in held or node in ready):
            ready.append(node)
    loose: list[int] = []
    for place, node in enumerate(ill):
        slices = held.pop(node)
        if place < len(ready):
            held[ready[place]] = slices
        else:
            loose += slices
    for number in sorted(loose):
        least = min(len(slices) for slices in held.values())
        held[min(node for node in held if len(held[node]) == least)].append(number)
    after = [""] * len(owners)
    for node, slices in held.items():
        for number in slices:
            after[number] = node
    return after


def drawn(
    rng: np.random.Generator, nodes: int, slices: int, ill: int, warm: int, odd: bool = False
) -> Case:
    """``nodes`` that own ``slices`` in no order, at least one each; ``ill`` of them grey; ``warm`` nodes that are
    ready. ``odd``: grey nodes that own nothing, warm ones that are grey, that own slices, or come twice."""
    numbers = rng.permutation(3 * nodes + 40)
    names = [f"node {number}" for number in numbers[:nodes]]
    spare = [f"node {number}" for number in numbers[nodes : nodes + warm]]
    owners = names + rng.choice(names, max(0, slices - nodes)).tolist()
    owners = [owners[place] for place in rng.permutation(len(owners))]
    grey = set(rng.choice(names, ill, replace=False).tolist())
    if odd:
        grey |= {"node 900", *spare[1:2]}
        spare = [*sorted(grey)[:1], *spare[:1], *names[-1:], *spare]
    return owners, grey, spare


def enough(rng: np.random.Generator) -> list[Case]:
    """A warm node for each grey one, and more."""
    made: list[Case] = [(["b", "B", "a", "A", "c", "C"] * 2, {"a", "B"}, ["w", "v", "u"])]
    # an empty text is a name as any other
    made += [(["a", "b", "c"] * 2, {"b"}, ["", "w"]), (["a", "", "c"] * 2, {""}, ["w"])]
    # a third of a large cluster
    made.append(drawn(rng, 36, 80, 12, 12))
    # one owns many more than the others, and goes on so
    made.append((["a"] * 14 + ["b", "c", "b"], {"c"}, ["w"]))
    for at in range(30):
        nodes = 3 + at % 12
        ill = 1 + int(rng.integers(0, nodes // 3))
        made.append(drawn(rng, nodes, 3 * nodes, ill, ill + at % 3))
    return made


def too_few(rng: np.random.Generator, none: bool) -> list[Case]:
    """Fewer warm nodes than grey ones; none at all, or at least one. Names in the order of texts and
    not of people: capitals first."""
    made = [(["b", "B", "a", "A", "c", "C"] * 2, {"a", "B"}, [] if none else ["w"])]
    if none:
        # many slices to give away; an empty text among the names; one that owns many more
        made += [
            drawn(rng, 3, 90, 1, 0),
            drawn(rng, 6, 180, 2, 0),
            (["a", "", "c"] * 3, {""}, []),
            (["", "b"] * 3 + ["c"], {"c"}, []),
            (["a"] * 14 + ["b", "c", "b"], {"c"}, []),
        ]
    for at in range(30):
        nodes = 3 + at % 12 if none else 6 + at % 6
        ill = nodes // 3
        made.append(
            drawn(rng, nodes, nodes * (1 + at % 5), ill, 0 if none else max(1, ill - 1 - at % 2))
        )
    return made


def common(rng: np.random.Generator) -> list[Case]:
    """Just a third of the nodes grey, and one more."""
    made = []
    for nodes in (1, 2, 3, 4, 5, 6, 7, 8):
        for ill in {nodes // 3, nodes // 3 + 1, nodes}:
            made.append(drawn(rng, nodes, 2 * nodes + 1, ill, 2))
    # hardly more than a third: 7 of 20, 10 of 29, 17 of 50, 68 of 203
    return made + [drawn(rng, nodes, nodes + 3, nodes // 3 + 1, 2) for nodes in (20, 29, 50, 203)]


def odd(rng: np.random.Generator) -> list[Case]:
    """Names in ``grey`` that own nothing, warm nodes that cannot be used."""
    made = [drawn(rng, 6 + at, 20 + at, 1, 3 + at % 3, odd=True) for at in range(20)]
    # one usable warm node, twice, for two grey ones
    owners = ["a", "b", "c", "d", "e", "f", "a", "b"]
    made.append((owners, {"a", "b"}, ["w", "c", "w", "a"]))
    # the same slices, but other nodes that are grey, or warm
    made += [(owners, {"c", "b"}, ["w", "c", "w", "a"]), (owners, {"c", "b"}, ["v"])]
    # the only warm one owns a slice, or is grey
    made += [(owners, {"a"}, ["c"]), (owners, {"a", "w"}, ["w"]), (owners, {"a"}, ["a"])]
    absent = (["a", "b", "c", "c"], {"x", "y", "z"}, ["w"])
    return [*made, absent]


def nothing() -> list[Case]:
    """No grey node; no slices; neither."""
    return [
        ([], set(), []),
        ([], {"a"}, ["b"]),
        (["a", "b", "a"], set(), ["c"]),
        (["a"], set(), []),
    ]


def expect_healed(heal, cases: list[Case]) -> None:
    due = [oracle(*case) for case in cases]
    for right, (_, got) in zip(due, run_each(heal, cases)):
        same(got, right, "who owns the slices")


def shared(function, cases: list[Case]) -> list[bool]:
    """Of each case whether its list of owners changes when the answer is changed.

    # driver: runs in the student's process
    """
    told = []
    for owners, grey, warm in cases:
        mine = list(owners)
        answer = function(mine, set(grey), list(warm))
        if type(answer) is list:
            answer.append("changed by its owner")
        told.append(mine != owners)
    return told


def watch_lists(heal, cases: list[Case]) -> None:
    """An answer that is the caller's own list is noted for the laws' check."""

    def asked(about: str) -> list:
        return in_notebook(shared, heal, cases, keeps=True)

    asked.__name__ = heal.__name__
    for case, is_shared in zip(cases, unwatched(asked, f"{len(cases)} clusters")):
        if is_shared:
            note("the list that was returned is the caller's own", "a new list", "the same one",
                 f"heal{show(case)}")  # fmt: skip
