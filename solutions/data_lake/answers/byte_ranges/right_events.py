"""Begins and ends in one sorted list, and a count of what is open.

kind: right
"""
from itertools import pairwise


def byte_ranges(footer, row_groups, columns, gap):
    if gap < 0:
        raise ValueError(f"gap {gap}")
    starts = {}
    for number in dict.fromkeys(row_groups):
        if number < 0 or number >= len(footer.row_groups):
            raise IndexError(f"row group {number} of {len(footer.row_groups)}")
        chunks = footer.row_groups[number].chunks
        for name in dict.fromkeys(columns):
            if name not in chunks:
                raise KeyError(name)
            data, dictionary, size, *_ = chunks[name]
            starts[data if dictionary in (None, 0) else dictionary] = size
    spans = sorted((start, start + size) for start, size in starts.items())
    cuts = [at for at, (one, other) in enumerate(pairwise(spans), 1) if other[0] > one[1] + gap]
    runs = [spans[low:high] for low, high in zip([0, *cuts], [*cuts, len(spans)])]
    return [(run[0][0], run[-1][1] - run[0][0]) for run in runs if run]
