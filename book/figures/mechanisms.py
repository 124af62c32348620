"""A drawing of each chapter's mechanism, by its name. What a drawing counts is counted here from what it
draws, not typed."""

from __future__ import annotations

from math import cos, pi, sin

from drawings import box, picture, stroke, words


def plan_scans(name: str) -> str:
    """warmup: a plan, with its scans lit."""
    scans = {
        "lineitem": ("partkey", "price", "shipdate"),
        "part": ("partkey", "type"),
    }
    shapes = [
        box(120, 8, 120, 28, "Sort"),
        box(120, 56, 120, 28, "Aggregate"),
        box(120, 104, 120, 28, "Join"),
        box(30, 156, 120, 28, "Filter"),
        *(
            stroke(d, "arrow")
            for d in ("M180,56 V38", "M180,104 V86", "M90,156 L150,134", "M90,208 V186")
        ),
    ]
    for number, (table, columns) in enumerate(scans.items()):
        x, y = 18 + 180 * number, 208 - 52 * number
        said = "\n".join((f"Scan {table}", *columns))
        shapes.append(box(x, y, 144, 20 + 14 * (1 + len(columns)), said, "lit"))
    shapes += [
        stroke("M262,156 L210,134", "arrow"),
        words(254, 26, "last step", size=11),
        words(200, 262, "rows go up", size=11),
        stroke("M190,270 V246", "arrow thin"),
    ]
    held = "; ".join(f"{table}, of which it reads {', '.join(of)}" for table, of in scans.items())
    told = (
        "A plan as a tree, its last step on top: a sort, below it an aggregate, below it a join. The join has two"
        f" inputs: on its left a filter over a scan, on its right a scan. The {len(scans)} scans are its leaves, and"
        f" lit: {held}. Arrows lead up, as rows go."
    )
    return picture(name, 288, "A plan, with its scans lit", told, shapes)


