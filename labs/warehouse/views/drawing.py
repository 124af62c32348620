"""What views of several labs draw with: a picture that never raises, and plain tables."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from warehouse.views.encodings import _attempt


def shown(draw: Callable[[], str]) -> widgets.HTML:
    """What ``draw`` makes, or a sentence where the student's part cannot be shown yet."""
    return widgets.HTML(_attempt(draw))


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table of texts, as HTML."""

    def line(tag: str, row: list) -> str:
        cells = "".join(f"<{tag} style='text-align:left;padding-right:1em'>{escape(str(cell))}</{tag}>" for cell in row)
        return f"<tr>{cells}</tr>"

    return f"<table>{line('th', head)}{''.join(line('td', row) for row in rows)}</table>"
