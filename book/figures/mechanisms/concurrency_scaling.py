"""What the chapter concurrency_scaling draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def moving_slices(name: str) -> str:
    """Twelve slices on three nodes, then on four."""
    slices, before, after = 12, ("a", "b", "c"), ("a", "b", "c", "d")
    share = slices // len(after)
    old = {node: [s for s in range(slices) if s // 4 == at] for at, node in enumerate(before)}
    new = {node: own[:share] for node, own in old.items()}
    new["d"] = [s for own in old.values() for s in own[share:]]
    shapes, where = [], {}

    def nodes(owned: dict[str, list[int]], y: float, said: str) -> None:
        shapes.append(words(4, y - 8, said, "bold"))
        wide = 360 / len(owned)
        for at, (node, own) in enumerate(owned.items()):
            left = at * wide + 3
            shapes.append(box(left, y, wide - 6, 52))
            shapes.append(
                words(left + (wide - 6) / 2, y + 16, f"node {node}", "bold", 11, "middle")
            )
            first = left + (wide - 6 - 24 * len(own)) / 2
            for place, number in enumerate(own):
                x = first + 24 * place + 1
                kind = "lit" if number in new["d"] else ""
                shapes.append(box(x, y + 24, 22, 20, str(number), kind, 11))
                where.setdefault(number, []).append(x + 11)

    nodes(old, 24, "before")
    nodes(new, 150, "after")
    for number in new["d"]:
        start, end = where[number]
        shapes.append(stroke(f"M{start:g},78 L{end:g},146", "arrow strong"))
    moved = len(new["d"])
    told = (
        f"{slices} slices, {slices // len(before)} on each of {len(before)} nodes. A fourth node comes, and each of the others"
        f" gives it one slice: {moved} slices, lit, have a new owner, and {slices - moved} stay."
    )
    return picture(name, 210, "Slices that move when a node comes", told, shapes)


DRAWINGS = {"moving_slices": moving_slices}
