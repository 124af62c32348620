"""From a list of parts.

kind: right
"""

def remote_sql(query, plan, table):
    q = lambda text: '"' + str(text).replace('"', '""') + '"'
    v = lambda one: f"date '{one}'" if isinstance(one, date) else "'" + one.replace("'", "''") + "'" if isinstance(one, str) else str(one)

    def one_filter(f):
        left = q(f.column) if f.divided_by is None else f"({q(f.column)} / {f.divided_by})"
        texts = {
            "is_null": lambda: "is null",
            "is_not_null": lambda: "is not null",
            "between": lambda: f"between {v(f.value[0])} and {v(f.value[1])}",
            "in": lambda: "in (" + ", ".join(v(x) for x in f.value) + ")",
        }
        if f.op == "in" and not f.value:
            return "false"
        return "(" + left + " " + (texts[f.op]() if f.op in texts else f"{f.op} {v(f.value)}") + ")"

    parts = ["select"]
    if plan.aggregated:
        chosen = [q(c) for c in query.group_by]
        chosen += [f"{a.function}({q(a.column) if a.column is not None else '*'}) as {q(federation.aggregate_name(a))}" for a in query.aggregates]
        parts.append(", ".join(chosen))
    else:
        parts.append(", ".join(q(c) for c in plan.columns))
    parts += ["from", q(table.name)]
    if plan.pushed:
        parts += ["where", " and ".join(one_filter(f) for f in plan.pushed)]
    if plan.aggregated and query.group_by:
        parts += ["group by", ", ".join(q(c) for c in query.group_by)]
    if plan.ordered:
        parts += ["order by", ", ".join(q(c) + (" desc" if down else " asc") + " nulls last" for c, down in query.order)]
    if plan.limited:
        parts += ["limit", str(query.limit)]
    return " ".join(parts)
