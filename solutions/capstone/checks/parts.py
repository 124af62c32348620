"""A second engine: the parts that exercises are lent, and an ``execute`` whose bytes are the bar. Written as
plainly as bytes allow, with the evaluator of whole plans on every slice."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.capstone.checks.planning import due as right_movement
from solutions.capstone.checks.planning import placed as right_places
from warehouse.capstone.records import BROADCAST, STAY, Distributed, Operators, Sized
from warehouse.capstone.standins import scan_slice
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import table_bytes
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort, evaluate

_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def cut(rows: pa.Table, keys: list[str], slices: int) -> list[pa.Table]:
    """The rows of each slice."""
    total = np.zeros(len(rows), np.uint64)
    for at, key in enumerate(keys):
        column = rows[key].combine_chunks()
        if pa.types.is_string(column.type):
            words = pc.unique(column).drop_null()
            codes = pa.array(
                [zlib.adler32(word[::-1].encode()) * 31 + len(word) for word in words.to_pylist()],
                pa.int64(),
            )
            column = codes.take(pc.index_in(column, words))
        elif pa.types.is_floating(column.type):
            column = pc.if_else(pc.equal(column, 0.0), 0.0, column).view(pa.int64())
        elif pa.types.is_date32(column.type):
            column = column.view(pa.int32())
        whole = np.asarray(pc.fill_null(column.cast(pa.int64()), -7)).view(np.uint64)
        total = (total ^ (whole + np.uint64(at + 1))) * np.uint64(_ODD[at % 3])
        total ^= total >> np.uint64(29)
        total *= np.uint64(_ODD[1])
        total ^= total >> np.uint64(32)
    home = total % np.uint64(slices) if keys else total
    return [rows.filter(pa.array(home == np.uint64(s))) for s in range(slices)]


def _one_of(rows: pa.Table, keys: list[str], slices: int, mine: int) -> pa.Table:
    return cut(rows, keys, slices)[mine]


def _glued(*tables: pa.Table) -> pa.Table:
    return pa.concat_tables(tables)


def exchange(cluster: Cluster, data: Distributed, keys: list[str]) -> Distributed:
    if tuple(keys) in data.keys:
        return data
    count = cluster.slices
    if data.everywhere:
        made = [cluster.run(s, _one_of, data.parts[s], keys, count, s) for s in range(count)]
        return Distributed(made, frozenset({tuple(keys)}))
    pieces = [cluster.run(s, cut, data.parts[s], keys, count, outputs=count) for s in range(count)]
    made = [cluster.run(to, _glued, *[row[to] for row in pieces]) for to in range(count)]
    return Distributed(made, frozenset({tuple(keys)}))


def broadcast(cluster: Cluster, data: Distributed) -> Distributed:
    if data.everywhere:
        return data
    return Distributed(
        [cluster.run(s, _glued, *data.parts) for s in range(cluster.slices)], frozenset(), True
    )


def join_slice(left: pa.Table, right: pa.Table, join: Join) -> pa.Table:
    """By numbers for keys. Arrow's own join takes a millisecond before it has looked at a row."""
    at_left, at_right = _pairs(left, right, join)
    if join.residual is not None:
        both = _beside(left.take(at_left), right.take(at_right))
        held = evaluate.value(join.residual, both).to_numpy()
        held = np.array([one is True for one in held]) if held.dtype == object else held
        at_left, at_right = at_left[held], at_right[held]
    if join.kind == "inner":
        return _beside(left.take(at_left), right.take(at_right))
    paired = np.zeros(len(left), bool)
    paired[at_left] = True
    if join.kind != "left":
        return left.filter(pa.array(paired == (join.kind == "semi")))
    alone = np.flatnonzero(~paired)
    partners = pa.concat_arrays([pa.array(at_right), pa.nulls(len(alone), pa.int64())])
    return _beside(left.take(np.concatenate([at_left, alone])), right.take(partners))


def _beside(left: pa.Table, right: pa.Table) -> pa.Table:
    return pa.table(left.columns + right.columns, names=left.column_names + right.column_names)


