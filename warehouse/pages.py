"""What the cells of the book's pages show: small tables, which fit a phone where a line of text
with columns would be cut.

Plain markup; the book's style sheet says how it looks, on light and on dark pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

#: Cells that are set to the right, below each other by their last digit.
NUMBER = re.compile(r"[-+~]?\d[\d,.]*( ?(%|MB|s|bytes|bits a row))?")


class Table:
    """A table that a notebook and the book draw; ``repr`` is the same as text.

    ``head``: the words above the columns. ``rows``: a sequence of cells each, as many as ``head``
    has; a cell is shown as ``str`` makes it. The first column names its row, the others are
    numbers or short texts.
    """

    def __init__(self, head: Sequence[str], rows: Iterable[Sequence[object]]):
        self.head = [str(word) for word in head]
        self.rows = [[str(cell) for cell in row] for row in rows]
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"a row of {len(row)} cells below {len(self.head)} heads: {row}")

    def _repr_html_(self) -> str:
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.head)
        kinds = [
            ' class="number"' if column and all(map(NUMBER.fullmatch, column)) else ""
            for column in columns
        ]
        kinds[0] = ""  # the names of the rows
        head = "".join(
            f'<th scope="col"{kind}>{escape(word)}</th>' if word else '<td class="head"></td>'
            for word, kind in zip(self.head, kinds, strict=True)
        )
        body = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>'
            + "".join(
                f"<td{kind}>{escape(cell)}</td>"
                for cell, kind in zip(row[1:], kinds[1:], strict=True)
            )
            + "</tr>"
            for row in self.rows
        )
        return f'<table class="shown"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'

    def __repr__(self) -> str:
        lines = [self.head, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
