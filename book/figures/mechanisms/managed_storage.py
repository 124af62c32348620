"""What the chapter managed_storage draws."""

from __future__ import annotations

from math import cos, pi, sin

from drawings import box, picture, stroke, words


def log(name: str) -> str:
    """Blocks, the log that names them, and a checkpoint."""
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
    """The cache's clock with two levels."""
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


DRAWINGS = {"log": log, "clock": clock}
