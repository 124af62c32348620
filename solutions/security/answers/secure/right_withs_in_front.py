"""Every table becomes a WITH of a name that nobody else has, in front of all.

kind: right
"""


def secure(sql, visible, views):
    made = {}
    tree = _parsed(sql)
    _name(tree, frozenset(), visible, views, made, {})
    if not made:
        return tree.sql(dialect="duckdb")
    parts = ", ".join(f"{name} AS MATERIALIZED ({text})" for name, text in made.values())
    return f"WITH {parts} SELECT * FROM ({tree.sql(dialect='duckdb')}) AS answer_of_all"


def _parsed(sql):
    try:
        several = [t for t in sqlglot.parse(sql, dialect="duckdb") if t and not isinstance(t, exp.Semicolon)]
    except sqlglot.errors.SqlglotError as error:
        raise ValueError(f"no SQL: {error}") from None
    if several == []:
        raise ValueError("no SQL")
    if len(several) != 1 or not isinstance(several[0], exp.Query):
        raise PermissionError("one query only")
    for kind in (exp.Into, exp.Describe, exp.Summarize, exp.DML, exp.DDL):
        if several[0].find(kind):
            raise PermissionError(f"{kind.__name__} is not allowed")
    return several[0]


def _name(node, names, visible, views, made, loops):
    names = names | {loops.get(id(node), "")}
    own = node.args.get("with_")
    if own:
        for cte in own.expressions:
            query = cte.this.unnest()
            if own.recursive and isinstance(query, exp.Union) and not query.args.get("by_name"):
                loops[id(query.args["expression"])] = cte.alias.lower()
            _name(cte.this, names, visible, views, made, loops)
            names = names | {cte.alias.lower()}
    for child in [c for c in node.iter_expressions() if c is not own]:
        _name(child, names, visible, views, made, loops)
    if isinstance(node, exp.Lateral) and type(node.this) not in (exp.Subquery, exp.Unnest):
        raise PermissionError("not allowed behind LATERAL")
    if not isinstance(node, exp.Table):
        return
    key = node.name.lower()
    if not node.db and key in names and isinstance(node.this, exp.Identifier):
        return
    if not isinstance(node.this, exp.Identifier) or node.catalog or node.db.lower() not in ("", "main"):
        raise PermissionError(f"not allowed: {node.sql(dialect='duckdb')}")
    if key not in made:
        if key in visible:
            text = visible[key]
        elif key in views:
            inner = _parsed(views[key])
            _name(inner, frozenset(), visible, views, made, {})
            text = inner.sql(dialect="duckdb")
        else:
            raise PermissionError(f"unknown: {node.name}")
        made[key] = (f"hers_{len(made)}_of_9d1c", text)
    if not node.args.get("alias"):
        node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name, quoted=True)))
    node.set("db", None)
    node.set("this", exp.to_identifier(made[key][0]))
