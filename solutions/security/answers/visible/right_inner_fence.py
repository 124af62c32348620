"""A SELECT with both LIMIT and OFFSET holds the rows; the one around it shows them masked.

kind: right
"""


def visible(table, user, rules, masks):
    if table.combine not in {"AND", "OR"}:
        raise ValueError(f"{table.combine!r} combines nothing")
    predicates = []
    for rule in filter(lambda one: one.table == table.name, rules):
        if hers(rule.to, user):
            predicates.append(rule.predicate)
    best = {}
    for mask in filter(lambda one: one.table == table.name, masks):
        if mask.column not in table.columns:
            raise ValueError(f"no column {mask.column}")
        if hers(mask.to, user):
            known = best.setdefault(mask.column, mask)
            if mask.priority > known.priority:
                best[mask.column] = mask
    everything = user.ignores_rules or not table.row_security
    condition = "TRUE"
    if not everything:
        condition = "FALSE"
        if predicates:
            condition = table.combine.join(f" ( {one} ) " for one in predicates)
    q = lambda name: '"' + name.replace('"', '""') + '"'  # noqa: E731
    columns = [(best[c].expression if c in best else q(c)) + " AS " + q(c) for c in table.columns]
    held = f"SELECT * FROM main.{q(table.name)} WHERE {condition} LIMIT 9000000000000000000 OFFSET 0"
    return f"SELECT {', '.join(columns)} FROM ({held}) AS {q(table.name)}"


def hers(to, user):
    if to == "public":
        return True
    if to.startswith("user "):
        return to[5:] == user.name
    if to.startswith("role "):
        return any(to == "role " + role for role in user.roles)
    raise ValueError(f"{to!r}: to whom is this?")
