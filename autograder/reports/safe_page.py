"""A student's notebook as a page that an instructor can open: nothing of it runs there, and nothing
is fetched.

Of a student's outputs, check results are written anew from their data, HTML keeps its text, tables
and plain markup, a drawing becomes a picture, in which no script runs, and scripts are shown as
text or not at all. In Markdown that is not the course's, tags are shown and not obeyed.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from functools import cache
from html import escape

import bleach
import nbformat
from bleach.css_sanitizer import CSSSanitizer
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.execution.cells import is_grade
from autograder.execution.outputs import JSON, valid
from autograder.grading import pictures
from autograder.paths import released_notebook
from warehouse.checks.outcomes import MIME, Outcome
from warehouse.checks.report import html, state

#: Of a student's HTML. No tag among them fetches, runs, links or covers anything.
TAGS = frozenset(
    re.findall(
        r"\w+",
        "b blockquote br caption code col colgroup dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr"
        " i ins kbd li ol p pre s samp small span strong sub summary sup table tbody td tfoot th"
        " thead tr u ul var",
    )
)
ATTRIBUTES = {
    "*": ["style", "title"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
    "details": ["open"],
}
STYLES = CSSSanitizer(
    allowed_css_properties=[
        "color",
        "background-color",
        "font-family",
        "font-style",
        "font-weight",
        "text-align",
        "white-space",
    ]
)
#: Tags that are open inside each other. The time to read a page grows with the square of it, and
#: formgrader reads it in its server.
DEEPEST = 2_000
_WITHOUT_END = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_NAMESPACE = "http://www.w3.org/2000/svg"
_MARK = "\ue000"  # stands around a drawing's number while the rest is cleaned


class Sanitize(NbGraderPreprocessor):
    """For feedback."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        ours = _course_texts(resources["nbgrader"]["assignment"])
        ended = {cell.get("id"): _ending(cell) for cell in nb.cells if cell.cell_type == "code"}
        for cell in nb.cells:
            if cell.cell_type == "code":
                if is_grade(cell):
                    answer = cell.get("id", "").removesuffix("-checks")
                    cell.metadata["course"] = {"left": what_is_left(cell, ended.get(answer, ""))}
                outputs = [safe_output(output, is_grade(cell)) for output in cell.outputs]
                cell.outputs = [output for output in outputs if output.get("data") != {}]
            elif cell.source.strip() not in ours:
                cell.source = harmless(cell.source)
                if "attachments" in cell:
                    cell.attachments = nbformat.from_dict(pictures.of_cell(cell.attachments))
        return nb, resources


def what_is_left(cell: NotebookNode, ended: str = "") -> str:
    """What a student needs to know of a graded cell first, as HTML: how its answer's cell ``ended``
    where that did not run, and its checks that did not pass, or how it ended without any. Empty
    where nothing is left to do."""
    first = f"<p><b>!</b> the answer's cell did not run: {escape(ended)}</p>" if ended else ""
    for output in cell.outputs:
        checks = output.get("data", {}).get(MIME) if isinstance(output.get("data"), dict) else None
        if are_checks(checks):
            failed = [check for check in checks["checks"] if check["outcome"] != "passed"]
            if not failed:
                return first
            if state(checks) == "not started":
                return first or "<p>○ not started</p>"
            return first + html({**checks, "checks": failed, "closing": ""})
    return first or (f"<p><b>!</b> {escape(said)}</p>" if (said := _ending(cell)) else "")


def _ending(cell: NotebookNode) -> str:
    """The error that a cell ended with, in a line; empty where there is none."""
    errors = [output for output in cell.outputs if output.get("output_type") == "error"]
    return f"{errors[0].get('ename', '')}: {errors[0].get('evalue', '')}" if errors else ""


