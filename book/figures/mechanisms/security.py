"""What the chapter security draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words

BLOCKS = 4


def tiers(name: str) -> str:
    """A root key in a service, a cluster key, a database key, the keys of blocks and the blocks; what a rotation writes is
    lit."""
    each, left = 84.0, 14.0
    middles = [left + each * number + each / 2 for number in range(BLOCKS)]
    shapes = [
        stroke("M180,40 V62", "arrow"),
        stroke("M180,88 V110", "arrow"),
        *(stroke(f"M180,136 L{middle:g},166", "arrow") for middle in middles),
        *(stroke(f"M{middle:g},192 V214", "arrow") for middle in middles),
        box(100, 12, 160, 28, "root key, in a service", "dashed"),
        box(100, 62, 160, 26, "cluster key", "lit"),
        box(100, 110, 160, 26, "database key", "lit"),
        words(268, 79, "wrapped by it", size=11),
        words(268, 127, "wrapped anew", size=11),
    ]
    for number, middle in enumerate(middles):
        shapes.append(box(middle - 37, 166, 74, 26, f"key {number}", "lit", 11))
        shapes.append(box(middle - 37, 214, 74, 36, f"block {number},\nits place", "", 11))
    told = (
        "A root key in a service wraps the cluster key, which wraps the database key, which wraps the keys of"
        f" {BLOCKS} blocks; each of these opens one block in its place. A rotation makes cluster and database key new and"
        f" writes the {BLOCKS} keys of blocks wrapped anew, lit. The keys themselves and the blocks stay."
    )
    return picture(name, 258, "Keys under keys, and what a rotation writes", told, shapes)


DRAWINGS = {"tiers": tiers}
