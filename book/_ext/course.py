"""The book's own Sphinx extension: figures that move, the map of the course, and what the stock theme
needs to work with the network closed.

A moving figure is a classic script, figures/NAME.js, written into the one page that uses it. It
needs no server (a module script would be refused from file://) and no other page pays for it.
"""

from __future__ import annotations

import hashlib
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.writers.html5 import HTML5Translator

from autograder.authoring import lessons, terms
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
        label = escape(nodes.unescape(self.options["label"]))
        opening = (
            f'<figure class="moving-figure" id="figure-{name}">'
            f'<div data-figure="{name}" role="group" aria-label="{label}"><noscript><p>'
            "This figure moves with JavaScript, which is off; its text follows."
            "</p></noscript></div><figcaption>"
        )
        scripts = f"{(FIGURES / COMMON).read_text()}\n{script.read_text()}"
        closing = f"</figcaption></figure>\n<script>\n{scripts}\n</script>"
        caption = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, caption)
        return [
            nodes.raw("", opening, format="html"),
            *caption.children,
            nodes.raw("", closing, format="html"),
        ]


def note_all_chapters(env: BuildEnvironment) -> None:
    """What a page shows is made from every chapter's front matter, and their order."""
    env.note_dependency(str(lessons.paths.BOOK / "_toc.yml"))
    for page in lessons.contents():
        env.note_dependency(str(lessons.chapter(page)))


def parsed(directive: SphinxDirective, markdown: str) -> nodes.container:
    made = nodes.container()
    lines = StringList(markdown.splitlines(), source=directive.env.docname)
    directive.state.nested_parse(lines, directive.content_offset, made)
    return made


class LessonMap(SphinxDirective):
    """``{lesson-map}``: the table of all chapters and labs; ``{lesson-map} THEME``: of one folder of
    the book."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        note_all_chapters(self.env)
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
        table = parsed(self, lessons.table(rows))
        for drawn in table.findall(nodes.table):
            drawn["classes"].append("lesson-map")
        return table.children


class CoursePlan(SphinxDirective):
    """``{course-plan} weeks`` and ``{course-plan} days``: the chapters over a term, or over one week."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        (kind,) = self.arguments
        if kind not in terms.HEADS:
            raise self.error(f"a plan is one of {', '.join(terms.HEADS)}")
        note_all_chapters(self.env)
        try:
            rows = terms.rows(kind, lessons.lessons())
        except UsageError as fault:
            raise self.error(str(fault)) from fault
        return parsed(self, lessons.table(rows, terms.HEADS[kind])).children


class Invariants(SphinxDirective):
    """``{invariants}``: a numbered list of sentences that hold at every step. Each gets a name of
    its own, ``invariant-1`` and so on, which the role ``{invariant}`1``` links to."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        box = nodes.admonition(classes=["invariants"])
        box += nodes.title("", "Invariants: what holds at every step")
        self.state.nested_parse(self.content, self.content_offset, box)
        lists = [child for child in box.children if isinstance(child, nodes.enumerated_list)]
        if len(lists) != 1:
            raise self.error(f"invariants are one numbered list, not {len(lists)}")
        for number, item in enumerate(lists[0].children, 1):
            item["ids"].append(f"invariant-{number}")
        return [box]


class InvariantRole(SphinxRole):
    """``{invariant}`2```: a link to the page's second invariant."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        words = f"invariant {self.text}"
        return [nodes.reference("", words, refuri=f"#invariant-{self.text}", internal=True)], []


class BeforeRole(SphinxRole):
    """``{before}`scan```, behind a question to predict: the exercise before which a notebook asks it
    (``autograder/reader/predictions.py``). The page shows nothing of it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [], []


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


def without_thebe(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Leave Thebe's scripts out (live cells on a remote Binder, which no setting turns off): it is
    not used, and its inline script stands there twice, an error in the console."""
    context["script_files"] = [
        script
        for script in context.get("script_files", [])
        if "thebe" not in f"{script.filename} {script.attributes.get('body')}".lower()
    ]


ABOUT = (
    "A course on the internals of a cloud data warehouse: read a chapter, build the part, check it."
)
MOST = 200  # letters of a description that search engines and link previews show


