"""What the chapter snapshot_isolation draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def versions(name: str) -> str:
    """The versions of two rows on a line of commits, and what two snapshots see."""
    rows = {"x": ((2, "10"), (5, "11"), (6, None)), "y": ((1, "7"), (3, "8"))}
    last, snapshots = 8, (4, 6)

    def at(commit: float) -> float:
        return 16 + commit * 39

    def seen(row: str, snapshot: int) -> str:
        value = [value for since, value in rows[row] if since <= snapshot][-1]
        return f"no {row}" if value is None else f"{row} = {value}"

    shapes = []
    for number, (row, held) in enumerate(rows.items()):
        y = 42 + 44 * number
        shapes.append(words(6, y + 17, row, "bold"))
        ends = [since for since, _ in held[1:]] + [last + 0.6]
        for (since, value), end in zip(held, ends, strict=True):
            visible = [snap for snap in snapshots if since <= snap < end]
            kind = "dashed" if value is None else "lit" if visible else ""
            said = "deleted" if value is None else value
            shapes.append(box(at(since), y, (end - since) * 39, 26, said, kind, 11))
    shapes.append(stroke(f"M{at(0.5)},146 H{at(last + 0.6)}", "arrow"))
    for commit in range(1, last + 1):
        shapes += [
            stroke(f"M{at(commit)},142 V150"),
            words(at(commit), 165, str(commit), size=11, at="middle"),
        ]
    shapes.append(words(at(0.5), 182, "commit number: time goes to the right", size=11))
    for snapshot in snapshots:
        x = at(snapshot + 0.5)
        shapes += [
            stroke(f"M{x},34 V146", "dashed strong"),
            words(x, 13, f"snapshot {snapshot}", "bold", 11, "middle"),
            words(x, 28, ", ".join(seen(row, snapshot) for row in rows), size=11, at="middle"),
        ]
    told = (
        "Versions of two rows as bars over a line of commit numbers: "
        + "; ".join(
            f"{row} is "
            + ", ".join(f"{value or 'deleted'} since commit {since}" for since, value in held)
            for row, held in rows.items()
        )
        + ". "
        + " ".join(
            f"Snapshot {s} sees {' and '.join(seen(row, s) for row in rows)}." for s in snapshots
        )
    )
    return picture(name, 190, "Versions of rows on a line of commits", told, shapes)


DRAWINGS = {"versions": versions}