def safe_output(output: NotebookNode, of_checks: bool = False) -> NotebookNode:
    """An output, of which a page may show all that is in it. ``of_checks``: results of checks are
    to be believed there."""
    output = valid(output)
    if "data" not in output:
        return output
    data, checks = output.data, output.data.pop(MIME, None)
    if of_checks and are_checks(checks):
        data["text/html"] = html(checks)
        return output
    if JSON in data:
        data["text/plain"] = json.dumps(data.pop(JSON), indent=2, ensure_ascii=False)
    if "text/html" in data:
        data["text/html"] = safe_html(data["text/html"])
    if "text/markdown" in data:
        data["text/markdown"] = harmless(data["text/markdown"])
    for kind in ("image/gif", "image/webp"):  # kinds that the page's template does not know
        if kind in data:
            data.setdefault("text/html", _picture(kind, data[kind]))
            del data[kind]
    return output


def are_checks(data: object) -> bool:
    """Whether ``data`` are results of checks as ``warehouse.checks.report`` shows them."""
    if not isinstance(data, dict) or not isinstance(data.get("checks"), list):
        return False
    texts = [data.get(key) for key in ("lab", "section")] + [data.get("closing", "")]
    hints = data.get("hints", [])
    return (
        isinstance(hints, list)
        and all(isinstance(text, str) for text in [*texts, *hints])
        and all(map(_is_check, data["checks"]))
    )


def _is_check(check: object) -> bool:
    if not isinstance(check, dict) or check.get("outcome") not in [
        outcome.value for outcome in Outcome
    ]:
        return False
    texts = [check.get(key) for key in ("title", "message", "given", "expected", "got")]
    numbers = [check.get(key) for key in ("points", "earned")]
    return all(isinstance(text, str) for text in texts) and all(
        type(number) in (int, float) for number in numbers
    )


def safe_html(text: str) -> str:
    """HTML of a student's without what runs, fetches, links or covers; its drawings are
    pictures."""
    drawings: list[str] = []

    def kept(found: re.Match) -> str:
        drawings.append(_drawing(found[0]))
        return f"{_MARK}{len(drawings) - 1}{_MARK}"

    text = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)", "", text.replace(_MARK, ""))
    # behind the last end of a drawing none begins
    last = max((found.end() for found in re.finditer(r"(?i)</svg\s*>", text)), default=0)
    text = re.sub(r"(?is)<svg\b.*?</svg\s*>", kept, text[:last]) + text[last:]
    if depth(text) > DEEPEST:
        return (
            f"<p>(too many tags inside each other to be shown)</p><pre>{escape(text[:2000])}</pre>"
        )
    clean = bleach.clean(text, TAGS, ATTRIBUTES, css_sanitizer=STYLES, strip=True)
    return re.sub(
        f'<(?:[^>"]|"[^"]*")*>|{_MARK}(\\d+){_MARK}',
        lambda it: drawings[int(it[1])] if it[1] else it[0],
        clean,
    )


def depth(text: str) -> int:
    """How many tags of ``text`` are open inside each other, at most. One that another
    tag ends, as a row the row before it, counts until an end of its own."""
    opened: Counter[str] = Counter()
    deepest = now = 0
    for end, name in re.findall(r"<(/?)([A-Za-z][\w-]*)", text):
        name = name.lower()
        if name in _WITHOUT_END:
            continue
        if not end:
            opened[name] += 1
            now += 1
            deepest = max(deepest, now)
        elif opened[name]:
            opened[name] -= 1
            now -= 1
    return deepest


def _drawing(svg: str) -> str:
    if "xmlns=" not in svg.partition(">")[0]:
        svg = re.sub(r"(?i)^<svg", f'<svg xmlns="{_NAMESPACE}"', svg)
    return _picture("image/svg+xml", base64.b64encode(svg.encode("utf-8", "replace")).decode())


def _picture(kind: str, content: str) -> str:
    return f'<img alt="" style="max-width:100%" src="data:{kind};base64,{escape(content)}">'


def harmless(markdown: str) -> str:
    """Markdown in which tags are text and no link runs a script."""
    return re.sub(
        r"(?i)(javascript|vbscript|data)\s*:",
        r"\1 :",
        bleach.clean(markdown, tags=set(), strip=False),
    )


@cache
def _course_texts(lab: str) -> frozenset[str]:
    path = released_notebook(lab)
    if not path.exists():
        return frozenset()
    return frozenset(
        cell.source.strip()
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type != "code"
    )
