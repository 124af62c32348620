"""What the chapter zone_maps draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def z_curve(name: str) -> str:
    """8 by 8 codes in the order of the z-curve, and the blocks that two queries touch."""
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


DRAWINGS = {"z_curve": z_curve}
