"""From the last step of the plan's list to the first, without recursion.

kind: right
"""


def execute(cluster, catalogue, plan, operators):
    last = plan.input if isinstance(plan, Sort) else plan
    order = list(plans.steps(last))
    for step in order:
        if isinstance(step, Sort):
            raise ValueError("Sort stands below another step")
        if isinstance(step, Scan) and step.table not in catalogue:
            raise ValueError(f"no table {step.table}")
    made = {}
    for step in reversed(order):
        if repr(step) in made:
            continue
        slices = range(cluster.slices)
        small = step
        for field in ("input", "left", "right"):
            if field in step._fields:
                small = small._replace(**{field: None})
        if isinstance(step, Scan):
            given, function = [catalogue[step.table]], operators.scan_slice
        else:
            given, function = [made[repr(below)] for below in plans.inputs(step)], on_slice
        if isinstance(step, Aggregate):
            made[repr(step)] = operators.aggregate(cluster, given[0], small, operators.exchange)
            continue
        if isinstance(step, Join):
            function = operators.join_slice
            sizes = []
            for side in given:
                some = side.parts[: 1 if side.everywhere else None]
                parts = cluster.fetch([cluster.run(s, table_bytes, part) for s, part in enumerate(some)])
                sizes.append(Sized(side.keys, side.everywhere, sum(parts)))
            movement = operators.plan_join(sizes[0], sizes[1], small, cluster.slices)
            for at, how in enumerate((movement.left, movement.right)):
                if how == BROADCAST:
                    given[at] = operators.broadcast(cluster, given[at])
                elif how != STAY:
                    given[at] = operators.exchange(cluster, given[at], how)
        parts = [cluster.run(s, function, *[side.parts[s] for side in given], small) for s in slices]
        lie = [Sized(side.keys, side.everywhere, 0) for side in given]
        keys, everywhere = operators.placed_after(small, lie)
        made[repr(step)] = Distributed(parts, keys, everywhere)
    result = made[repr(last)]
    if isinstance(plan, Sort):
        return operators.top(cluster, result, plan)
    return pa.concat_tables(cluster.fetch(list(result.parts[: 1 if result.everywhere else None])))


def on_slice(rows, step):
    if isinstance(step, Filter):
        return rows.filter(evaluate.value(step.predicate, rows))
    return pa.table({name: evaluate.value(e, rows) for name, e in zip(step.names, step.expressions)})