#: A page in a frame that belongs to nobody, such as JupyterLab's panel, may keep nothing, and the theme's
#: scripts end where they would look something up: there the page gets a memory that lasts as long as it.
FORGETFUL = """\
<script>
try { localStorage; } catch {
  for (const name of ["localStorage", "sessionStorage"]) {
    const kept = new Map();
    Object.defineProperty(window, name, { value: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => { kept.set(key, String(value)); },
      removeItem: (key) => { kept.delete(key); },
    } });
  }
}
</script>"""


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict, doctree: nodes.document | None
) -> None:
    """Say in the page's head what it is about: its first paragraph, behind ``FORGETFUL``. What needs an address of the
    site (a picture) is left out where ``baseurl`` in _config.yml is empty."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    said = next((text for node in paragraphs if len(text := node.astext()) > 40), ABOUT)
    said = " ".join(said.split())
    if len(said) > MOST:
        said = said[: said.rindex(" ", 0, MOST)] + " ..."
    named = app.env.titles.get(pagename)
    title = named.astext() if named else app.config.html_title
    tags = {
        "og:title": title,
        "og:description": said,
        "og:type": "website" if pagename == "index" else "article",
        "og:site_name": app.config.html_title,
    }
    if app.config.html_baseurl:
        site = app.config.html_baseurl.rstrip("/")
        tags["og:url"] = f"{site}/{pagename}.html"
        tags["og:image"] = f"{site}/_static/compression.png"
    lines = [f'<meta name="description" content="{escape(said)}">']
    lines += [f'<meta property="{name}" content="{escape(text)}">' for name, text in tags.items()]
    context["metatags"] = "\n".join([context.get("metatags") or "", FORGETFUL, *lines])


class EmptyHeader(nodes.entry):
    """A cell of a table's head in which nothing stands: data, for a header would be read out as one
    without a name."""


def visit_empty_header(translator: HTML5Translator, node: EmptyHeader) -> None:
    node.parent.column += 1  # as for any other cell: the translator counts them
    translator.body.append(translator.starttag(node, "td", "", CLASS="head"))


def depart_empty_header(translator: HTML5Translator, node: EmptyHeader) -> None:
    translator.body.append("</td>\n")


class EmptyHeaders(SphinxPostTransform):
    """Find the cells that are ``EmptyHeader``."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for head in self.document.findall(nodes.thead):
            for cell in [cell for cell in head.findall(nodes.entry) if not cell.astext().strip()]:
                cell.replace_self(EmptyHeader("", **cell.attributes))


def visit_folded(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    """As MyST-NB's, without the label on the summary: its name must be what it shows."""
    show, hide = escape(node["prompt_show"]), escape(node["prompt_hide"])
    translator.body.append(
        translator.starttag(node, "details", CLASS="admonition hide")
        + f'<summary>\n<p class="collapsed admonition-title">{show}</p>\n'
        + f'<p class="expanded admonition-title">{hide}</p>\n</summary>\n'
    )


def depart_folded(translator: HTML5Translator, node: HideCodeCellNode) -> None:
    translator.body.append("</details>\n")


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """An entry of the bibliography as a plain block: docutils' has a role that is deprecated, in a
    list with other children than a list may have."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    translator.body.append("</div>\n")


def write_style(app: Sphinx) -> None:
    """The style sheet goes into a folder of its own: what lies in _static is loaded by every page
    as it stands, scripts too."""
    folder = Path(app.confdir) / "_served"
    folder.mkdir(exist_ok=True)
    (folder / "course.css").write_text((FIGURES / "course.css").read_text())
    shutil.copy2(FIGURES.parent / "images" / "compression.png", folder)  # for link previews
    app.config.html_static_path.append(str(folder))
    app.add_css_file("course.css")


def look() -> str:
    """A digest of what the pages are drawn with. As a setting of the book, so that a change of it
    writes them all anew."""
    files = (Path(__file__), FIGURES / "course.css")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def setup(app: Sphinx) -> dict:
    app.setup_extension("myst_nb")  # whose node for folded cells is drawn here
    app.add_config_value("course_look", look(), "html", types=[str])
    app.add_directive("moving-figure", MovingFigure)
    app.add_directive("lesson-map", LessonMap)
    app.add_directive("course-plan", CoursePlan)
    app.add_directive("invariants", Invariants)
    app.add_role("invariant", InvariantRole())
    app.add_role("before", BeforeRole())
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.add_node(EmptyHeader, html=(visit_empty_header, depart_empty_header))
    app.add_post_transform(EmptyHeaders)
    app.connect("config-inited", forget_stale_outputs)
    app.connect("env-get-outdated", pages_with_stale_outputs)
    app.connect("builder-inited", write_style)
    app.connect("html-page-context", without_thebe, priority=900)  # after those who add scripts
    app.connect("html-page-context", describe)
    app.connect("build-finished", keep_stamp)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
