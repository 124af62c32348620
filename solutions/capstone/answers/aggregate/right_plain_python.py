"""Dicts of partial results, in plain Python.

kind: right
"""


def aggregate(cluster, data, step, exchange):
    groups = list(step.group_by)
    small = step._replace(input=None)
    keys = frozenset(key for key in data.keys if all(column in groups for column in key))
    halves = [cluster.run(s, collect, part, small) for s, part in enumerate(data.parts)]
    everywhere = data.everywhere
    if not keys and not everywhere:
        keys = frozenset({tuple(groups)})
        moved = exchange(cluster, Distributed(halves), [f"group{i}" for i in range(len(groups))])
        halves = moved.parts
    parts = []
    for s, part in enumerate(halves):
        parts.append(cluster.run(s, settle, part, small, bool(groups) or everywhere or s == 0))
    return Distributed(parts, frozenset() if everywhere else keys, everywhere)


def collect(rows, step):
    once = next((c for _, c, distinct, _ in step.aggregates if distinct), None)
    names = list(step.group_by) + ([once] if once is not None else [])
    columns = {name: rows[name].to_pylist() for name in rows.column_names}
    found = {}
    for at in range(len(rows)):
        key = tuple(columns[name][at] for name in names)
        state = found.setdefault(key, [[0, None, None, None] for _ in step.aggregates])
        for one, (function, column, distinct, _) in zip(state, step.aggregates):
            value = 1 if column is None else columns[column][at]
            if value is None:
                continue
            one[0] += 1
            if function in ("sum", "avg"):
                one[1] = value if one[1] is None else one[1] + value
            if function == "min":
                one[2] = value if one[2] is None else min(one[2], value)
            if function == "max":
                one[3] = value if one[3] is None else max(one[3], value)
    made = {}
    for i, name in enumerate(names):
        made[f"group{i}"] = pa.array([key[i] for key in found], rows.schema.field(name).type)
    if not names:
        made["group"] = pa.array([0] * len(found), pa.int64())
    for i, (function, column, *_) in enumerate(step.aggregates):
        kind = pa.int64() if column is None else rows.schema.field(column).type
        states = [state[i] for state in found.values()]
        made[f"n{i}"] = pa.array([one[0] for one in states], pa.int64())
        for which, label in ((1, "s"), (2, "l"), (3, "h")):
            made[f"{label}{i}"] = pa.array([one[which] for one in states],
                                           kind if which > 1 or pa.types.is_integer(kind)
                                           or pa.types.is_floating(kind) else pa.int64())
    return pa.table(made)


def settle(rows, step, has_rows):
    count = len(step.group_by)
    columns = {name: rows[name].to_pylist() for name in rows.column_names}
    found = {} if count else {(): []}
    for at in range(len(rows)):
        found.setdefault(tuple(columns[f"group{i}"][at] for i in range(count)), []).append(at)
    if not has_rows:
        found = {}
    out = {name: pa.array([key[i] for key in found], rows.schema.field(f"group{i}").type)
           for i, name in enumerate(step.group_by)}
    for i, (name, (function, column, distinct, scale)) in enumerate(zip(step.names, step.aggregates)):
        def known(label, at):
            return [columns[f"{label}{i}"][a] for a in at if columns[f"{label}{i}"][a] is not None]
        values, kind = [], pa.int64()
        for at in found.values():
            if distinct:
                values.append(len({columns[f"group{count}"][a] for a in at} - {None}))
            elif function == "count":
                values.append(sum(known("n", at)))
            elif function == "sum":
                values.append(sum(known("s", at)) if known("s", at) else None)
            elif function == "avg":
                n = sum(known("n", at))
                values.append(sum(known("s", at)) / n / 10**scale if n else None)
            else:
                label = "l" if function == "min" else "h"
                some = known(label, at)
                values.append((min if function == "min" else max)(some) if some else None)
        if function in ("min", "max"):
            kind = rows.schema.field(("l" if function == "min" else "h") + str(i)).type
        elif function == "sum":
            kind = rows.schema.field(f"s{i}").type
        elif function == "avg":
            kind = pa.float64()
        out[name] = pa.array(values, kind)
    return pa.table(list(out.values()), names=list(out))
