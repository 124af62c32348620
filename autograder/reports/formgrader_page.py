"""Formgrader's page of a submission: what a student wrote is shown there, and nothing of it is
obeyed.

The page belongs to the server that owns the course, so a script in it could do there whatever the
instructor can. Tags and links are judged after Markdown was rendered, by an allow-list: a filter of
the source does not see what the renderer makes of an entity. The pages of the feedback use the same
filter.
"""

from __future__ import annotations

import re
from html import escape

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from autograder.reports.safe_page import Sanitize

TAGS = bleach.ALLOWED_TAGS | {
    "br",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "kbd",
}
TAGS |= {"p", "pre", "span", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr"}
# the course's own server is not to be reached by a relative one
_LINK = re.compile(r"(https?://|mailto:)\S+")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_COLOURED = re.compile(r"highlight|hl-\w+|[a-z][a-z0-9]{0,2}")  # classes of the colours of code
# the renderer's way to align a column
_ALIGNMENT = CSSSanitizer(allowed_css_properties=["text-align"])
_GRADE_ID = re.compile(r"[\w-]+")


class ForFormgrader(Sanitize):
    """What feedback does with a student's outputs, on formgrader's page."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        # formgrader's name for it
        resources.setdefault("nbgrader", {})["assignment"] = resources["assignment_id"]
        nb, resources = super().preprocess(nb, resources)
        for key in ("widgets", "language_info", "title"):
            nb.metadata.pop(key, None)
        for cell in nb.cells:
            _tidy(cell)
        return nb, resources


def _tidy(cell: NotebookNode) -> None:
    """Leave of a cell's metadata what the page's template may write into the page as it is."""
    marks = cell.metadata.get("nbgrader", {})
    known = _GRADE_ID.fullmatch(str(marks.get("grade_id", "")))
    cell.metadata = NotebookNode({"nbgrader": marks} if known else {})
    for output in cell.get("outputs", []):
        if "metadata" in output:
            output.metadata = _sizes(output.metadata)


def _sizes(metadata: NotebookNode) -> NotebookNode:
    """Of an output's metadata, the sizes of its pictures. The template writes them into a tag
    without quotes."""
    sizes = {
        kind: {
            key: value
            for key, value in about.items()
            if key in ("width", "height") and type(value) in (int, float)
        }
        for kind, about in metadata.items()
        if kind.startswith("image/") and isinstance(about, dict)
    }
    return NotebookNode(sizes)


LONGEST_TEXT = 20_000  # characters of a Markdown cell, without the pictures that stand in it
_HELD_PICTURE = re.compile(r"data:image/\w+;base64,[A-Za-z0-9+/=]+")


@pass_context
def markdown(context: Context, source: str) -> str:
    """HTML of Markdown, in which tags that are not on the list are text and no link or picture is
    reached but those on it.

    A filter of the page's template; ``context`` has the cell, and so the pictures that were pasted
    into it.
    """
    pasted = context.get("cell", {}).get("attachments", {})
    # where a text is nothing but beginnings, a renderer takes the square of its length
    if len(_HELD_PICTURE.sub("", source)) > LONGEST_TEXT:
        source = f"{source[:LONGEST_TEXT]}\n\n(the rest of this text is too long to be shown)"
    try:
        renderer = IPythonRenderer(escape=False, attachments=pasted, exclude_anchor_links=True)
        rendered = MarkdownWithMath(renderer=renderer).render(source)
    except InvalidNotebook:  # a picture that is not there
        rendered = f"<pre>{escape(source)}</pre>"
    schemes = {"http", "https", "mailto", "data"}
    return bleach.clean(
        rendered, tags=TAGS, attributes=_may_stay, protocols=schemes, css_sanitizer=_ALIGNMENT
    )


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and bool(_LINK.fullmatch(value))
    if name == "src":
        return tag == "img" and bool(_PICTURE.fullmatch(value))
    if name == "class":
        return tag in ("div", "span", "pre", "code") and all(
            map(_COLOURED.fullmatch, value.split())
        )
    if name == "style":
        return tag in ("td", "th")
    return (tag, name) in {("img", "alt"), ("a", "title"), ("abbr", "title"), ("details", "open")}
