"""What the chapter workload_management draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def slot_lanes(name: str) -> str:
    """Two reports and a short query on two slots, without a reserve and with one."""
    report, short, left, wide = 60.0, 6.0, 52, 296.0  # the short one is drawn longer than it is
    end = 2 * report + short

    def lane(top: float, slot: int, runs: list[tuple[str, float, float]]) -> list[str]:
        y = top + slot * 30
        shapes = [
            words(4, y + 17, f"slot {slot + 1}", size=11),
            stroke(f"M{left},{y + 27} H350", "thin"),
        ]
        for said, start, length in runs:
            x, long = left + wide * start / end, wide * length / end
            shapes.append(
                box(
                    x,
                    y + 2,
                    long,
                    22,
                    said if length > short else "",
                    "lit" if length == short else "",
                )
            )
        return shapes

    arrival = 8.0
    plain = [[("report 1", 0.0, report), ("short", report, short)], [("report 2", 0.0, report)]]
    kept = [[("report 1", 0.0, report), ("report 2", report, report)], [("short", arrival, short)]]
    shapes = []
    for top, said, lanes in ((0, "no reserve", plain), (112, "one slot reserved", kept)):
        shapes.append(words(4, top + 16, said, "bold"))
        for slot, runs in enumerate(lanes):
            shapes += lane(top + 34, slot, runs)
        came = left + wide * arrival / end
        shapes.append(stroke(f"M{came:g},{top + 21} V{top + 34}", "arrow"))
        shapes.append(words(came + 6, top + 30, "the short one comes", size=10))
    begins = [
        next(start for runs in lanes for its, start, _ in runs if its == "short")
        for lanes in (plain, kept)
    ]
    told = (
        f"Two slots over time, twice. Two reports take {report:.0f} seconds each, and a short query, lit, comes at second"
        f" {arrival:.0f}. Without a reserve both slots run reports, and it begins at second {begins[0]:.0f}. With one slot"
        f" reserved it begins at second {begins[1]:.0f}, when it comes, and the second report begins at second"
        f" {report:.0f}."
    )
    return picture(name, 214, "A short query, without a reserved slot and with one", told, shapes)


DRAWINGS = {"slot_lanes": slot_lanes}
