"""One table after the other is eliminated: no layout is ever tried as a whole.

kind: right
"""

from itertools import product


def exact_keys(edges):
    columns = {}
    for a, x, b, y, _ in edges:
        columns.setdefault(a, set()).add(x)
        columns.setdefault(b, set()).add(y)
    count = 1
    for of in columns.values():
        count *= len(of)
    if count > 2 * 10**6:
        raise ValueError("there are " + str(count))
    factors = [((a, b), {(x, y): int(weight)}) for a, x, b, y, weight in edges]
    order, steps = set(columns), []
    near = {table: set() for table in columns}
    for a, _, b, _, _ in edges:
        near[a].add(b)
        near[b].add(a)
    while order:
        table = min(order, key=lambda t: (len(near[t]), t))
        order.discard(table)
        mine = [one for one in factors if table in one[0]]
        factors = [one for one in factors if table not in one[0]]
        scope = tuple(sorted(near[table]))
        values, picks = {}, {}
        for chosen in product(*(sorted(columns[t]) for t in scope)):
            here = dict(zip(scope, chosen))
            best = None
            for column in sorted(columns[table]):
                here[table] = column
                worth = sum(of.get(tuple(here[t] for t in tables), 0) for tables, of in mine)
                if best is None or worth > best[0]:
                    best = worth, column
            values[chosen], picks[chosen] = best
        factors.append((scope, values))
        steps.append((table, scope, picks))
        for t in scope:
            near[t] = (near[t] | set(scope)) - {t, table}
    keys = {}
    for table, scope, picks in reversed(steps):
        keys[table] = picks[tuple(keys[t] for t in scope)]
    return keys
