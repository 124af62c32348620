"""First it is noted which table node is which, top down with a list of scopes; then all are replaced.

kind: right
"""


def secure(sql, visible, views):
    return _secured(_read(sql), visible, views).sql("duckdb")


def _read(sql):
    try:
        trees = sqlglot.parse(sql, read="duckdb")
    except (sqlglot.errors.ParseError, sqlglot.errors.TokenError) as error:
        raise ValueError(str(error)) from error
    trees = [tree for tree in trees if tree is not None and type(tree).__name__ != "Semicolon"]
    if not trees:
        raise ValueError("nothing to run")
    tree = trees[0]
    if len(trees) != 1 or not isinstance(tree, (exp.Select, exp.SetOperation, exp.Subquery)):
        raise PermissionError("a single query, please")
    odd = (exp.Into, exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Describe, exp.Summarize, exp.Command)
    if tree.find(*odd) is not None:
        raise PermissionError("a query that only reads, please")
    return tree


def _secured(tree, visible, views):
    todo, real, again = [(tree, ())], [], {}
    while todo:
        node, scopes = todo.pop()
        if id(node) in again:
            scopes = (*scopes, {again[id(node)]: True})
        if isinstance(node, exp.Lateral) and not isinstance(node.this, (exp.Subquery, exp.Unnest)):
            raise PermissionError("functions give no tables here")
        with_ = node.args.get("with_")
        if with_ is not None:
            mine = {}
            for cte in with_.expressions:
                whole = cte.this
                while isinstance(whole, exp.Subquery):
                    whole = whole.this
                if with_.args.get("recursive") and type(whole) is exp.Union and not whole.args.get("by_name"):
                    again[id(whole.args["expression"])] = cte.alias.lower()
                todo.append((cte.this, (*scopes, dict(mine))))
                mine = {**mine, cte.alias.lower(): True}
            scopes = (*scopes, mine)
        if isinstance(node, exp.Table):
            hidden = any(node.name.lower() in scope for scope in scopes)
            if not (hidden and not node.db and isinstance(node.this, exp.Identifier)):
                real.append(node)
        for key, value in node.args.items():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, exp.Expression) and key != "with_":
                    todo.append((child, scopes))
    for node in real:
        if type(node.this) is not exp.Identifier:
            raise PermissionError("functions give no tables here")
        if node.catalog != "" or node.db.lower() not in {"", "main"}:
            raise PermissionError(f"which schema? {node.sql()}")
        key = node.name.lower()
        if key not in visible and key not in views:
            raise PermissionError(f"no table or view {node.name}")
        body = _read(visible[key]) if key in visible else _secured(_read(views[key]), visible, views)
        alias = node.args.get("alias")
        if alias is None:
            alias = exp.TableAlias(this=exp.Identifier(this=node.name, quoted=True))
        rest = {k: v for k, v in node.args.items() if k in ("joins", "pivots", "sample", "laterals") and v}
        node.replace(exp.Subquery(this=body, alias=alias, **rest))
    return tree
