"""Where chunks lie is kept with the list of row groups that they came in.

kind: wrong
breaks: lasting
reason: ascending
hint: What if the owner of the list puts other row groups into it?
"""

_KEPT = []


def byte_ranges(
    footer: Footer, row_groups: list[int], columns: list[str], gap: int
) -> list[tuple[int, int]]:
    if gap < 0:
        raise ValueError(f"a gap is 0 bytes or more, not {gap}")
    if not _KEPT or _KEPT[0] is not footer.row_groups:
        _KEPT[:] = [footer.row_groups, list(footer.row_groups)]
    wanted = set()
    for number in row_groups:
        if not 0 <= number < len(_KEPT[1]):
            raise IndexError(f"there is no row group {number}")
        for name in columns:
            if name not in _KEPT[1][number].chunks:
                raise KeyError(f"row group {number} has no column {name!r}")
            chunk = _KEPT[1][number].chunks[name]
            wanted.add((chunk.dictionary_page or chunk.data_page, chunk.size))
    ranges = []
    for start, size in sorted(wanted):
        if ranges and start - sum(ranges[-1]) <= gap:
            ranges[-1] = (ranges[-1][0], start + size - ranges[-1][0])
        else:
            ranges.append((start, size))
    return ranges
