"""Stand-ins of the code_generation lab: what an exercise uses while the student's own earlier part does not work
yet.

They are safe and do no work, so they earn nothing. A locked cell before the exercise that needs a
part takes it from here: ``count = standins.counter(globals(), "block_count")``.
"""

from __future__ import annotations

from collections.abc import Callable

from warehouse.probes import why_unusable


def _one_block(rows: int, block_rows: int) -> int:
    return 1


def counter(names: dict, part: str) -> Callable[[int, int], int]:
    """The function ``part`` of the notebook's ``names`` (its ``globals()``) if a small probe comes back
    right, else a stand-in that takes every table for one block (an example)."""
    reason = why_unusable(
        names,
        (part,),
        lambda count: [count(10, 4), count(8, 4)] == [3, 2],
        f"{part} gives a wrong answer to a small example",
    )
    if not reason:
        return names[part]
    print(f"{reason}: a stand-in that takes every table for one block is used from here on.")
    return _one_block
