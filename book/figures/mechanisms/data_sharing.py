"""What the chapter data_sharing draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words

#: Blocks of the table at three versions: what is drawn, and what its text counts.
VERSIONS = (("a", "b", "c"), ("b", "c", "d"), ("b", "d", "e"))


def three_ways(name: str) -> str:
    """The producer, the consumer and the store; which of them speak to each other, and about what."""
    asks = ("what is new since version 7", "may I still read this")
    shapes = [
        box(8, 20, 128, 44, "producer:\nlog, leases"),
        box(224, 20, 128, 44, "consumer:\nnames, cache", "lit"),
        box(116, 136, 128, 44, "object store:\nblocks", ""),
        stroke("M224,34 H136"),
        stroke("M136,52 H224", "dashed"),
        stroke("M100,64 L150,136"),
        stroke("M210,136 L268,64"),
        words(180, 14, "names, leases", size=11, at="middle"),
        words(60, 104, "PUT, once", size=11),
        words(252, 104, "GET, once", size=11),
        words(
            180,
            206,
            "Queries of the consumer reach no producer.",
            size=11,
            at="middle",
        ),
    ]
    told = (
        "The consumer, lit, sends two kinds of requests to the producer: "
        + " and ".join(asks)
        + ". Names and leases"
        " come back. The producer puts each block into the object store once; the consumer gets each block from there"
        " once. No query of the consumer reaches the producer."
    )
    return picture(name, 216, "Who speaks to whom", told, shapes)


def names_of_versions(name: str) -> str:
    """Three versions as lists of names, and the blocks that they share."""
    blocks = sorted({block for version in VERSIONS for block in version})
    shapes, left, step = [], 96.0, 50.0
    for row, version in enumerate(VERSIONS):
        y = 24.0 + 44 * row
        shapes.append(words(8, y + 19, f"version {7 + row}", "bold"))
        for column, block in enumerate(blocks):
            if block in version:
                new = row and block not in VERSIONS[row - 1]
                shapes.append(box(left + step * column, y, 42, 28, block, "lit" if new else ""))
    total, apart = sum(map(len, VERSIONS)), len(blocks)
    shapes.append(words(8, 24 + 44 * len(VERSIONS) + 14, f"{total} names, {apart} blocks", size=12))
    told = (
        f"Three versions of a table, {total} names in all, of {apart} blocks: "
        + "; ".join(
            f"version {7 + row} names {', '.join(version)}" for row, version in enumerate(VERSIONS)
        )
        + ". Lit are those that are new in a version: all that a consumer has to fetch who held the one before."
    )
    return picture(name, 24 + 44 * len(VERSIONS) + 26, "Versions share blocks", told, shapes)


DRAWINGS = {"three_ways": three_ways, "names_of_versions": names_of_versions}
