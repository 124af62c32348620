"""A generator of partitions for each path, and a set of what is proved to be out.

kind: right
"""


def _of(path, types):
    *folders, _ = path.split("/")
    for folder in folders:
        at = folder.find("=")
        name = unquote(folder[:at])
        if at >= 0 and name in types:
            yield name, unquote(folder[at + 1 :])


def _value(path, kind, text):
    if text == "__HIVE_DEFAULT_PARTITION__":
        return []
    try:
        if kind == "int":
            return [int(text)]
        return [text if kind == "string" else datetime.date.fromisoformat(text)]
    except ValueError:
        raise ValueError(f"{path} has a partition that is no {kind}: {text}") from None


def _true(value, op, other):
    if op == "=":
        return value == other
    if op[0] == "<":
        return value < other or op == "<=" and value == other
    return value > other or op == ">=" and value == other


def prune_partitions(paths, predicates, types):
    for predicate in predicates:
        if predicate.op not in "= < <= > >=".split():
            raise ValueError(f"no op: {predicate.op}")
    values = [{name: _value(path, types[name], text) for name, text in _of(path, types)} for path in paths]
    out = {
        at
        for at, its in enumerate(values)
        for column, op, other in predicates
        if column in its and not any(_true(value, op, other) for value in its[column])
    }
    return [path for at, path in enumerate(paths) if at not in out]
