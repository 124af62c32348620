"""Exercise 5: graphs of grants, and a search for a chain of options from the owner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from solutions.security.checks.calling import expect_each
from warehouse.checks import in_notebook, run_each, same, unwatched
from warehouse.security.records import Grant

#: Owner, grants, and the one that is revoked.
Case = tuple[str, list[Grant], Grant]
LOOKED_AT, WHAT = 12, "what is left"


def due(owner: str, grants: list[Grant], revoked: Grant) -> list[Grant]:
    """By a search from each grant backwards for a chain."""
    left = [one for one in grants if one != revoked]

    def holds(grant: Grant, seen: frozenset) -> bool:
        if grant.grantor == owner:
            return True
        return any(
            holds(one, seen | {grant.grantor})
            for one in left
            if one.grantee == grant.grantor and one.option and one.grantor not in seen
        )

    return [one for one in left if holds(one, frozenset())]


def expect(remaining: Callable, cases: Sequence[Case]) -> None:
    """The first of the cases where a law may look, the others together."""
    for case, got in run_each(remaining, cases[:LOOKED_AT]):
        same(got, due(*case), WHAT)
    others = cases[LOOKED_AT:]
    expect_each(remaining, others, [due(*case) for case in others], WHAT)


def made(text: str) -> list[Grant]:
    """``"o>a a>b b-c"``: with option by ``>``, without by ``-``."""
    found = []
    for word in text.split():
        sign = ">" if ">" in word else "-"
        found.append(Grant(*word.split(sign), sign == ">"))
    return found


def each_revoked(*texts: str) -> list[Case]:
    """Each grant of each graph revoked in turn."""
    return [("o", made(text), one) for text in texts for one in made(text)]


def chains() -> list[Case]:
    long = made("o>0 " + " ".join(f"{n}>{n + 1}" for n in range(24)))
    absent = Grant("o", "z", True)
    cases = [("o", some, one) for some in (long, long[::-1]) for one in (long[3], absent)]
    return cases + each_revoked(
        "o>a",
        "o-a",
        "o>a a>b b>c c>d d>e e>f f-g",
        "o>a a-b o>c c-d",
        "o>a a>b a-b b-c",
        "o>a o-b a>c a-d c-e",
        "o>a " + " ".join(f"{n}>{n + 1}" for n in range(12)) + " a>0",
    )


def ways() -> list[Case]:
    return each_revoked(
        "o>a o>b a>c b>c c>d",
        "o>a o>b a>c b-c c>d",
        "o>a a>b o>b b>c c>d",
        "o>a a>o o>b a>a a-c",
        "o>a a>o o>o o>b b-c",
        # capitals are another user's name, be it the owner's
        "o>A A>b o>a a>c",
        "o>a a>O O>b o-O",
        "o>a a>b b>o o>c c>b b-d",
        "o>a a>b o>c c>b b>d d>e o>e e>f",
        "o>a o>b o>c a>d b>d c>d d>e d-f e-f",
    )


def circles() -> list[Case]:
    return each_revoked(
        "o>a a>b b>a",
        "o>a o>b a>b b>a a>c b>d",
        "o>a a>b b>c c>a c-d",
        "o>a a>b b>c c>b c-d",
        "o>a a>b b>c c>d d>b b>e e>c o>x x-y",
        "o>a a>b b>a b>c c>b c>a a>c c-z",
    ) + [("o", made("o>a a>b b>c c>b c>d d>e e>d"), Grant("a", "b", True))]


def given_back(remaining: Callable, owner: str, grants: list, revoked: Grant) -> list:
    """What is in the caller's list once the one that came back was emptied.

    # driver: runs in the student's process
    """
    got = remaining(owner, grants, revoked)
    if type(got) is list:
        got.clear()
    return list(grants)


def expect_own(remaining: Callable) -> None:
    """What comes back is a list of its own, where nothing goes, too."""
    grants = made("o>a a>b b-c")

    def played(about: str) -> object:
        return in_notebook(
            given_back, remaining, "o", list(grants), Grant("o", "z", True), keeps=True
        )

    played.__name__ = "remaining"
    got = unwatched(played, "a grant that is not there is revoked, and the result is emptied")
    same(got, grants, "the list that was given")


def expect_orders(remaining: Callable) -> None:
    """In any order given, in that order, and in a list of its own."""
    expect(remaining, orders())
    expect_own(remaining)


def orders() -> list[Case]:
    """The same graphs from behind and mixed; grants that differ in their option; one that is not there."""
    cases = []
    texts = ("o>a a>b b>c c>d d>e e>f f>g g>h h-i", "o>a o>b a>c b>c c>d d-e", "o>b b>a a>c")
    for text in texts:
        grants = made(text)
        for some in (
            grants,
            grants[::-1],
            grants[1::2] + grants[::2],
            sorted(grants),
            sorted(grants)[::-1],
        ):
            cases += [("o", some, one) for one in grants]
    both = made("o>a o-a a>b a-b b-c")
    cases += [("o", some, one) for some in (both, both[::-1]) for one in both]
    for absent in (
        Grant("o", "z", True),
        Grant("a", "b", False),
        Grant("b", "c", True),
        Grant("c", "o", False),
    ):
        cases.append(("o", made("o>a a>b b-c"), absent))
    cases.append(("o", [], Grant("o", "a", True)))
    nameless = [Grant("", "a", True), Grant("a", "b", True), Grant("b", "c", False)]
    cases += [("", nameless, one) for one in nameless]
    cases += [("Ö x", [one._replace(grantor="Ö x") if one.grantor == "o" else one for one in made("o>a a>b")], one)
              for one in (Grant("Ö x", "a", True), Grant("a", "b", True))]  # fmt: skip
    return cases


def generated(rng: np.random.Generator, count: int = 40) -> list[Case]:
    """Graphs that hold together before: every grant is given by somebody who can. Names begin alike. Grants to the owner
    and to oneself are left to ``ways``, circles to ``circles``."""
    cases = []
    for _ in range(count):
        users = [
            ("u1", "u", "u10", "u100", "u11", "1", "u101")[n]
            for n in range(int(rng.integers(2, 8)))
        ]
        holders, grants = ["o"], []
        for _ in range(int(rng.integers(1, 16))):
            grantor = holders[int(rng.integers(len(holders)))]
            grantee = users[int(rng.integers(len(users)))]
            if grantor != "o" and users.index(grantee) <= users.index(grantor):
                continue
            grant = Grant(grantor, grantee, bool(rng.random() < 0.75))
            if grant not in grants:
                grants.append(grant)
                if grant.option and grantee not in holders:
                    holders.append(grantee)
        if not grants:
            continue
        grants = [grants[int(at)] for at in rng.permutation(len(grants))]
        early = [one for one in grants if one.grantor == "o"]
        some = early if rng.random() < 0.6 else grants
        cases.append(("o", grants, some[int(rng.integers(len(some)))]))
    return cases
