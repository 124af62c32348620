"""How many rows fit is looked for among running sums, by bisection.

kind: right
"""

from bisect import bisect_right
from itertools import accumulate


def batches(rows, most_rows, most_bytes):
    if most_rows <= 0:
        raise ValueError(f"most_rows is {most_rows}")
    sizes = [len(json.dumps(list(row)).encode()) for row in rows]
    ends = [0, *accumulate(size + 2 for size in sizes)]
    bare = len(request("x" * 36, []).encode()) - 1
    found, start = [], 0
    for number, size in enumerate(sizes):
        if bare + 1 + size > most_bytes:
            raise ValueError(f"row {number} is too large")
    while start < len(rows):
        count = bisect_right(ends, ends[start] + most_bytes) - start
        count = min(most_rows, count, len(rows) - start)
        while bare + len(str(count)) + ends[start + count] - ends[start] - 2 > most_bytes:
            count -= 1
        found.append(list(rows[start : start + count]))
        start += count
    return found
