"""Logs of a cluster, made up: queries with the features of their plans, and what each took.

Queries come from templates, as a dashboard's or a job's do; most are an earlier one word for word. How long one takes is
a cluster's own secret, drawn for every log: how fast it reads what is in its cache and what is not, how many bytes a hash
table may have before it is written to disk, when its busy hours are. The optimiser's estimates are wrong, for each
template in a way of its own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.workload_management.records import Outcome, Plan, Query

KINDS = ("select", "insert", "copy", "unload")
PRIORITIES = ("highest", "high", "normal", "low", "lowest")

#: What two runs of the same query differ by: the standard deviation of the logarithm of seconds.
NOISE = 0.15
REPEATS = 0.6  # the share of queries that are an earlier one, word for word


class Cluster(NamedTuple):
    """What nobody knows of a cluster: ``cached`` and ``stored``, bytes read in a second of tables that fit its cache of
    ``cache`` bytes, and of larger ones; ``row``: seconds for a row and a join; ``room``: bytes of a hash table that
    stays in memory, one above takes ``spill`` times as long; ``busy``: the first of its eight busy hours, in which all
    takes ``slow`` times as long; ``kinds``: a factor for each of ``KINDS``."""

    cached: float
    stored: float
    cache: float
    row: float
    room: float
    spill: float
    busy: int
    slow: float
    kinds: tuple[float, ...]


class Log(NamedTuple):
    """``queries`` in the order of their arrival; ``outcomes[i]`` is that of ``queries[i]``; ``truth[i]`` its seconds
    without the noise; ``templates[i]`` the number of its template."""

    queries: list[Query]
    outcomes: list[Outcome]
    truth: np.ndarray
    templates: np.ndarray


def cluster(rng: np.random.Generator) -> Cluster:
    """A cluster, drawn."""
    kinds = (1.0, *np.exp(rng.uniform(0.2, 1.0, 3)).tolist())
    return Cluster(
        cached=rng.uniform(4e9, 8e9),
        stored=rng.uniform(3e8, 6e8),
        cache=10 ** rng.uniform(8.0, 8.6),
        row=rng.uniform(1e-7, 3e-7),
        room=10 ** rng.uniform(7.8, 8.4),
        spill=rng.uniform(3, 6),
        busy=int(rng.integers(0, 24)),
        slow=rng.uniform(1.1, 1.4),
        kinds=kinds,
    )


def log(
    rng: np.random.Generator, count: int, templates: int = 40, new: int = 0, since: float = 0.5
) -> Log:
    """``count`` queries of one cluster over a few days. ``new``: how many more templates there are, of which none is
    seen in the first ``since`` of the log; from then on every third query is of one of them."""
    secret, total = cluster(rng), templates + new
    joins = rng.integers(0, 6, total)
    shape = {
        "kind": rng.choice(len(KINDS), total, p=[0.7, 0.1, 0.1, 0.1]),
        "joins": joins,
        "aggregations": rng.integers(0, 4, total),
        "sorts": rng.integers(0, 3, total),
        "tables": joins + 1 + rng.integers(0, 2, total),
        "width": rng.integers(8, 400, total),
    }
    size = rng.normal(16.0, 2.0, total)  # of a template's tables, the logarithm of bytes
    selective = rng.uniform(-6, -2, total)  # rows for a byte, likewise
    wrong = rng.normal(0, 0.9, total)  # true rows for an estimated one, likewise
    popular = rng.zipf(1.3, 10_000) % templates

    template = popular[rng.integers(0, len(popular), count)]
    fresh = (np.arange(count) >= since * count) & (rng.random(count) < 1 / 3) & (new > 0)
    template = np.where(fresh, templates + rng.integers(0, max(new, 1), count), template)
    scale, rows = rng.normal(0, 0.8, count), rng.normal(0, 0.8, count)
    variant = np.arange(count)
    repeats, earlier = rng.random(count) < REPEATS, {}
    for at in range(count):
        before = earlier.setdefault(int(template[at]), [])
        if repeats[at] and before:
            like = before[int(rng.integers(0, len(before)))]
            scale[at], rows[at], variant[at] = scale[like], rows[like], variant[like]
        before.append(at)
    arrival = np.cumsum(rng.exponential(3 * 86_400 / count, count))

    each = {name: values[template] for name, values in shape.items()}
    each["hour"] = (arrival // 3_600 % 24).astype(int)
    each["scan_bytes"] = np.exp(size[template] + scale).astype(np.int64)
    logs = size[template] + scale + selective[template] + rows
    each["est_rows"] = 1 + np.exp(logs).astype(np.int64)
    each["est_cost"] = each["scan_bytes"] / 1e6 + each["est_rows"] / 1e4 * (
        1 + each["joins"] + each["sorts"]
    )
    true_rows = each["est_rows"] * np.exp(wrong[template])
    truth = seconds(secret, each, true_rows)
    took = truth * rng.lognormal(0, NOISE, count)
    memory = 1 + (true_rows * each["width"] / 1e6 * rng.lognormal(0, NOISE, count)).astype(np.int64)

    names = [KINDS[kind] for kind in each.pop("kind")]
    columns = {name: values.tolist() for name, values in each.items()}
    plans = [
        Plan(kind, **{name: values[at] for name, values in columns.items()})
        for at, kind in enumerate(names)
    ]
    queries = [
        Query(at, when, f"t{which}v{its}", plan, PRIORITIES[which % len(PRIORITIES)])
        for at, (when, which, its, plan) in enumerate(
            zip(arrival.tolist(), template.tolist(), variant.tolist(), plans)
        )
    ]
    outcomes = [Outcome(*each) for each in zip(took.tolist(), memory.tolist())]
    return Log(queries, outcomes, truth, template)


def seconds(secret: Cluster, each: dict[str, np.ndarray], rows: np.ndarray) -> np.ndarray:
    """How long queries take on a cluster, without noise. ``each``: the columns of their plans, ``kind`` as its place in
    ``KINDS``; ``rows``: how many rows they really handle."""
    size = each["scan_bytes"]
    scan = size / np.where(size < secret.cache, secret.cached, secret.stored)
    spills = rows * each["width"] > secret.room
    work = secret.row * rows * np.where(spills, secret.spill, 1.0)
    joined = work * (each["joins"] ** 1.5 + 0.5 * each["aggregations"])
    sorted_ = secret.row * rows * np.log2(rows + 2) * 0.2 * each["sorts"]
    busy = (each["hour"] - secret.busy) % 24 < 8
    factor = np.array(secret.kinds)[each["kind"]] * np.where(busy, secret.slow, 1.0)
    return 0.02 + factor * (scan + joined + sorted_)
