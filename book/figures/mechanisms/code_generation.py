"""What the chapter code_generation draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def three_walks(name: str) -> str:
    """In which order three engines do the work, and how often each is told what to do."""
    rows, steps, batch, cell = 6, 3, 3, 22
    ways = ("row by row", "by batches", "one loop")
    calls = (rows * steps, rows // batch * steps, 0)
    shapes = []
    for way, (title, count) in enumerate(zip(ways, calls)):
        left, top = 30 + 116 * way, 46
        shapes.append(words(left + steps * cell / 2, 16, title, "bold", at="middle"))
        for step in range(steps):
            shapes.append(
                words(left + (step + 0.5) * cell, 36, f"s{step + 1}", size=11, at="middle")
            )
        for row in range(rows):
            for step in range(steps):
                kind = "soft" if way == 1 and row // batch % 2 else ""
                shapes.append(box(left + step * cell, top + row * cell, cell, cell, kind=kind))

        def at(row: float, step: float, left: int = left, top: int = top) -> str:
            return f"{left + (step + 0.5) * cell:g},{top + (row + 0.5) * cell:g}"

        if way == 1:
            runs = [
                [(first, step), (first + batch - 1, step)]
                for first in range(0, rows, batch)
                for step in range(steps)
            ]
            told = [run[0] for run in runs]
        else:
            runs = [[(row, 0), (row, steps - 1)] for row in range(rows)]
            told = [(row, step) for row in range(rows) for step in range(steps)] if not way else []
        for (row, step), (last_row, last_step) in runs:
            shapes.append(
                stroke(f"M{at(row, step)} L{at(last_row, last_step)}", "arrow" if way else "thin")
            )
        for row, step in told:
            x, y = (float(part) for part in at(row, step).split(","))
            shapes.append(box(x - 4, y - 4, 8, 8, kind="lit"))
        assert len(told) == count
        below = top + rows * cell + 18
        said = f"{count} calls" if count else "no calls"
        shapes.append(words(left + steps * cell / 2, below, said, "bold", 11, "middle"))
    told_words = (
        f"{rows} rows, down, pass {steps} steps, s1 to s{steps}, three times. Row by row: each row goes through all"
        f" steps, and a step is called for each row, {calls[0]} calls. By batches of {batch} rows: each step is called"
        f" once for a batch and goes down it, {calls[1]} calls. One loop: each row goes through all steps, and nothing"
        " is called, since the loop is the steps."
    )
    return picture(name, 204, "Three orders of the same work", told_words, shapes)


def segments(name: str) -> str:
    """Query 14's plan, cut into segments, which run in streams."""
    held = (
        ("scan part", "build"),
        ("scan lineitem", "keep: a month", "compute", "probe 0", "compute", "compute", "group"),
        ("read segment 1", "compute", "result"),
    )
    lefts, high, wide_ = (8, 126, 244), 28, 108
    tops = (30, 30, 30)
    shapes = []
    for number, (steps, left, top) in enumerate(zip(held, lefts, tops)):
        shapes.append(words(left + wide_ / 2, 18, f"segment {number}", "bold", at="middle"))
        for place, step in enumerate(steps):
            y = top + place * (high + 12)
            last = place == len(steps) - 1
            shapes.append(box(left, y, wide_, high, step, "lit" if last else "", 11))
            if not last:
                shapes.append(stroke(f"M{left + wide_ / 2},{y + high} v10", "arrow"))

    def middle(place: int) -> float:
        return 30 + place * (high + 12) + high / 2

    probe = held[1].index("probe 0")
    group = len(held[1]) - 1
    shapes += [
        stroke(f"M62,{middle(1) + high / 2} V{middle(probe)} H124", "arrow dashed"),
        stroke(f"M234,{middle(group)} H239 V{middle(0)} H243", "arrow dashed"),
        words(8, middle(probe) + 18, "its hash table", size=11),
        words(246, middle(3), "a segment ends", size=11),
        words(246, middle(3) + 15, "where all rows", size=11),
        words(246, middle(3) + 30, "must have come", size=11),
    ]
    bottom = 30 + len(held[1]) * (high + 12) + 16
    for number, left in enumerate(lefts):
        shapes.append(words(left + wide_ / 2, bottom, f"stream {number}", size=11, at="middle"))
    told = (
        "Query 14, cut. "
        + " ".join(
            f"Segment {number}: {', '.join(steps[:-1])}, and ends in {steps[-1]}."
            for number, steps in enumerate(held)
        )
        + " Dashed arrows: the hash table that segment 0 builds is probed in segment 1, and what segment 1 groups is"
        " read by segment 2. Each runs in a stream of its own, one after the other."
    )
    return picture(name, bottom + 8, "A plan cut into segments", told, shapes)


def who_compiles(name: str) -> str:
    """Where a loop is looked for, and what is told to whom."""
    shapes = [
        box(80, 8, 200, 42, "a segment's key:\nversion, source, types", "soft", 11),
        stroke("M180,50 V68", "arrow"),
        box(80, 70, 200, 28, "kept in this cluster?"),
        stroke("M180,98 V132", "arrow"),
        words(186, 120, "no", size=11),
        box(80, 134, 200, 28, "kept in the fleet?"),
        stroke("M180,162 V196", "arrow"),
        words(186, 184, "no", size=11),
        box(80, 198, 200, 28, "compile it: seconds", "lit"),
        stroke("M280,84 H322 V252", "arrow"),
        words(284, 78, "yes", size=11),
        stroke("M280,148 H322", "thin"),
        words(284, 142, "yes", size=11),
        stroke("M180,226 V252", "arrow"),
        box(80, 254, 276, 28, "run it"),
        stroke("M80,212 H40 V148 H78", "arrow dashed"),
        words(46, 184, "tell", size=11),
        stroke("M80,206 H22 V84 H78", "arrow dashed"),
        words(4, 76, "keep", size=11),
    ]
    told = (
        "A segment's key is its version, source and types. If the cluster keeps a loop of this key, it runs. If not,"
        " and the fleet has one, it runs, and the cluster keeps it. If neither has, it is compiled, which takes"
        " seconds; then the fleet is told, the cluster keeps it, and it runs."
    )
    return picture(name, 290, "Where a compiled loop is looked for", told, shapes)


DRAWINGS = {"three_walks": three_walks, "segments": segments, "who_compiles": who_compiles}
