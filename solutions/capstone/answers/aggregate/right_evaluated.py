"""Both phases as plans of their own, run by the evaluator.

kind: right
"""


def aggregate(cluster, data, step, exchange):
    count = len(step.group_by)
    lying = frozenset(key for key in data.keys if not set(key) - set(step.group_by))
    step = step._replace(input=None)
    parts = [cluster.run(s, phase_one, part, step) for s, part in enumerate(data.parts)]
    if not lying and not data.everywhere:
        parts = exchange(cluster, Distributed(parts), [f"k{i}" for i in range(count)]).parts
        lying = frozenset({tuple(step.group_by)})
    last = []
    for s in range(cluster.slices):
        empty = not count and s != 0 and not data.everywhere
        last.append(cluster.run(s, phase_two, parts[s], step, empty))
    return Distributed(last, lying, data.everywhere)


def planned(step, rows):
    scan = Scan("", rows.column_names, rows.column_names, None)
    return evaluate.run(step._replace(input=scan), lambda table, names: rows.select(names))


def phase_one(rows, step):
    once = [one[1] for one in step.aggregates if one[2]][:1]
    keys = list(step.group_by) + once
    made = pa.table([rows[key] for key in keys] + list(rows.columns),
                    names=[f"k{i}" for i in range(len(keys))] + [f"c {name}" for name in rows.column_names])
    wanted = []
    for function, column, distinct, _ in step.aggregates:
        named = None if column is None else f"c {column}"
        if function == "avg":
            wanted += [("sum", named, False, 0), ("count", named, False, 0)]
        elif not distinct:
            wanted += [(function, named, False, 0)]
    names = [f"v{i}" for i in range(len(wanted))]
    return planned(Aggregate(None, [f"k{i}" for i in range(len(keys))], names, wanted), made)


def phase_two(rows, step, empty):
    count, wanted, at = len(step.group_by), [], 0
    for function, _, distinct, _ in step.aggregates:
        if distinct:
            wanted.append(("count", f"k{count}", True, 0))
            continue
        for later in {"avg": ["sum", "sum"], "count": ["sum"]}.get(function, [function]):
            wanted.append((later, f"v{at}", False, 0))
            at += 1
    names = [f"w{i}" for i in range(len(wanted))]
    met = planned(Aggregate(None, [f"k{i}" for i in range(count)], names, wanted), rows)
    columns, left = met.columns[:count], list(met.columns[count:])
    for function, _, _, scale in step.aggregates:
        column = left.pop(0)
        if function == "avg":
            column = pc.divide(pc.cast(column, pa.float64(), safe=False), pc.cast(left.pop(0), pa.float64()))
            column = pc.divide(column, float(10**scale))
        columns.append(pc.fill_null(column, 0) if function == "count" else column)
    result = pa.table(columns, names=list(step.group_by) + list(step.names))
    return result[:0] if empty else result
