"""Exercise 5: statements, tables and clusters, and where they go by a table of reasons to stay."""

from __future__ import annotations

from itertools import product

import numpy as np

from warehouse.checks import run_each, same
from warehouse.concurrency_scaling.records import Cluster, Statement, Table

Case = tuple[Statement, dict[str, Table], Cluster, list[Cluster]]

KINDS = ("select", "copy", "insert", "delete", "update")
OTHERS = (
    "create table",
    "vacuum",
    "analyze",
    "merge",
    "SELECT",
    "",
    "select into",
    "copy job",
    "updates",
)
PLAIN = Table("plain", False, False, False, False)
TABLES = {
    table.name: table
    for table in (
        PLAIN,
        Table("usual", False, False, False, False),
        Table("interleaved", True, False, False, False),
        Table("temporary", False, True, False, False),
        Table("everywhere", False, False, True, False),
        Table("numbered", False, False, False, True),
        Table("both", False, False, True, True),
        Table("odd twice", True, True, False, False),
    )
}


def oracle(
    statement: Statement, tables: dict[str, Table], main: Cluster, bursts: list[Cluster]
) -> str | None:
    """All reasons to stay, then all clusters sorted."""
    read = [tables[name] for name in statement.tables]
    target = read[0] if statement.kind != "select" else PLAIN
    stays = {
        "queue": not statement.queue_scales,
        "kind": statement.kind not in KINDS,
        "nowhere else": sum(table.interleaved + table.temporary for table in read) > 0,
        "target": target.dist_all or target.identity,
    }
    ranked = sorted(bursts, key=lambda cluster: cluster.name)
    ranked = sorted(ranked, key=lambda cluster: cluster.running)
    for cluster in [main] if main.slots > main.running else [] if any(stays.values()) else ranked:
        if cluster is main:
            return main.name
        if cluster.slots > cluster.running and not cluster.applied < statement.snapshot:
            return cluster.name
    return None


FULL = Cluster("main", 40, 5, 5)
IDLE = [Cluster("burst", 40, 0, 5)]


def at_home(rng: np.random.Generator) -> list[Case]:
    """A slot free on the main cluster, and statements of all kinds on tables of all kinds; burst clusters that would be
    idle."""
    made = []
    for at, (kind, name) in enumerate(product((*KINDS, "vacuum"), TABLES)):
        main = Cluster(
            str(rng.choice(["main", "a"])),
            int(rng.integers(0, 60)),
            int(rng.integers(0, 5)),
            5,
        )
        made.append((Statement(kind, [name], 40, at % 4 < 2), TABLES, main, IDLE))
    return made


def kinds(rng: np.random.Generator) -> list[Case]:
    """The main cluster is full, a burst cluster idle: all kinds, from queues of both sorts, on plain tables."""
    return [
        (Statement(kind, ["plain"], int(rng.integers(0, 41)), scales), TABLES, FULL, IDLE)
        for kind, scales in product((*KINDS, *OTHERS), (True, False))
    ]


def odd_tables(rng: np.random.Generator) -> list[Case]:
    """Statements of every kind on one to four tables, of which one may be temporary or interleaved, in any place."""
    made = []
    for kind, odd, among in product(KINDS, ("temporary", "interleaved", "plain", ""), (0, 1, 3, 3)):
        names = ["plain", "usual", "plain"][:among]
        place = int(rng.integers(0, among + 1))
        names[place:place] = [odd] if odd else ["usual"]
        made.append((Statement(kind, names, 40, True), TABLES, FULL, IDLE))
    # a table that is both, and one of each
    for kind, names in product(KINDS, (["odd twice"], ["plain", "temporary", "interleaved"])):
        made.append((Statement(kind, names, 40, True), TABLES, FULL, IDLE))
    return made


def targets(rng: np.random.Generator) -> list[Case]:
    """Tables on all nodes and those with an identity column, written to and read."""
    made = []
    for kind, odd in product(KINDS, ("everywhere", "numbered", "both", "plain")):
        for names in ([odd], [odd, "plain"], ["plain", odd], ["usual", "plain", odd]):
            made.append((Statement(kind, names, 40, True), TABLES, FULL, IDLE))
    return made


