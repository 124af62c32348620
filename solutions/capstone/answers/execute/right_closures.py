"""A recursive function inside, with a cache of JSON texts.

kind: right
"""


import json


def execute(cluster, catalogue, plan, operators):
    sorts = isinstance(plan, Sort)
    root = plan.input if sorts else plan
    check(root, catalogue)
    cache = {}

    def sized(data):
        weights = [cluster.run(s, weight, part) for s, part in enumerate(data.parts)]
        got = cluster.fetch(weights)
        return Sized(data.keys, data.everywhere, got[0] if data.everywhere else sum(got))

    def move(data, how):
        if how == STAY:
            return data
        if how == BROADCAST:
            return operators.broadcast(cluster, data)
        return operators.exchange(cluster, data, list(how))

    def go(step):
        text = json.dumps(plans.to_data(step))
        if text in cache:
            return cache[text]
        if isinstance(step, Aggregate):
            result = operators.aggregate(cluster, go(step.input), step._replace(input=None), operators.exchange)
        elif isinstance(step, Join):
            sides = [go(step.left), go(step.right)]
            bare = step._replace(left=None, right=None)
            how = operators.plan_join(sized(sides[0]), sized(sides[1]), bare, cluster.slices)
            sides = [move(sides[0], how.left), move(sides[1], how.right)]
            result = per_slice(operators.join_slice, bare, sides)
        elif isinstance(step, Scan):
            result = per_slice(operators.scan_slice, step, [catalogue[step.table]])
        elif isinstance(step, Filter):
            result = per_slice(filtered, step._replace(input=None), [go(step.input)])
        else:
            result = per_slice(projected, step._replace(input=None), [go(step.input)])
        cache[text] = result
        return result

    def per_slice(function, step, sides):
        parts = []
        for s in range(cluster.slices):
            parts.append(cluster.run(s, function, *(side.parts[s] for side in sides), step))
        where = operators.placed_after(step, [Sized(side.keys, side.everywhere, 0) for side in sides])
        return Distributed(parts, where[0], where[1])

    result = go(root)
    if sorts:
        return operators.top(cluster, result, plan._replace(input=None))
    if result.everywhere:
        return cluster.fetch(result.parts[0])
    return pa.concat_tables(cluster.fetch(list(result.parts)))


def check(step, catalogue):
    if isinstance(step, Sort):
        raise ValueError("no Sort below the end")
    if isinstance(step, Scan) and step.table not in catalogue:
        raise ValueError(f"{step.table} is unknown")
    for below in plans.inputs(step):
        check(below, catalogue)


def weight(rows):
    return table_bytes(rows)


def filtered(rows, step):
    keep = pc.fill_null(evaluate.value(step.predicate, rows), False)
    return rows.filter(keep)


def projected(rows, step):
    return pa.table([evaluate.value(e, rows) for e in step.expressions], names=list(step.names))
