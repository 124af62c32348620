"""What views draw with: a picture that never raises, one that follows its controls, and plain
tables."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from warehouse.checks.exercise import time_limit
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
        return f"<p>This column cannot be shown: <b>{escape(type(error).__name__)}</b>: {escape(str(error))}</p>"


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