def able(rng: np.random.Generator) -> list[Case]:
    """Up to four burst clusters of which at most one is able to serve; the others are full, or behind."""
    # a cluster and a statement of the time before the first commit
    first = Statement("select", ["plain"], 0, True)
    made = [(first, TABLES, FULL, [Cluster("b0", 0, 0, 1)])]
    # as far as the statement has to see, and not as the main cluster is
    for kind, applied in product(KINDS, (29, 30, 31)):
        bursts = [Cluster("b0", applied, 2, 5)]
        made.append((Statement(kind, ["plain"], 30, True), TABLES, FULL, bursts))
    # idle, and without a slot; then a main cluster that is so
    for bursts in ([Cluster("b0", 9, 0, 0)], [Cluster("b0", 9, 0, 0), Cluster("b1", 9, 1, 2)]):
        made.append((first, TABLES, FULL, bursts))
        made.append((first, TABLES, FULL._replace(running=0, slots=0), bursts))
    for at in range(60):
        snapshot = int(rng.integers(1, 40))
        bursts = []
        for number in range(1 + at % 4):
            slots = int(rng.integers(1, 9))
            if rng.random() < 0.5:  # behind, often by one commit
                applied = snapshot - int(rng.choice([1, 1, 5]))
                bursts.append(Cluster(f"b{number}", applied, 0, slots))
            else:  # full
                over = int(rng.choice([0, 0, 2]))
                bursts.append(Cluster(f"b{number}", snapshot + 3, slots + over, slots))
        if at % 3:  # exactly as far as needed, exactly one slot
            place = int(rng.integers(0, len(bursts)))
            slots = int(rng.integers(1, 9))
            ahead = int(rng.choice([0, 0, 7]))
            bursts[place] = Cluster(f"b{place}", snapshot + ahead, slots - 1, slots)
        over = int(rng.choice([0, 0, 1]))
        main = Cluster("main", 40, 5 + over, 5)
        made.append((Statement("select", ["plain"], snapshot, True), TABLES, main, bursts))
    return made


def which(rng: np.random.Generator) -> list[Case]:
    """Several that are able: fewest running, then by name. Slots differ, so that shares do, too."""
    names = ["b2", "b10", "B3", "a", "z", "ä", "b 1"]
    made = dozens()
    for at in range(40):
        some = [names[place] for place in rng.permutation(len(names))[: 2 + at % 5].tolist()]
        bursts = [
            Cluster(
                name,
                40 + int(rng.integers(0, 5)),
                int(rng.integers(0, 2 + at % 3)),
                int(rng.integers(5, 12)),
            )
            for name in some
        ]
        made.append((Statement("select", ["plain"], 40, True), TABLES, FULL, bursts))
    return made


def dozens() -> list[Case]:
    """More clusters than anybody may have, of which the last but one is the one; and names that are not plain."""
    statement = Statement("update", ["plain"], 40, True)
    bursts = [Cluster(f"b{number}", 40, 3 + number % 2, 9) for number in range(24)]
    bursts[22] = Cluster("z", 40, 2, 9)
    nameless = [Cluster("b", 41, 2, 9), Cluster("", 41, 2, 9), Cluster("0", 41, 2, 9)]
    return [
        (statement, TABLES, FULL, bursts),
        (statement, TABLES, FULL, nameless),
        (statement, TABLES, FULL, nameless[1:2]),
        (statement, TABLES, FULL, nameless[::2]),
    ]


def empty() -> list[Case]:
    """A select without a table; no burst cluster; no table at all."""
    nothing = Statement("select", [], 40, True)
    return [
        (nothing, TABLES, FULL, IDLE),
        (nothing, {}, FULL, IDLE),
        (nothing, {}, FULL._replace(running=0), []),
        (nothing, TABLES, FULL, []),
        (nothing._replace(tables=["plain"]), TABLES, FULL, []),
        (nothing._replace(queue_scales=False), TABLES, FULL, IDLE),
    ]


def unknown() -> list[tuple[Case, str]]:
    made = []
    for main in (FULL, FULL._replace(running=0)):
        for kind in ("select", "insert", "vacuum"):
            for names in (["gone"], ["plain", "gone"], ["temporary", "usual", "gone"]):
                for scales in (True, False):
                    statement = Statement(kind, names, 40, scales)
                    made.append((trimmed((statement, TABLES, main, IDLE)), "gone"))
    for name in ("", "0"):  # names are texts of any kind
        statement = Statement("select", ["plain", name], 40, True)
        made.append((trimmed((statement, TABLES, FULL, IDLE)), name))
    return made


def trimmed(case: Case) -> Case:
    """With the statement's own tables and one more, so that a message can be read."""
    statement, tables, main, bursts = case
    kept = {name: it for name, it in tables.items() if name in ("usual", *statement.tables)}
    return statement, kept, main, bursts


def expect_routed(route, made: list[Case]) -> None:
    made = [trimmed(one) for one in made]
    due = [oracle(*one) for one in made]
    for right, (_, got) in zip(due, run_each(route, made)):
        same(got, right, "the cluster")
