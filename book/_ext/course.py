"""The book's own Sphinx extension: figures that move, and what the stock theme needs to work with the network closed.

A moving figure is a classic script, figures/NAME.js, written into the one page that uses it. It needs no server (a
module script would be refused from file://) and no other page pays for it.
"""

from __future__ import annotations

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FIGURES = Path(__file__).resolve().parents[1] / "figures"
COMMON = "common.js"


class MovingFigure(SphinxDirective):
    """``{moving-figure} NAME``: the figure of figures/NAME.js; the body is its caption, which also serves without JavaScript.

    Option ``label``: what the figure is, for readers who hear the page.
    """

    required_arguments = 1
    has_content = True
    option_spec = {"label": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        script = FIGURES / f"{name}.js"
        if not script.exists():
            raise self.error(f"there is no figure {name!r}: book/figures/{name}.js is missing")
        if "label" not in self.options:
            raise self.error(f"the figure {name!r} needs a label: say what it shows")
        for path in (script, FIGURES / COMMON):
            self.env.note_dependency(str(path))
        label = nodes.unescape(self.options["label"]).replace('"', "&quot;")
        opening = (
            f'<figure class="moving-figure" id="figure-{name}"><div data-figure="{name}" role="group" aria-label="{label}">'
            "<noscript><p>This figure moves with JavaScript, which is off; its text follows.</p></noscript></div><figcaption>"
        )
        closing = f"</figcaption></figure>\n<script>\n{(FIGURES / COMMON).read_text()}\n{script.read_text()}\n</script>"
        caption = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, caption)
        return [nodes.raw("", opening, format="html"), *caption.children, nodes.raw("", closing, format="html")]


def mend_page(app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None) -> None:
    """Drop what the stock theme loads from other hosts, and what it writes twice."""
    context["script_files"] = [
        script for script in context.get("script_files", []) if "thebe" not in str(getattr(script, "filename", script))
    ]


def mend_built_pages(app: Sphinx, exception: Exception | None) -> None:
    """Last touches to the built HTML that no setting of the theme reaches; each line says what it mends."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = text
        # Thebe (live cells on a remote Binder) is not used, and its inline script stands there twice, an error in the console.
        mended = re.sub(r"<script>\s*(?:const|var|let) THEBE_JS_URL.*?</script>", "", mended, flags=re.DOTALL)
        mended = re.sub(r"<script[^>]*>\s*const thebe_selector.*?</script>", "", mended, flags=re.DOTALL)
        # The search buttons' and theme switch's accessible name must contain what they show.
        mended = re.sub(
            r'(<button class="[^"]*search-button[^"]*"[^>]*?) aria-label="Search"', r'\1 aria-label="Search (Ctrl+K)"', mended
        )
        # A table's empty header cell is read out as a header without a name.
        mended = re.sub(r"<th([^>]*)>\s*</th>", r"<td\1></td>", mended)
        if mended != text:
            page.write_text(mended, encoding="utf-8")


STYLE = """
article :not(pre) > code, article :not(pre) > code .pre { white-space: normal; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } .wide svg { min-width: 34rem; }
.moving-figure { margin: 1.5rem 0; padding: 1rem; border: 1px solid var(--pst-color-border); border-radius: .5rem; }
.moving-figure figcaption, .moving-figure figcaption p { font-size: .95em; font-weight: 400; text-align: left;
  color: var(--pst-color-text-base); margin-top: .75rem; }
.moving-figure figcaption p:last-child { margin-bottom: 0; }
.moving-figure .controls { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; margin-bottom: 1rem; }
.moving-figure select, .moving-figure label { max-width: 100%; }
.moving-figure label { display: flex; flex-direction: column; font-size: .9em; gap: .2rem; }
.moving-figure select, .moving-figure button { font: inherit; padding: .25rem .5rem; color: var(--pst-color-text-base);
  background: var(--pst-color-surface); border: 1px solid var(--pst-color-border); border-radius: .25rem; }
.moving-figure input[type=range] { width: 12rem; max-width: 100%; accent-color: var(--pst-color-primary); }
.moving-figure svg { display: block; width: 100%; height: auto; overflow: visible; }
.moving-figure svg text { fill: var(--pst-color-text-base); font-size: 13px; }
.moving-figure .says { margin: .75rem 0 0; font-weight: 600; }
@media (max-width: 40rem) { .moving-figure { padding: .6rem; } .moving-figure .controls { gap: .5rem 1rem; } }
"""


def write_style(app: Sphinx) -> None:
    """The figures' style sheet, in a folder of its own: what lies in _static is loaded by every page as it stands."""
    folder = Path(app.confdir) / "_served"
    folder.mkdir(exist_ok=True)
    (folder / "course.css").write_text(STYLE)
    app.config.html_static_path.append(str(folder))
    app.add_css_file("course.css")


def setup(app: Sphinx) -> dict:
    app.add_directive("moving-figure", MovingFigure)
    app.connect("builder-inited", write_style)
    app.connect("html-page-context", mend_page)
    app.connect("build-finished", mend_built_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