def _pairs(left: pa.Table, right: pa.Table, join: Join) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the rows that are equal in all keys."""
    codes = np.ones(len(left) + len(right), np.int64)  # 0 where a key is null
    for one, other in zip(join.left_keys, join.right_keys):
        known = _codes(pa.chunked_array(left[one].chunks + right[other].chunks, left[one].type))
        if len(join.left_keys) > 1:
            both = codes * (known.max(initial=0) + 1) + known
            both[(codes == 0) | (known == 0)] = 0
            known = np.unique(both, return_inverse=True)[1] + int(both.all())
        codes = known
    mine, theirs = codes[: len(left)], codes[len(left) :]
    count = np.bincount(theirs, minlength=codes.max(initial=0) + 1)
    first = np.cumsum(count) - count
    count[0] = 0
    small = codes.max(initial=0) < 2**16  # these are sorted by their digits
    order = np.argsort(theirs.astype(np.uint16) if small else theirs, kind="stable")
    pairs = count[mine]
    steps = np.arange(pairs.sum()) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    return np.repeat(np.arange(len(left)), pairs), order[np.repeat(first[mine], pairs) + steps]


def _codes(values: pa.ChunkedArray) -> np.ndarray:
    """A small number above 0 for every value, 0 for null."""
    if pa.types.is_int64(values.type) and len(values) > values.null_count:
        ends = pc.min_max(values)
        low, high = ends["min"].as_py(), ends["max"].as_py()
        if high - low < 2**17:
            return np.asarray(pc.fill_null(pc.subtract(values, low - 1), 0))
    found = pc.index_in(values, pc.unique(values).drop_null())
    return np.asarray(found.fill_null(-1)).astype(np.int64) + 1


def plan_join(left: Sized, right: Sized, join: Join, slices: int) -> object:
    return right_movement(left, right, join, slices)


def placed_after(step: object, inputs: list[Sized]) -> tuple[frozenset, bool]:
    return right_places(step, inputs)


def over(step: object, rows: pa.Table) -> pa.Table:
    """A step of one input, over a table."""
    scan = Scan("", rows.column_names, rows.column_names, None)
    return evaluate.run(step._replace(input=scan), lambda table, names: rows.select(names))


_LATER = {"count": "sum", "sum": "sum", "min": "min", "max": "max"}


def _first(rows: pa.Table, step: Aggregate) -> pa.Table:
    once = [column for _, column, distinct, _ in step.aggregates if distinct][:1]
    columns = {f"group {i}": rows[name] for i, name in enumerate([*step.group_by, *once])}
    columns |= {f"of {name}": rows[name] for name in rows.column_names}
    wanted = []
    for function, column, distinct, _ in step.aggregates:
        column = column and f"of {column}"
        if function == "avg":
            wanted += [("sum", column, False, 0), ("count", column, False, 0)]
        elif not distinct:
            wanted.append((function, column, False, 0))
    groups = [f"group {i}" for i in range(len(step.group_by) + len(once))]
    return over(
        Aggregate(None, groups, [f"part {i}" for i in range(len(wanted))], wanted),
        pa.table(columns),
    )


def _second(rows: pa.Table, step: Aggregate, nothing: bool) -> pa.Table:
    groups, wanted, at = [f"group {i}" for i in range(len(step.group_by))], [], 0
    for function, _, distinct, _ in step.aggregates:
        if distinct:
            wanted.append(("count", f"group {len(groups)}", True, 0))
        for later in (
            () if distinct else ("sum", "sum") if function == "avg" else (_LATER[function],)
        ):
            wanted.append((later, f"part {at}", False, 0))
            at += 1
    met = over(Aggregate(None, groups, [f"w{i}" for i in range(len(wanted))], wanted), rows)
    columns, left = [met[name] for name in groups], [met[f"w{i}"] for i in range(len(wanted))]
    for function, _, _, scale in step.aggregates:
        value = left.pop(0)
        if function == "avg":
            value = pc.divide(
                pc.divide(value.cast(pa.float64(), safe=False), left.pop(0).cast(pa.float64())),
                10.0**scale,
            )
        columns.append(value.fill_null(0) if function == "count" else value)
    made = pa.table(columns, names=[*step.group_by, *step.names])
    return made.slice(0, 0) if nothing else made


def aggregate(
    cluster: Cluster, data: Distributed, step: Aggregate, exchange: Callable
) -> Distributed:
    alone = step._replace(input=None)
    half = data._replace(
        parts=[cluster.run(s, _first, part, alone) for s, part in enumerate(data.parts)]
    )
    keys = frozenset(key for key in data.keys if set(key) <= set(step.group_by))
    if not (keys or data.everywhere):
        half = exchange(
            cluster,
            half._replace(keys=frozenset()),
            [f"group {i}" for i in range(len(step.group_by))],
        )
        keys = frozenset({tuple(step.group_by)})
    made = [
        cluster.run(s, _second, part, alone, bool(s) and not step.group_by and not data.everywhere)
        for s, part in enumerate(half.parts)
    ]
    return Distributed(made, keys, data.everywhere)


def _sorted(rows: pa.Table, sort: Sort) -> pa.Table:
    return over(sort, rows)


def top(cluster: Cluster, data: Distributed, sort: Sort) -> pa.Table:
    alone = sort._replace(input=None)
    asked = data.parts[:1] if data.everywhere else data.parts
    return over(
        alone,
        pa.concat_tables(
            cluster.fetch([cluster.run(s, _sorted, p, alone) for s, p in enumerate(asked)])
        ),
    )


def operators() -> Operators:
    return Operators(
        scan_slice, exchange, broadcast, join_slice, plan_join, placed_after, aggregate, top
    )


def execute(cluster: Cluster, catalogue: dict, plan: Plan, operators: Operators) -> pa.Table:
    """What the student's ``execute`` is measured by."""
    if isinstance(plan, Sort):
        return operators.top(cluster, _run(cluster, catalogue, plan.input, operators, {}), plan)
    result = _run(cluster, catalogue, plan, operators, {})
    return pa.concat_tables(cluster.fetch(result.parts[:1] if result.everywhere else result.parts))