def row_pages(name: str) -> str:
    """warmup: rows that are stored whole, and the room that they leave in their pages."""
    rows, page, wide, high = (70, 40, 40, 65, 60), 100, 300, 30
    pages: list[list[int]] = []
    for row, length in enumerate(rows):
        if not pages or sum(rows[it] for it in pages[-1]) + length > page:
            pages.append([])
        pages[-1].append(row)
    shapes = []
    for number, held in enumerate(pages):
        y, x = 8 + number * (high + 10), 54.0
        shapes += [
            words(4, y + 19, f"page {number + 1}", size=11),
            box(x, y, wide, high, kind="soft"),
        ]
        for row in held:
            length = rows[row] * wide / page
            shapes.append(box(x, y, length, high, f"row {row + 1}: {rows[row]}", "lit", 11))
            x += length
        free = page - sum(rows[row] for row in held)
        shapes.append(words(348, y + 19, f"{free} free", size=11, at="end"))
    needed = -(-sum(rows) // page)
    told = (
        f"{len(rows)} rows of {', '.join(map(str, rows))} bytes in pages of {page}. "
        + " ".join(
            f"Page {number} holds {' and '.join(f'row {row + 1}' for row in held)}."
            for number, held in enumerate(pages, 1)
        )
        + f" That are {len(pages)} pages; cut anywhere, the {sum(rows)} bytes would fill {needed}."
    )
    return picture(name, 8 + len(pages) * (high + 10), "Rows in pages", told, shapes)


def table_file(name: str) -> str:
    """compression: mark, header and blocks of a file, and what stands in two of them."""
    blocks = (("a", "RLE"), ("a", "FOR"), ("b", "dict"), ("b", "raw"))
    shapes = [
        words(5, 16, "a table file", "bold"),
        box(5, 24, 45, 38, "mark"),
        box(50, 24, 70, 38, "header", "soft"),
    ]
    for number, (column, encoding) in enumerate(blocks):
        kind = "lit" if number == 2 else ""
        shapes.append(
            box(
                120 + 58.5 * number,
                24,
                58.5,
                38,
                f"block {number + 1}\n{column}, {encoding}",
                kind,
                11,
            )
        )
    shapes += [
        stroke("M50,62 L5,92 M120,62 L212,92", "thin"),
        box(5, 92, 207, 104, kind="soft"),
        words(13, 109, "length of the header", size=11),
        words(13, 125, "schema: a int64, b text", size=11),
    ]
    for number, (column, encoding) in enumerate(blocks):
        shapes.append(
            words(
                13,
                142 + 15 * number,
                f"{number + 1}: {column}, {encoding}, offset, length",
                "bold" if number == 2 else "",
                11,
            )
        )
    shapes += [
        stroke("M208,168 H237 V66", "arrow strong"),
        stroke("M295.5,62 L252,92 M354,62 L355,92", "thin"),
        box(252, 92, 103, 33, "null bitmap"),
        box(252, 125, 103, 33, "lengths"),
        box(252, 158, 103, 38, "bytes"),
    ]
    told = (
        "A table file is a mark, a header and then blocks. The header holds its own length, the schema and, for every"
        " block, its column, encoding, offset and length; an arrow leads from the entry of block 3 to where that"
        " block begins. A block of texts is a null bitmap, lengths and bytes."
    )
    return picture(name, 202, "A table file, its header and one of its blocks", told, shapes)


def z_curve(name: str) -> str:
    """zone_maps: 8 by 8 codes in the order of the z-curve, and the blocks that two queries touch."""
    bits, cell, rows_a_block, left, top = 3, 26, 4, 24, 8
    date, part = 5, 2  # the codes that the two queries ask for
    side = 1 << bits

    def key(x: int, y: int) -> int:
        """The bits of both codes in turns, the date's first."""
        return sum(
            ((x >> bit & 1) << (2 * bit + 1)) | ((y >> bit & 1) << (2 * bit)) for bit in range(bits)
        )

    order = sorted(((x, y) for x in range(side) for y in range(side)), key=lambda at: key(*at))
    of_date = {key(date, y) // rows_a_block for y in range(side)}
    of_part = {key(x, part) // rows_a_block for x in range(side)}
    shapes = []
    for block in range(side * side // rows_a_block):
        cells = order[block * rows_a_block : (block + 1) * rows_a_block]
        x, y = min(x for x, _ in cells), max(y for _, y in cells)
        wide = max(x for x, _ in cells) - x + 1
        high = y - min(y for _, y in cells) + 1
        kind = "lit" if block in of_date else "soft" if block in of_part else ""
        place = (left + x * cell, top + (side - 1 - y) * cell)
        shapes.append(box(*place, wide * cell, high * cell, kind=kind))
    middles = (f"{left + (x + 0.5) * cell:g},{top + (side - y - 0.5) * cell:g}" for x, y in order)
    shapes.append(stroke("M" + " L".join(middles), "strong"))
    right, below = left + side * cell, top + side * cell
    for code in range(side):
        shapes.append(
            words(
                left + (code + 0.5) * cell,
                below + 14,
                str(code),
                "bold" if code == date else "",
                11,
                "middle",
            )
        )
        shapes.append(
            words(
                left - 6,
                top + (side - code - 0.5) * cell + 4,
                str(code),
                "bold" if code == part else "",
                11,
                "end",
            )
        )
    blocks = side * side // rows_a_block
    shapes += [
        words(left + side * cell / 2, below + 29, "code of the date", size=11, at="middle"),
        words(right + 10, top + 12, "up: code of the", size=11),
        words(right + 10, top + 27, "part", size=11),
        words(right + 10, top + 60, f"{blocks} blocks", "bold", 11),
        words(right + 10, top + 75, f"of {rows_a_block} rows", size=11),
        box(right + 10, top + 92, 14, 14, kind="lit"),
        words(right + 30, top + 103, f"date {date}:", size=11),
        words(right + 30, top + 118, f"{len(of_date)} blocks", "bold", 11),
        box(right + 10, top + 132, 14, 14, kind="soft"),
        words(right + 30, top + 143, f"part {part}:", size=11),
        words(right + 30, top + 158, f"{len(of_part)} blocks,", "bold", 11),
        words(right + 30, top + 173, f"{len(of_part & of_date)} of them lit", size=11),
    ]
    told = (
        f"A grid of {side} codes of the date by {side} codes of the part, and the z-curve through all of its cells:"
        f" each block of {rows_a_block} rows is a square tile. A query for one date touches {len(of_date)} of the"
        f" {blocks} blocks, a query for one part {len(of_part)}."
    )
    return picture(name, below + 36, "The z-curve, and the blocks that it makes", told, shapes)


def slot_lanes(name: str) -> str:
    """workload_management: two reports and a short query on two slots, without a reserve and with one."""
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


def shuffle(name: str) -> str:
    """distribution: each slice cuts its rows into pieces, and gets one piece from everyone."""
    slices, piece, gap = 3, 22, 14
    high = 20 + slices * piece

    def top(number: int) -> int:
        return 24 + number * (high + gap)

    shapes = [
        words(60, 15, "before", "bold", at="middle"),
        words(300, 15, "after", "bold", at="middle"),
    ]
    for own in range(slices):
        y = top(own)
        shapes += [
            words(5, y + 13, f"slice {own}", "bold", 11),
            words(245, y + 13, f"slice {own}", "bold", 11),
        ]
        for other in range(slices):
            kind = "dashed" if own == other else "lit" if other == 1 else ""
            shapes.append(box(5, y + 18 + other * piece, 110, piece, f"piece {other}", kind, 11))
            kind = "dashed" if own == other else "lit" if own == 1 else ""
            shapes.append(
                box(245, y + 18 + other * piece, 110, piece, f"from slice {other}", kind, 11)
            )
            start = y + 18 + (other + 0.5) * piece
            end = top(other) + 18 + (own + 0.5) * piece
            kind = "dashed" if own == other else "strong" if other == 1 else "thin"
            shapes.append(stroke(f"M115,{start:g} L243,{end:g}", f"arrow {kind}"))
    told = (
        f"{slices} slices before and after a shuffle. Each cuts its rows by the hash of the key into {slices} pieces;"
        " piece d goes to slice d. The piece for oneself, drawn dashed, is not sent. The pieces for slice 1 are lit:"
        " it gets one from each of the others."
    )
    return picture(name, top(slices - 1) + high + 8, "A shuffle between three slices", told, shapes)


def versions(name: str) -> str:
    """snapshot_isolation: the versions of two rows on a line of commits, and what two snapshots see."""
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


def log(name: str) -> str:
    """managed_storage: blocks, the log that names them, and a checkpoint."""
    entries = (("ab", ""), ("c", ""), ("d", "a"), ("e", ""), ("f", "c"), ("g", ""))
    checked = 4  # the version that the checkpoint holds

    def live(version: int) -> list[str]:
        held = [block for added, _ in entries[:version] for block in added]
        gone = {block for _, removed in entries[:version] for block in removed}
        return [block for block in held if block not in gone]

    def at(version: int) -> float:
        return 5 + 59 * (version - 1)

    shapes = [words(5, 14, "blocks, which come first; below them the log", "bold", 11)]
    for version, (added, removed) in enumerate(entries, 1):
        wide = 54 / len(added)
        for number, block in enumerate(added):
            x = at(version) + number * wide
            kind = "" if block in live(len(entries)) else "dashed faint"
            shapes.append(box(x, 22, wide - 2, 28, block, kind))
            shapes.append(stroke(f"M{x + wide / 2 - 1},86 V54", "arrow thin"))
        said = " ".join([*(f"+{block}" for block in added), *(f"−{block}" for block in removed)])
        kind = "lit" if version > checked else ""
        shapes.append(box(at(version), 86, 54, 40, f"log/{version}\n{said}", kind, 11))
    shapes += [
        box(
            at(1),
            160,
            at(checked) + 54 - at(1),
            40,
            f"checkpoint/{checked}\n{' '.join(live(checked))}",
            "lit",
            11,
        ),
        stroke(f"M{at(checked) + 27},130 V158", "arrow"),
        words(at(checked) + 64, 166, "recovery reads", size=11),
        words(at(checked) + 64, 181, "what is lit:", size=11),
        words(at(checked) + 64, 196, f"1 + {len(entries) - checked} GETs", "bold", 11),
        words(5, 222, f"version {len(entries)}: {' '.join(live(len(entries)))}", "bold", 11),
    ]
    told = (
        f"A log of {len(entries)} entries, each of which names blocks that it adds or removes; the blocks were written before."
        f" A checkpoint holds what the first {checked} amount to: {', '.join(live(checked))}. Recovery reads the checkpoint and"
        f" the {len(entries) - checked} entries after it. Version {len(entries)} is {', '.join(live(len(entries)))}; blocks that"
        " no longer belong to it are dashed."
    )
    return picture(name, 230, "Blocks, the log, and a checkpoint", told, shapes)


def clock(name: str) -> str:
    """managed_storage: the cache's clock with two levels."""
    radius, slot = 50, 22
    low, high = (92, 118), (268, 118)
    counts = {low: (1, 1, 0, 2, 1, 1, 2, 1), high: (3, 2, 0, 4, 2, 3, 1, 2)}
    shapes = [
        words(low[0], 16, "low level", "bold", at="middle"),
        words(low[0], 31, "newcomers", size=11, at="middle"),
        words(high[0], 16, "high level", "bold", at="middle"),
        words(high[0], 31, "read again, and again", size=11, at="middle"),
    ]
    for (x, y), held in counts.items():
        for number, count in enumerate(held):
            turn = 2 * pi * number / len(held) - pi / 2
            place = (x + radius * cos(turn) - slot / 2, y + radius * sin(turn) - slot / 2)
            shapes.append(
                box(
                    round(place[0], 1),
                    round(place[1], 1),
                    slot,
                    slot,
                    str(count),
                    "" if count else "lit",
                )
            )
        turn = 2 * pi * held.index(0) / len(held) - pi / 2
        tip = (x + (radius - 15) * cos(turn), y + (radius - 15) * sin(turn))
        shapes.append(stroke(f"M{x},{y} L{tip[0]:.1f},{tip[1]:.1f}", "arrow strong"))
    shapes += [
        stroke("M148,92 C170,76 190,76 212,92", "arrow"),
        words(180, 72, "hot: up", size=11, at="middle"),
        stroke("M212,146 C190,162 170,162 148,146", "arrow"),
        words(180, 174, "0: down", size=11, at="middle"),
        stroke("M12,204 L46,166", "arrow"),
        words(5, 218, "new, count 1", size=11),
        stroke("M112,180 L128,202", "arrow"),
        words(112, 218, "0: evicted", size=11),
        words(205, 206, "this hand waits while", size=11),
        words(205, 220, "the low level is large", size=11),
    ]
    told = (
        "Two rings of blocks, each with a count, and a hand in each ring. A new block enters the low ring with count one."
        " A hot block is promoted to the high ring. The hand counts down as it passes: a high block at zero is demoted to"
        " the low ring, a low block at zero is evicted. The high ring's hand waits while the low ring is large. The blocks"
        " at zero, to which the hands point, are lit."
    )
    return picture(name, 226, "A clock with two levels", told, shapes)


def join_graph(name: str) -> str:
    """table_optimization: the path on which greedy loses nearly half."""
    tables, joins = "abcd", (("x", 10), ("y", 11), ("z", 10))
    ways = (("greedy: the heaviest first", {1}), ("the best layout", {0, 2}))
    shapes, sums = [], []
    for row, (said, taken) in enumerate(ways):
        y = 8 + 104 * row
        total = sum(weight for number, (_, weight) in enumerate(joins) if number in taken)
        sums.append(total)
        shapes.append(words(5, y + 10, f"{said}: {total} saved", "bold"))
        for number, (column, weight) in enumerate(joins):
            x, lit = 49 + 102 * number, number in taken
            kind = "strong" if lit else "dashed"
            shapes += [
                stroke(f"M{x},{y + 48} H{x + 58}", kind),
                words(x + 29, y + 41, str(weight), "bold" if lit else "", 12, "middle"),
                words(x + 29, y + 64, f"on {column}", "bold" if lit else "", 11, "middle"),
            ]
        for number, table in enumerate(tables):
            key = [joins[edge][0] for edge in (number - 1, number) if edge in taken]
            shapes.append(box(5 + 102 * number, y + 30, 44, 36, table, "lit" if key else ""))
            if key:
                shapes.append(
                    words(27 + 102 * number, y + 82, f"key {key[0]}", size=11, at="middle")
                )
    weights = ", ".join(str(weight) for _, weight in joins)
    told = (
        f"A path of {len(tables)} tables whose joins weigh {weights}; two joins that meet in a table"
        f" want different columns of it. Greedy takes the heaviest and saves {sums[0]};"
        f" the best layout takes the two at the ends and saves {sums[1]}."
    )
    return picture(name, 202, "A join graph, greedy and best", told, shapes)


def cut_plan(name: str) -> str:
    """federated_query: the example's plan, and where it is cut."""
    here = ("limit 3", "order by day", "count(*) by day", "quantity / 2 = 3")
    there = ("day < date", "scan orders")
    shapes = [words(5, 16, "here, in the warehouse", "bold")]
    y = 24
    for number, step in enumerate(here):
        shapes.append(box(20, y, 160, 26, step, "soft" if number == len(here) - 1 else ""))
        y += 26
        shapes.append(stroke(f"M100,{y + 12} V{y + 2}", "arrow") if number < len(here) - 1 else "")
        y += 12
    cut = y + 12
    shapes += [
        stroke(f"M5,{cut} H355", "dashed strong"),
        stroke(f"M100,{cut + 32} V{y - 10}", "arrow"),
        words(192, cut - 92, "the first that must stay:", size=11),
        words(192, cut - 77, "division differs; and all", size=11),
        words(192, cut - 62, "that is above it stays too", size=11),
        stroke(f"M200,{cut - 55} L184,{cut - 40}", "arrow thin"),
        words(192, cut - 8, "across: day, quantity", "bold", 11),
        words(192, cut + 20, "there, in PostgreSQL", "bold"),
        words(192, cut + 60, "the text that is sent", size=11),
        words(192, cut + 75, "says this half, no more", size=11),
    ]
    y = cut + 34
    for number, step in enumerate(there):
        shapes.append(box(20, y, 160, 26, step, "lit"))
        y += 38
        shapes.append(stroke(f"M100,{y} V{y - 10}", "arrow") if number < len(there) - 1 else "")
    told = (
        f"A plan, its last step on top, cut in two. There, in PostgreSQL: {', then '.join(reversed(there))}."
        f" What crosses the cut is day and quantity of the rows that are left. Here: {', then '.join(reversed(here))}."
        " The division is the first step that must stay, and all above it stays with it."
    )
    return picture(name, y, "A plan cut in two", told, shapes)


def three_walks(name: str) -> str:
    """code_generation: in which order three engines do the work, and how often each is told what to do."""
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
    """code_generation: query 14's plan, cut into segments, which run in streams."""
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
    """code_generation: where a loop is looked for, and what is told to whom."""
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


def three_joins(name: str) -> str:
    """materialized_views: the join of two changed tables as four parts, one of them known."""
    old, new = 12, 3  # rows of a table, and rows of its change
    scale, x, y = 15, 96, 56
    side, small = old * scale, new * scale
    parts = (
        (0, 0, side, side, "L ⋈ R: the view\nas it was", "soft"),
        (side, 0, small, side, "L ⋈\ndR", "lit"),
        (0, side, side, small, "dL ⋈ R", "lit"),
        (side, side, small, small, "both", "lit"),
    )
    shapes = [
        words(x + side / 2, 20, f"R: {old} rows", at="middle"),
        words(x + side + small / 2, 20, f"dR: {new}", "bold", at="middle"),
        words(8, y + side / 2, f"L: {old} rows"),
        words(8, y + side + small / 2 + 4, f"dL: {new}", "bold"),
    ]
    for left, top, wide, high, said, kind in parts:
        shapes.append(box(x + left, y + top, wide, high, said, kind, 11))
    pairs, again = 2 * old * new + new * new, (old + new) ** 2
    shapes.append(
        words(180, y + side + small + 24, f"{pairs} of {again} pairs are new", at="middle")
    )
    told = (
        f"A square whose sides are two tables of {old} rows and their changes of {new} rows. The large part,"
        " L joined with R, is the view as it was. Three parts are lit: the left change with the old right table,"
        " the old left table with the right change, and the two changes with each other."
        f" Together they are {pairs} of {again} pairs."
    )
    return picture(name, y + side + small + 36, "The join of two changed tables", told, shapes)


def file_end(name: str) -> str:
    """data_lake: a Parquet file, read from its end."""
    groups, columns = 3, ("key", "price", "date")
    wanted, high = {(1, "price"), (1, "date")}, 30
    shapes, x = [words(5, 16, "a file of three row groups", "bold")], 10
    for group in range(groups):
        shapes.append(words(x + 42, 38, f"row group {group}", size=11, at="middle"))
        for number, column in enumerate(columns):
            kind = "lit" if (group, column) in wanted else ""
            shapes.append(box(x + 28 * number, 44, 28, high, column[0], kind))
        x += 84 + 8
    shapes += [
        box(x, 44, 62, high, "footer", "soft"),
        words(x + 31, 38, "the end", size=11, at="middle"),
        stroke(f"M{x + 31},112 V78", "arrow"),
        words(350, 128, "1. the last bytes, one GET", size=11, at="end"),
        stroke("M158,160 V78", "arrow"),
        words(80, 178, "2. one range: price and date, which touch", size=11),
        words(10, 206, "k, p, d: the columns key, price and date", size=11),
    ]
    told = (
        f"A file as a strip: {groups} row groups, in each the columns {', '.join(columns)}; at its end the footer. First"
        " the footer is fetched, with a request for the last bytes. It says that row group 1 alone may match; then one"
        " range is fetched, its price and date, which lie side by side."
    )
    return picture(name, 214, "A Parquet file, read from its end", told, shapes)


def lists_of_files(name: str) -> str:
    """data_lake: two versions of a table, and what they share."""
    shapes = [
        box(20, 10, 120, 28, "version 1"),
        box(220, 10, 120, 28, "version 2", "lit"),
        box(10, 84, 100, 40, "manifest\nday 1 to 9"),
        box(130, 84, 100, 40, "manifest\nday 6 to 9", "lit"),
        box(250, 84, 100, 40, "manifest\nday 7 to 12", "lit"),
        box(10, 172, 70, 28, "a: 1 to 5"),
        box(120, 172, 70, 28, "b: 6 to 9"),
        box(265, 172, 70, 28, "c: 7 to 12"),
        stroke("M70,38 L60,82", "arrow"),
        stroke("M260,38 L190,82", "arrow"),
        stroke("M290,38 L300,82", "arrow"),
        stroke("M50,124 L42,170", "arrow"),
        stroke("M75,124 L135,170", "arrow"),
        stroke("M175,124 L160,170", "arrow"),
        stroke("M300,124 V170", "arrow"),
        words(10, 222, "version 2 adds c and removes a;", size=11),
        words(10, 238, "nothing of version 1 is touched", size=11),
    ]
    told = (
        "Two versions of a table. Version 1 names one manifest, of days 1 to 9, which names the files a and b. Version 2 names"
        " two: one of days 6 to 9, which names b alone, and one of days 7 to 12, which names c. The file b belongs to both."
    )
    return picture(name, 246, "Versions, manifests, files", told, shapes)


def two_lines(name: str) -> str:
    """streaming: rows and offset in three orders, a node that dies in the middle, and what the next refresh makes of
    it."""
    orders = (("rows", "offset"), ("offset", "rows"), ("rows and offset",))
    left, wide, dies, verdicts = 8.0, 84.0, 110.0, []
    shapes = [stroke(f"M{dies:g},26 V196", "dashed")]  # first, so that a box stands before it
    for number, steps in enumerate(orders):
        y = 34.0 + 52 * number
        done = steps[:1] if len(steps) > 1 else ()
        for place, step in enumerate(steps):
            x = (
                left + place * (2 * (dies - left) - wide)
                if len(steps) > 1
                else dies - wide / 2 - 26
            )
            length = wide if len(steps) > 1 else wide + 52
            shapes.append(box(x, y, length, 30, step, "lit" if len(steps) == 1 else ""))
        rows, offset = "rows" in done, "offset" in done
        verdict = (
            "read twice" if rows and not offset else "never read" if offset and not rows else ""
        )
        verdicts.append(verdict or "all or nothing")
        shapes.append(words(222, y + 20, verdicts[-1], "bold"))
    shapes += [
        words(dies, 16, "the node dies", size=11, at="middle"),
        words(222, 16, "the next refresh", size=11),
    ]
    told = (
        "Three orders of two steps, and a node that dies in their middle. Rows and then the offset: the rows are stored,"
        f" the offset is not, and they are {verdicts[0]}. The offset and then rows: they are {verdicts[1]}. Both in one"
        f" commit, lit: it is {verdicts[2]}, wherever the node dies."
    )
    return picture(name, 204, "Two lines of code, and a node that dies", told, shapes)


DRAWINGS = {
    "plan_scans": plan_scans,
    "row_pages": row_pages,
    "table_file": table_file,
    "z_curve": z_curve,
    "shuffle": shuffle,
    "versions": versions,
    "log": log,
    "clock": clock,
    "join_graph": join_graph,
    "cut_plan": cut_plan,
    "three_walks": three_walks,
    "segments": segments,
    "who_compiles": who_compiles,
    "three_joins": three_joins,
    "slot_lanes": slot_lanes,
    "two_lines": two_lines,
    "file_end": file_end,
    "lists_of_files": lists_of_files,
}
