"""What row groups hold is kept with the list that they came in.

kind: wrong
breaks: lasting
reason: several
hint: What if the owner of the list puts other row groups into it?
"""

_KEPT = []


def row_groups(footer: Footer, predicates: list[Predicate]) -> list[int]:
    for predicate in predicates:
        if predicate.op not in ("=", "<", "<=", ">", ">="):
            raise ValueError(f"{predicate.op!r} is no op")
    if not _KEPT or _KEPT[0] is not footer.row_groups:
        _KEPT[:] = [footer.row_groups, list(footer.row_groups)]
    return [
        number
        for number, group in enumerate(_KEPT[1])
        if group.rows and all(_may_match(group, predicate) for predicate in predicates)
    ]
