"""What views draw with: a picture that never raises, one that follows its controls, plain tables,
and the shapes of an SVG.

A shape is a text. Its further attributes go by their SVG names, with ``_`` for ``-``:
``text_anchor`` is ``text-anchor``. Words are escaped here and numbers written as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

import ipywidgets as widgets

from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import OverLimit

SHADES = ("#1f5fa8", "#c2571a", "#2f7d4f", "#8a3f8f", "#7a6a14", "#a12a3a", "#3a6f7d", "#5a4fb0")


def attempt(make: Callable[[], str]) -> str:
    """What ``make`` draws, or a sentence where the student's part cannot be shown yet."""
    try:
        with time_limit(10):
            return make()
    except OverLimit:
        return "<p>This takes longer than 10 s: an endless loop, or a loop over rows?</p>"
    except NotImplementedError:
        return "<p>Not started yet: write the cell above, run it, then run this cell again.</p>"
    except Exception as error:  # the student's code may raise anything; the view says what
        said = f"<b>{escape(type(error).__name__)}</b>: {escape(str(error))}"
        return f"<p>This column cannot be shown: {said}</p>"


def live(draw: Callable[[], str], *controls: widgets.Widget) -> widgets.VBox:
    """The controls above a picture that is drawn again whenever one of them moves."""
    picture = widgets.HTML(attempt(draw))
    for control in controls:
        control.observe(lambda change: setattr(picture, "value", attempt(draw)), names="value")
    return widgets.VBox([*controls, picture])


def shown(draw: Callable[[], str]) -> widgets.HTML:
    """What ``draw`` makes, or a sentence where the student's part cannot be shown yet."""
    return widgets.HTML(attempt(draw))


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table of texts, as HTML."""

    def line(tag: str, row: list) -> str:
        cells = "".join(
            f"<{tag} style='text-align:left;padding-right:1em'>{escape(str(cell))}</{tag}>"
            for cell in row
        )
        return f"<tr>{cells}</tr>"

    return f"<table>{line('th', head)}{''.join(line('td', row) for row in rows)}</table>"


def sideways(html: str) -> str:
    """What may be wider than the page and then scrolls by itself, by keyboard too."""
    region = 'tabindex="0" role="region" aria-label="scrolls sideways"'
    return f'<div style="overflow-x:auto" {region}>{html}</div>'


def svg(size: tuple[int, int], label: str, shapes: Iterable[str], **attributes: object) -> str:
    """A picture of ``size``, width and height in its own units; ``label`` says what it shows to who
    hears the page."""
    fixed = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "aria-label": label,
        "viewBox": f"0 0 {size[0]} {size[1]}",
    }
    return element("svg", "".join(shapes), **fixed, **attributes)


def element(tag: str, inside: str = "", **attributes: object) -> str:
    """Any element. ``inside`` is markup; an attribute that is None is left out."""
    given = "".join(
        f' {name.replace("_", "-")}="{escape(_written(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>"


def _written(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def title(words: str) -> str:
    """What is said where the pointer rests on the shape that it stands in."""
    return element("title", escape(words))


def rect(
    x: float, y: float, width: float, height: float, inside: str = "", **attributes: object
) -> str:
    return element("rect", inside, x=x, y=y, width=width, height=height, **attributes)


def circle(x: float, y: float, radius: float, **attributes: object) -> str:
    return element("circle", cx=x, cy=y, r=radius, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def path(d: str, inside: str = "", **attributes: object) -> str:
    return element("path", inside, d=d, **attributes)


def text(x: float, y: float, words: str, **attributes: object) -> str:
    return element("text", escape(words), x=x, y=y, **attributes)
