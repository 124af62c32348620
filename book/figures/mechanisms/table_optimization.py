"""What the chapter table_optimization draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def join_graph(name: str) -> str:
    """The path on which greedy loses nearly half."""
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


DRAWINGS = {"join_graph": join_graph}
