"""A stack instead of recursion, a dict of dicts of counts.

kind: right
"""


def _kind(value):
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -(1 << 63) <= value <= (1 << 63) - 1 else None
    if isinstance(value, float):
        return "float"
    return "str" if isinstance(value, str) else None


def choose_paths(documents, share, at_most):
    if share != share or share <= 0 or share > 1:
        raise ValueError(f"no share: {share}")
    if at_most < 0:
        raise ValueError(f"no number of columns: {at_most}")
    table = {}
    for document in documents:
        todo = [((), document)]
        while todo:
            path, value = todo.pop()
            if isinstance(value, dict):
                todo.extend((path + (name,), part) for name, part in value.items())
                continue
            kind = _kind(value)
            if kind and path:
                row = table.setdefault(path, dict.fromkeys(("bool", "int", "float", "str"), 0))
                row[kind] += 1
    found = []
    for path, row in table.items():
        kind = max(row, key=row.get)
        if row[kind] / len(documents) >= share:
            found.append((path, kind, row[kind]))
    found.sort(key=lambda each: each[0])
    found.sort(key=lambda each: each[2], reverse=True)
    return [Column(path, kind) for path, kind, _ in found][:at_most]