def _run(
    cluster: Cluster, catalogue: dict, step: Plan, operators: Operators, done: dict
) -> Distributed:
    if repr(step) in done:
        return done[repr(step)]
    slices = range(cluster.slices)
    if isinstance(step, Scan):
        inputs, function = [catalogue[step.table]], operators.scan_slice
    else:
        sides = [step.left, step.right] if isinstance(step, Join) else [step.input]
        inputs, function = (
            [_run(cluster, catalogue, one, operators, done) for one in sides],
            over_step,
        )
    alone = step._replace(
        **{field: None for field in ("input", "left", "right") if field in step._fields}
    )
    if isinstance(step, Aggregate):
        result = operators.aggregate(cluster, inputs[0], alone, operators.exchange)
    else:
        if isinstance(step, Join):
            how = operators.plan_join(
                *[_weighed(cluster, one) for one in inputs], alone, cluster.slices
            )
            inputs = [
                one
                if way == STAY
                else operators.broadcast(cluster, one)
                if way == BROADCAST
                else operators.exchange(cluster, one, way)
                for one, way in zip(inputs, (how.left, how.right))
            ]
            function = operators.join_slice
        made = [cluster.run(s, function, *[one.parts[s] for one in inputs], alone) for s in slices]
        known = [Sized(one.keys, one.everywhere, 0) for one in inputs]
        result = Distributed(made, *operators.placed_after(alone, known))
    done[repr(step)] = result
    return result


def _weighed(cluster: Cluster, data: Distributed) -> Sized:
    weights = cluster.fetch(
        [cluster.run(s, table_bytes, part) for s, part in enumerate(data.parts)]
    )
    return Sized(data.keys, data.everywhere, weights[0] if data.everywhere else sum(weights))


def over_step(rows: pa.Table, step: Filter | Project) -> pa.Table:
    return over(step, rows)
