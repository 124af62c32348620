"""Keys are used up as files go on, and sorted anew where a file begins below the one before.

kind: wrong
breaks: quick
reason: many
hint: In which order do the files come, and how often do you sort?
"""

JOINS = ("inner", "semi", "right", "left", "full", "anti")
NEED_MATCH = ("inner", "semi", "right")


def prune_by_join(files: list[DataFile], column: str, keys: list, join: str) -> list[str]:
    if join not in JOINS:
        raise ValueError(f"no such join: {join}")
    if join not in NEED_MATCH:
        return [file.path for file in files if file.rows]
    known = [key for key in keys if key is not None]
    if not known:
        return []
    left, rest, before = [], sorted(known, reverse=True), None
    for file in files:
        if not file.rows:
            continue
        if column not in file.bounds:
            left.append(file.path)
            continue
        low, high = file.bounds[column]
        if before is not None and low < before:
            rest = sorted(known, reverse=True)
        before = low
        while rest and rest[-1] < low:
            rest.pop()
        if rest and rest[-1] <= high:
            left.append(file.path)
    return left
