"""The book's own Sphinx extension: figures that move, the map of the course, and what the stock theme
needs to work with the network closed.

A moving figure is a classic script, figures/NAME.js, written into the one page that uses it. It
needs no server (a module script would be refused from file://) and no other page pays for it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from autograder.authoring import lessons
from autograder.paths import UsageError

FIGURES = Path(__file__).resolve().parents[1] / "figures"
COMMON = "common.js"


class MovingFigure(SphinxDirective):
    """``{moving-figure} NAME``: the figure of figures/NAME.js; the body is its caption, which also
    serves without JavaScript.

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
        return [
            nodes.raw("", opening, format="html"),
            *caption.children,
            nodes.raw("", closing, format="html"),
        ]


class LessonMap(SphinxDirective):
    """``{lesson-map}``: the table of all chapters and labs; ``{lesson-map} THEME``: of one folder of
    the book."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(lessons.paths.BOOK / "_toc.yml"))
        for page in lessons.contents():
            self.env.note_dependency(str(lessons.chapter(page)))
        try:
            found = lessons.lessons(*self.arguments)
        except UsageError as fault:
            raise self.error(str(fault)) from fault
        if not found:
            raise self.error(f"no chapter of {self.arguments} has a 'lesson:' in its front matter")
        rows = [
            [
                f"{{doc}}`/{lesson.page}`",
                f"`{lesson.lab}`" if lesson.lab else "",
                lesson.hours,
                lesson.builds,
                lesson.number,
            ]
            for lesson in found
        ]
        table = nodes.container()
        lines = StringList(lessons.table(rows).splitlines(), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset, table)
        return table.children


def inputs() -> str:
    """A digest of what the pages' cells read besides their own text: the benchmarks, and the
    package that they import."""
    root = FIGURES.parents[1]
    files = [
        *(root / "benchmarks").glob("*.json"),
        *(root / "warehouse").rglob("*.py"),
        root / "constraints.txt",
    ]
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.exists()):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def stamp(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "course-inputs"


def forget_stale_outputs(app: Sphinx, config: Config) -> None:
    """The execution cache knows a page by its text alone: drop it where anything else that the
    cells read has changed."""
    kept = stamp(app).read_text() if stamp(app).exists() else ""
    app.stale_outputs = kept != inputs()
    if app.stale_outputs:
        shutil.rmtree(
            config["nb_execution_cache_path"] or Path(app.outdir).parent / ".jupyter_cache",
            ignore_errors=True,
        )


def pages_with_stale_outputs(
    app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set
) -> list[str]:
    if not app.stale_outputs:
        return []
    return [
        name
        for name in env.found_docs
        if "{code-cell}" in Path(env.doc2path(name)).read_text(encoding="utf-8")
    ]


def keep_stamp(app: Sphinx, exception: Exception | None) -> None:
    if not exception:
        stamp(app).write_text(inputs())


def mend_page(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Drop what the stock theme loads from other hosts, and what it writes twice."""
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if "thebe" not in str(getattr(script, "filename", script))
    ]


#: Last touches to the built HTML that no setting of the theme reaches: (what it mends, pattern,
#: replacement).
MENDS = [
    (
        "Thebe (live cells on a remote Binder) is not used, and its inline script stands there twice: an error in the console",
        r"<script>\s*(?:const|var|let) THEBE_JS_URL.*?</script>",
        "",
    ),
    ("the same", r"<script[^>]*>\s*const thebe_selector.*?</script>", ""),
    (
        "a place for another host's advertisement, empty here",
        r'<div id="ethical-ad-placement".*?</div>',
        "",
    ),
    (
        "the search field's name must be what it shows",
        r'(<button class="[^"]*search-button-field[^>]*?) aria-label="[^"]*"',
        r"\1",
    ),
    (
        "the theme switch's icons carry titles that its name lacks",
        r'(<i class="theme-switch [^>]*?) +title="[^"]*"',
        r"\1",
    ),
    (
        "a folded cell's name must be what it shows",
        r'<summary aria-label="Toggle hidden content">',
        "<summary>",
    ),
    (
        "the book's title stands outside every landmark",
        r'<div class="sidebar-primary-item">(\s*<a class="navbar-brand logo")',
        r'<div class="sidebar-primary-item" role="navigation" aria-label="Home">\1',
    ),
    (
        "a table's empty header cell is read out as a header without a name",
        r"<th([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>",
        r"<td\1></td>",
    ),
    (
        "what scrolls sideways must be reachable by keyboard",
        r'<div style="overflow-x:auto">',
        '<div style="overflow-x:auto" tabindex="0" role="region" aria-label="scrolls sideways">',
    ),
]


def mend_built_pages(app: Sphinx, exception: Exception | None) -> None:
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        mended = text
        for _, pattern, replacement in MENDS:
            mended = re.sub(pattern, replacement, mended, flags=re.DOTALL)
        if mended != text:
            page.write_text(mended, encoding="utf-8")


def write_style(app: Sphinx) -> None:
    """The style sheet goes into a folder of its own: what lies in _static is loaded by every page
    as it stands, scripts too."""
    folder = Path(app.confdir) / "_served"
    folder.mkdir(exist_ok=True)
    (folder / "course.css").write_text((FIGURES / "course.css").read_text())
    app.config.html_static_path.append(str(folder))
    app.add_css_file("course.css")


def setup(app: Sphinx) -> dict:
    app.add_directive("moving-figure", MovingFigure)
    app.add_directive("lesson-map", LessonMap)
    app.connect("config-inited", forget_stale_outputs)
    app.connect("env-get-outdated", pages_with_stale_outputs)
    app.connect("builder-inited", write_style)
    app.connect("html-page-context", mend_page)
    app.connect("build-finished", mend_built_pages)
    app.connect("build-finished", keep_stamp)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
