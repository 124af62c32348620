"""The page that a student gets back: nbgrader's, made to work with the network closed and to be
read on a phone."""

from __future__ import annotations

import html
import re
from pathlib import Path

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbformat import NotebookNode

#: Whatever gets past the cleaning of a student's outputs: nothing of the page runs, and it fetches
#: nothing.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; font-src data:; '
    "style-src 'unsafe-inline'\">"
)
_STYLE = """<style>
pre, code { white-space: pre-wrap; overflow-wrap: anywhere; }
summary { display: list-item; cursor: pointer; }
div.rendered_html table, div.output_subarea table { table-layout: auto; margin: .6em 0; }
div.rendered_html td, div.rendered_html th, div.output_subarea td, div.output_subarea th {
  padding: .15em .7em; border-bottom: 1px solid #ddd;
}
div.output_subarea img { max-width: 100%; }
@media (max-width: 40em) {
  .container, #notebook-container, .panel-body { padding-left: 4px; padding-right: 4px; width: 100%; }
  div.cell, div.input, div.output_area { display: block; }
  div.prompt { display: none; }
  div.nbgrader_cell .panel-heading { height: auto; }
}
</style>
</head>"""


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback template without its one foreign script (MathJax; no lab writes formulas
    in its cells)."""

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """As nbconvert's; text that shows a pasted picture that is not there costs itself and not
        the page."""
        try:
            return super().markdown2html(context, source)
        except InvalidNotebook:
            return f"<pre>{html.escape(source)}</pre>"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict | None = None, **kwargs: object
    ) -> tuple[str, dict]:
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        page = re.sub(r'<script[^>]+src="https?://[^>]*>\s*</script>', "", page)
        page = re.sub(
            r'<script type="text/x-mathjax-config">.*?</script>', "", page, flags=re.DOTALL
        )
        # nbgrader calls every entry of its list "Test cell": name the exercise, and leave out the
        # examples, worth no points.
        page = re.sub(r'<li><a href="#[\w-]+-examples">.*?</li>', "", page, flags=re.DOTALL)
        page = re.sub(
            r"(?s)Grade cell: (<code>[\w-]+-examples</code></span>\s*<span [^>]*>)\s*Score: [\d.]+ / 0\.0",
            r"Examples: \1worth no points",
            page,
        )
        page = re.sub(
            r'<a href="#([\w-]+)-checks">Test cell</a>', r'<a href="#\1-checks">\1</a>', page
        )
        page = page.replace("<html>", '<html lang="en">', 1).replace("</head>", _STYLE, 1)
        if 'name="viewport"' not in page:
            page = page.replace(
                "<head>",
                '<head><meta name="viewport" content="width=device-width, initial-scale=1">',
                1,
            )
        page = page.replace("<head>", f"<head>{_POLICY}", 1)
        return page, resources


NOT_GRADED = "not graded yet</title>"


def is_not_graded(page: Path) -> bool:
    """Whether a feedback page is one of ``write_not_graded``."""
    return NOT_GRADED in page.read_text(encoding="utf-8", errors="replace")[:2000]


def write_not_graded(page: Path, lab: str) -> None:
    """For a submission that has no grade: a page that says so, and that nothing is lost by it. What
    failed is the course's and stays with the instructor: its words could give tests away."""
    page.parent.mkdir(parents=True, exist_ok=True)
    page.unlink(missing_ok=True)  # nbgrader leaves its pages read-only
    page.write_text(
        f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(lab)}: {NOT_GRADED}
<style>body {{ font: 1.1em/1.5 sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em; }}</style></head>
<body><h1>{html.escape(lab)}: not graded yet</h1>
<p>This submission could not be graded: the grader itself failed while it ran.</p>
<p>What you handed in is kept as it is. Your instructor sees this too, and will grade it again.</p></body></html>
""",
        encoding="utf-8",
    )
