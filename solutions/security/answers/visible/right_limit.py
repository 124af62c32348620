"""Two levels, a LIMIT as fence, and masks chosen by max.

kind: right
"""


def visible(table, user, rules, masks):
    name = _quote(table.name)
    mine = [one for one in rules if one.table == table.name]
    veils = [one for one in masks if one.table == table.name]
    if table.combine == "AND":
        empty, word = "1 = 1", " AND "
    elif table.combine == "OR":
        empty, word = "1 = 0", " OR "
    else:
        raise ValueError(f"combine: {table.combine}")
    for one in (*mine, *veils):
        if not (one.to == "public" or one.to[:5] in ("user ", "role ")):
            raise ValueError(f"to: {one.to}")
    for one in veils:
        if one.column not in table.columns:
            raise ValueError(f"column: {one.column}")
    if user.ignores_rules or not table.row_security:
        where = ""
    else:
        hers = [f"(({one.predicate}) IS TRUE)" for one in mine if _for(one.to, user)]
        where = f" WHERE ({word.join([empty, *hers]) if hers else '1 = 0'})"
    shown = []
    for column in table.columns:
        own = [one for one in veils if one.column == column and _for(one.to, user)]
        if own:
            shown.append(f"{max(own, key=lambda one: one.priority).expression} AS {_quote(column)}")
        else:
            shown.append(_quote(column))
    rows = f"SELECT * FROM main.{name}{where} LIMIT 9223372036854775807"
    return f"SELECT {', '.join(shown)} FROM ({rows}) AS {name}"


def _for(to, user):
    if to == "public":
        return True
    kind, who = to.split(" ", 1)
    return who == user.name if kind == "user" else who in user.roles


def _quote(text):
    return '"%s"' % text.replace('"', '""')
