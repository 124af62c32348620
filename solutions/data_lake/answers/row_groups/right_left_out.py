"""A set of what is proved to be out, a predicate at a time.

kind: right
"""


def row_groups(footer, predicates):
    groups = footer.row_groups
    out = {at for at, group in enumerate(groups) if not group.rows}
    for predicate in predicates:
        column, op, value = predicate
        if op not in {"=", "<", "<=", ">", ">="}:
            raise ValueError(f"what is {op}?")
        for at, group in enumerate(groups):
            if column not in group.chunks:
                continue
            chunk = group.chunks[column]
            if chunk.nulls == group.rows:
                out.add(at)
            # a comparison with NaN is false, and so is what it would prove
            if chunk.minimum is not None and op in ("=", "<", "<="):
                if chunk.minimum > value or op == "<" and chunk.minimum == value:
                    out.add(at)
            if chunk.maximum is not None and op in ("=", ">", ">="):
                if chunk.maximum < value or op == ">" and chunk.maximum == value:
                    out.add(at)
    return sorted(set(range(len(groups))) - out)
