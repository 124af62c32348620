"""The drawings that stand still: one small library of shapes, the architecture with a part of it lit, and the
directives that put them into pages. The mechanisms' own drawings are in ``mechanisms/``.

A drawing is 360 units wide, which a phone shows whole; letters are 12 units high, 10 at least. Its colours are
classes of ``course.css``, which follows the theme; what is lit also has a thicker line and bold letters.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from warehouse import drawing

WIDE = 360
#: Units that a letter takes on average, of its height, in a font that runs wide, and a bold one: what does
#: not fit by this is refused.
LETTER, BOLD = 0.57, 0.63


def wide(said: str, kind: str, size: float) -> float:
    """About how many units a line takes."""
    return len(said) * size * (BOLD if {"lit", "bold"} & set(kind.split()) else LETTER)


def words(
    x: float, y: float, said: str, kind: str = "", size: float = 12, at: str = "start"
) -> str:
    """A line of text; ``at`` is what of it lies at ``x``: start, middle or end. Raises ValueError for one
    that would leave the drawing."""
    left = x - {"start": 0, "middle": 0.5, "end": 1}[at] * wide(said, kind, size)
    if left < 0 or left + wide(said, kind, size) > WIDE:
        raise ValueError(f"{said!r} at {x:g} would leave the drawing: fewer letters")
    anchor = {"text_anchor": at, "font_size": size, "class": kind or None}
    return drawing.text(x, y, said, **anchor)


def box(
    x: float, y: float, width: float, high: float, said: str = "", kind: str = "", size: float = 12
) -> str:
    """A box with lines of text in its middle.

    ``kind`` are classes: ``lit``, ``soft``, ``dashed``. Raises ValueError for a line that would not fit.
    """
    lines = said.split("\n") if said else []
    for line in lines:
        if wide(line, kind, size) > width:
            raise ValueError(f"{line!r} does not fit into a box {width:g} wide: fewer letters")
    top = y + high / 2 + size * 0.36 - (len(lines) - 1) * (size + 2) / 2
    shape = drawing.rect(x, y, width, high, rx=4, **{"class": f"box {kind}".strip()})
    texts = (
        words(x + width / 2, top + number * (size + 2), line, kind, size, "middle")
        for number, line in enumerate(lines)
    )
    return shape + "".join(texts)


def stroke(d: str, kind: str = "") -> str:
    """A line along a path; of ``kind`` ``arrow`` it has a head."""
    head = {"marker_end": "url(#arrow)"} if "arrow" in kind.split() else {}
    return drawing.path(d, **{"class": f"stroke {kind}".strip()}, **head)


def picture(name: str, high: float, title: str, told: str, shapes: Iterable[str]) -> str:
    """The SVG called ``name``, which is unique in its page: ``title`` says what it is, ``told`` what it
    shows, to readers who hear the page."""
    tip = drawing.element(
        "marker",
        drawing.path("M0,0 L8,4 L0,8 z", **{"class": "head"}),
        id=f"{name}-arrow",
        viewBox="0 0 8 8",
        refX=7,
        refY=4,
        markerWidth=7,
        markerHeight=7,
        orient="auto-start-reverse",
    )
    inside = [
        drawing.element("title", drawing.escape(title), id=f"{name}-title"),
        drawing.element("desc", drawing.escape(told), id=f"{name}-desc"),
        drawing.element("defs", tip),
        *(shape.replace("url(#arrow)", f"url(#{name}-arrow)") for shape in shapes),
    ]
    return drawing.element(
        "svg",
        "".join(inside),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDE} {high:g}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


#: The parts of a warehouse, by the name that lights one: its box, the words in it, how it is told.
PARTS = {
    "client": (110, 6, 140, 26, "client: SQL", "the client"),
    "plan": (18, 72, 158, 24, "parse, rewrite, plan", "the planner"),
    "compile": (184, 72, 158, 24, "compile", "the compiler"),
    "admission": (18, 102, 158, 24, "who runs now?", "the workload manager"),
    "commits": (184, 102, 158, 24, "who may commit?", "the transactions"),
    "advisers": (18, 132, 158, 24, "which layout?", "the advisers on layout"),
    "results": (184, 132, 158, 24, "last step, results", "the last step"),
    "slices": (16, 212, 64, 24, "slice", "the slices"),
    "zone_maps": (16, 242, 70, 24, "zone maps", "the zone maps"),
    "blocks": (91, 242, 59, 24, "blocks", "the blocks"),
    "cache": (16, 272, 134, 24, "cache on disk", "the cache"),
    "network": (156, 212, 48, 24, "rows", "the network between compute nodes"),
    "storage": (18, 356, 96, 24, "blocks", "the object store"),
    "log": (120, 356, 96, 24, "commit log", "the commit log"),
    "elsewhere": (240, 330, 110, 58, "elsewhere:\ndatabases,\nfiles, streams", "other services"),
}
#: Those that are there more than once, and how much farther right each of them is.
AGAIN = {"slices": (0, 70, 194, 264)} | dict.fromkeys(("zone_maps", "blocks", "cache"), (0, 194))
ARCHITECTURE = (
    "A client sends SQL to the leader node, which parses, rewrites, plans and compiles it, decides who runs now,"
    " who may commit and which layout tables get, and takes the last step. Compute nodes, each with slices, zone"
    " maps, blocks and a cache on disk, run the same code on their own blocks and send rows to each other. They"
    " read blocks from managed storage, an object store that holds immutable blocks and the commit log, and rows"
    " from services elsewhere: live databases, files and streams."
)


def architecture(name: str, lit: Iterable[str] = ()) -> str:
    """The way of a query through a warehouse; ``lit`` names the parts that stand out. Raises ValueError for
    a part that is not there."""
    lit = list(lit)
    for part in lit:
        if part not in PARTS:
            raise ValueError(f"there is no part {part!r} to light; there are: {', '.join(PARTS)}")
    shapes = [
        stroke("M180,32 V46 M84,164 V184 M276,164 V184 M84,306 V326 M276,306 L190,326"),
        stroke("M316,306 V330", "dashed"),
        box(10, 46, 340, 118),
        words(180, 63, "leader node", "bold", at="middle"),
        box(10, 184, 146, 122),
        words(83, 202, "compute node 1", "bold", at="middle"),
        box(204, 184, 146, 122),
        words(277, 202, "compute node 2", "bold", at="middle"),
        box(10, 326, 216, 62),
        words(117, 345, "managed storage", "bold", at="middle"),
    ]
    for part, (x, y, width, high, said, _) in PARTS.items():
        kind = "lit" if part in lit else ""
        kind += " dashed" if part in ("network", "elsewhere") else ""
        farther = AGAIN.get(part, (0,))
        shapes += [box(x + by, y, width, high, said, kind.strip(), 11) for by in farther]
    told = ARCHITECTURE
    if lit:
        told += f" Lit: {', '.join(PARTS[part][5] for part in lit)}."
    return picture(name, 394, "The way of a query through a cloud data warehouse", told, shapes)


class Drawn(SphinxDirective):
    """What both directives share: the figure around a drawing, and its caption."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def figure(self, name: str, svg: str) -> list[nodes.Node]:
        for path in sources():
            self.env.note_dependency(str(path))
        caption = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, caption)
        if not caption.children:
            raise self.error(f"the drawing {name!r} needs a caption: say what to see in it")
        opening = f'<figure class="drawn" id="{name}">{svg}<figcaption>'
        return [
            nodes.raw("", opening, format="html"),
            *caption.children,
            nodes.raw("", "</figcaption></figure>", format="html"),
        ]


class Architecture(Drawn):
    """``{architecture} PART PART``: the architecture with these parts lit; the body is its caption."""

    def run(self) -> list[nodes.Node]:
        try:
            svg = architecture("architecture", " ".join(self.arguments).split())
        except ValueError as fault:
            raise self.error(str(fault)) from fault
        return self.figure("architecture", svg)


class Mechanism(Drawn):
    """``{drawing} NAME``: a drawing of ``mechanisms/``; the body is its caption."""

    required_arguments, optional_arguments = 1, 0

    def run(self) -> list[nodes.Node]:
        from mechanisms import DRAWINGS

        name = self.arguments[0]
        if name not in DRAWINGS:
            raise self.error(f"there is no drawing {name!r}; there are: {', '.join(DRAWINGS)}")
        return self.figure(f"drawing-{name}", DRAWINGS[name](f"drawing-{name}"))


def sources() -> tuple[Path, ...]:
    here = Path(__file__).resolve().parent
    return (
        here / "drawings.py",
        *sorted((here / "mechanisms").glob("*.py")),
        here.parents[1] / "warehouse" / "drawing.py",
    )


def setup(app: Sphinx) -> dict:
    app.add_directive("architecture", Architecture)
    app.add_directive("drawing", Mechanism)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
