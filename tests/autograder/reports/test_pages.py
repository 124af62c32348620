"""What students show, on the pages that they get back: as in Jupyter, within limits, and with
nothing in it that runs."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import nbformat
import pytest

from autograder import sample
from autograder.execution.outputs import Outputs, valid
from autograder.grading import classes as grading
from autograder.quality import answer_files, sampling
from autograder.quality.attack_corpus import attacks, write_submission
from autograder.reports import safe_page
from autograder.reports.safe_page import are_checks, depth, safe_html, safe_output
from conftest import (
    RIGHT_RLE,
    WITHOUT_SANDBOX,
    hand_in,
    needs_sandbox,
    released,
    sample_seed,
    set_cell,
)
from warehouse.checks import MIME, Outcome, Result

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

#: A student's own cells, by id.
CELLS = {
    "shows-objects": f"""
import base64
from IPython.display import HTML, JSON, Image, Javascript, Markdown, SVG, clear_output, update_display
picture = base64.b64decode("{PNG}")
display({{"a": 1}})
display({{"text/html": "<b>raw</b>", "text/plain": "raw"}}, raw=True)
display(HTML("<table><tr><td>of HTML</td></tr></table>"), Markdown("*of Markdown*"), Image(picture, width=10))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg"><circle r="5"/></svg>'), JSON({{"of": ["JSON"]}}), Javascript("1"))
""",
    "shows-under-an-id": "handle = display('first', display_id='here')",
    "updates": "update_display('second', display_id='here'); handle.update('third'); update_display('nowhere', display_id='?')",
    "clears": "print('gone'); clear_output(wait=True); print('kept'); display('gone'); clear_output(); print('last')",
    "has-many-faces": """
class Faces:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": "plain face", "text/html": "<i>face</i>", "image/png": picture}
Faces()
""",
    "plots": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.figure(); plt.plot([3]);",
    "plots-by-magic": "%matplotlib inline\nprint(plt.get_fignums())\nfigure, axes = plt.subplots()\nplt.show()",
    "has-a-table": """
class Rows:
    def _repr_html_(self):
        return '<style>td {}</style><table><td>of rows</td></table>'
Rows()
""",
    "has-a-widget": "import ipywidgets\nipywidgets.IntSlider(7)",
    "fails": "print('before')\n1 / 0",
}  # fmt: skip


#: Of those that put script on a page some, others every day; all with ``make test-all``.
SCRIPTS = {
    attack.name: attack
    for attack in attacks("harm")
    if "no script" in attack.must or attack.name.startswith("script_in_")
}
ATTACKS = [SCRIPTS[name] for name in sampling.some(SCRIPTS, 4, sample_seed())]


def submission() -> nbformat.NotebookNode:
    nb = set_cell(released(), "rle", RIGHT_RLE)
    for name, source in CELLS.items():
        nb.cells.append(nbformat.v4.new_code_cell(source, id=name))
    return nb


@pytest.fixture(scope="module")
def graded(gradebook, places):
    """Three of the sample class, one who shows all that can be shown, and those who attack who
    looks."""
    for student in ("perfect", "blank", "raises"):
        hand_in(gradebook, student, sample.NOTEBOOKS[student]())
    hand_in(gradebook, "shows", submission())
    for attack in ATTACKS if not WITHOUT_SANDBOX else ():  # never one outside of it
        write_submission(attack, gradebook / "submitted" / attack.name / sample.LAB)
    outcomes = grading.grade_class(sample.LAB, places, progress=lambda line: None)
    assert not [outcome.trouble for outcome in outcomes if outcome.trouble]
    return gradebook


def page(root, student: str) -> str:
    return (root / "feedback" / student / sample.LAB / f"{sample.LAB}.html").read_text()


def notebook(root, student: str) -> nbformat.NotebookNode:
    return nbformat.read(
        root / "autograded" / student / sample.LAB / f"{sample.LAB}.ipynb", as_version=4
    )


class _Seen(HTMLParser):
    """What a browser would run, fetch or follow; images, and the text of cells' outputs,
    besides."""

    def __init__(self, text: str):
        super().__init__()
        self.active, self.images, self.text = [], [], ""
        self.depth = 0  # of the div that we are in, where 1 is a cell's output
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "object", "embed", "svg", "form", "link", "base"):
            self.active.append(tag)
        if tag == "div" and (
            self.depth or "output_area" in (dict(attrs).get("class") or "").split()
        ):
            self.depth += 1
        for name, value in attrs:
            url = re.sub(r"\s", "", value or "").lower()
            if name.startswith("on") or url.startswith(("javascript:", "vbscript:")):
                self.active.append((tag, name, value))
            if name in ("src", "srcset", "background", "data", "action") and not url.startswith(
                "data:image/"
            ):
                self.active.append((tag, name, value))
            if tag == "img" and name == "src":
                self.images.append(value)

    def handle_endtag(self, tag):
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.text += data


@pytest.mark.parametrize("student", ["perfect", "blank", "raises", "shows"])
def test_no_page_holds_a_dict_and_every_examples_table_is_there(graded, student):
    text = page(graded, student)
    assert not re.search(r"\{(&#39;|&quot;|'|\")(text|application|image)/", text)
    exercises = [cell["id"] for cell in released().cells if cell["id"].endswith("-examples")]
    # of the examples and of the graded checks
    below = text.partition('id="notebook"')[2]
    assert below.count('class="warehouse-checks"') == 2 * len(exercises) > 0
    assert "warehouse.checks+json" not in text
    assert not _Seen(text).active


@needs_sandbox
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_script_of_an_attacks_is_active(graded, attack):
    assert not _Seen(page(graded, attack.name)).active


def test_a_page_lets_nothing_run_that_got_past_all_else(graded):
    head = page(graded, "shows").partition("</head>")[0]
    first = re.search(r"<head>\s*<meta ([^>]*)>", head)[1]
    assert 'http-equiv="Content-Security-Policy"' in first
    assert "content=\"default-src 'none';" in first


def test_the_examples_words_stand_in_their_table(graded):
    assert re.search(r"<b [^>]*>✓ passed</b> the example worked by hand", page(graded, "perfect"))
    assert re.search(
        r"<b [^>]*>○ not started</b> the example worked by hand", page(graded, "blank")
    )


def test_the_contents_name_the_exercises_and_examples_are_worth_no_points(graded):
    text = page(graded, "perfect")
    contents = text.partition('<div id="toc">')[2].partition("</div>")[0]
    exercises = [
        cell["id"].removesuffix("-checks")
        for cell in released().cells
        if cell["id"].endswith("-checks")
    ]
    assert re.findall(r'<li><a href="#([\w-]+)-checks">\1</a>', contents) == exercises
    assert contents.count("<li>") == len(exercises)
    assert re.findall(r"Examples: <code>([\w-]+)-examples</code>", text) == exercises
    assert text.count("worth no points") == len(exercises) and "/ 0.0" not in text


def test_the_page_begins_with_what_is_left_to_do(graded):
    def head(student: str) -> str:
        return page(graded, student).partition('<div id="toc">')[2].partition("</ol>")[0]

    assert "✗" not in head("perfect") and "not started" not in head("perfect")
    assert head("perfect").count("✓") == len(answer_files.exercises(sample.LAB))
    assert head("blank").count("○ not started") == len(answer_files.exercises(sample.LAB))


def what_is_left_of(*outputs: dict, ended: str = "") -> str:
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in outputs])
    return safe_page.what_is_left(cell, ended)


def test_what_is_left_is_what_failed_and_the_error_of_a_cell_that_did_not_run():
    check = {
        "title": "<b>", "message": "no", "given": "f(1)", "expected": "2", "got": "3", "points": 2, "earned": 0,
        "name": "x", "outcome": "wrong",
    }  # fmt: skip
    passed = {**check, "title": "all well", "outcome": "passed", "earned": 2}
    data = {"lab": "compression", "section": "Runs", "checks": [check, passed], "hints": ["think"]}
    result = {
        "output_type": "execute_result", "data": {MIME: data}, "metadata": {}, "execution_count": 1
    }  # fmt: skip
    text = what_is_left_of(result)
    for words in ("&lt;b&gt;", "f(1)", "<b>Got:</b> <code>3</code>", "think", "&#x27;Runs&#x27;"):
        assert words in text
    assert "all well" not in text
    error = {"output_type": "error", "ename": "NameError", "evalue": "name 'f'", "traceback": []}
    assert "NameError: name &#x27;f&#x27;" in what_is_left_of(error)
    ended = what_is_left_of(error, ended="SyntaxError: <")
    assert "did not run: SyntaxError: &lt;" in ended and "NameError" not in ended
    assert what_is_left_of({**result, "data": {MIME: {**data, "checks": [passed]}}}) == ""


def shown(nb: nbformat.NotebookNode) -> dict[str, list]:
    """By cell of ``CELLS``: the kinds of data of each output, or its text."""
    return {
        cell["id"]: [
            sorted(o.data) if "data" in o else o.get("text", o.get("ename")) for o in cell.outputs
        ]
        for cell in nb.cells
        if cell["id"] in CELLS
    }


EXPECTED = {
    "shows-objects": [
        ["text/plain"], ["text/html", "text/plain"], ["text/html", "text/plain"], ["text/markdown", "text/plain"],
        ["image/png", "text/plain"], ["image/svg+xml", "text/plain"], ["application/json", "text/plain"], ["text/plain"],
    ],
    "shows-under-an-id": [["text/plain"]],
    "updates": [],
    "clears": ["last\n"],
    "has-many-faces": [["image/png", "text/html", "text/plain"]],
    "plots": [["image/png", "text/plain"]] * 2,
    "plots-by-magic": ["[]\n", ["image/png", "text/plain"]],
    "has-a-table": [["text/html", "text/plain"]],
    "has-a-widget": [["text/plain"]],
    "fails": ["before\n", "ZeroDivisionError"],
}  # fmt: skip


def test_outputs_are_jupyters(graded):
    nb = notebook(graded, "shows")
    assert shown(nb) == EXPECTED
    outputs = {cell["id"]: cell.outputs for cell in nb.cells if cell["id"] in CELLS}
    assert outputs["shows-under-an-id"][0].data == {"text/plain": "'third'"}
    assert outputs["shows-objects"][4].data["image/png"] == PNG
    assert outputs["shows-objects"][4].metadata == {"image/png": {"width": 10}}


def test_they_are_seen_on_the_page(graded):
    seen = _Seen(page(graded, "shows"))
    for words in (
        "raw",
        "of HTML",
        "of Markdown",
        '"JSON"',
        "third",
        "of rows",
        "face",
        "IntSlider(value=7)",
    ):
        assert words in seen.text
    kinds = [image.partition(";")[0] for image in seen.images]
    # the picture and three plots; of many faces the HTML is shown
    assert kinds.count("data:image/png") == 4
    assert kinds.count("data:image/svg+xml") == 1
    assert "td {}" not in seen.text


@pytest.mark.parametrize("way", ["nbgrader autograde", "no sandbox"])
def test_the_page_is_the_same_on_every_way(graded, places, way):
    before = page(graded, "shows")
    if way == "no sandbox":
        grading.grade_class(
            sample.LAB, places, progress=lambda line: None, sandboxed=False, student="shows"
        )
    else:
        grader = grading.api(places)
        result = grader.autograde(sample.LAB, "shows", force=True)
        assert result["success"], result
        assert grader.generate_feedback(sample.LAB, "shows", force=True)["success"]
    assert _comparable(page(graded, "shows")) == _comparable(before)


def _comparable(text: str) -> str:
    return re.sub(r"0x[0-9a-f]{6,}", "0x", text)


# --- What is no output ------------------------------------------------------------------------------------------------

DEEP: list = []
for _ in range(200):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "output",
    [
        {},
        [],
        {"output_type": ["stream"]},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": 5},
        {"output_type": "display_data", "data": [], "metadata": {}},
        {"output_type": "display_data", "data": {"text/plain": ["a", 5]}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/html": {"a": 1}}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": "no base64!"}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": {"x": 1}}, "metadata": {}},
        {"output_type": "display_data", "data": {"application/json": DEEP}, "metadata": {}},
        {"output_type": "display_data", "data": {"application/json": float("nan")}, "metadata": {}},
        {"output_type": "display_data", "data": {"application/javascript": "x"}, "metadata": {}},
        {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": []},
        {"output_type": "execute_result", "data": {"text/plain": "x"}, "metadata": {}, "execution_count": "1"},
        {"output_type": "error", "ename": 1, "evalue": "", "traceback": []},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": "line"},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [["line", 5]]},
    ],
)  # fmt: skip
def test_a_fault_becomes_a_line_of_text(output):
    made = valid(output)
    nbformat.validate(made, ref="output", version=4)
    assert made.output_type == "stream" and "cannot hold" in made.text and len(made.text) < 300


def test_what_is_more_than_is_known_is_left_out():
    metadata = {
        "x": DEEP,
        "width": "1 onerror=alert(1)",
        "image/png": {"height": 5, "width": True, "filenames": {}},
        "filenames": {},
    }
    data = {
        "image/png": f"{PNG}\n",
        "text/plain": ["a", "b"],
        "application/javascript": "x",
        "application/vnd.x+json": DEEP,
    }
    made = valid({"output_type": "display_data", "data": data, "metadata": metadata})
    assert made.data == {"image/png": PNG, "text/plain": "ab"}
    assert made.metadata == {"image/png": {"height": 5}}
    nbformat.validate(made, ref="output", version=4)


def display(text: str, **more: object) -> dict:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}, **more}


def test_limits_hold_for_updates_and_results_too():
    cell = nbformat.v4.new_code_cell("")
    keep = Outputs(cell, 1000)
    keep(display("a", display_id="x"))
    keep(display("b" * 900, display_id="x", update=True))
    for _ in range(5):
        # each takes the place of the one before
        keep(display("c" * 900, display_id="x", update=True))
    assert cell.outputs[0].data["text/plain"] == "c" * 900
    keep(display("d" * 2000, display_id="x", update=True))
    keep(
        {
            "output_type": "execute_result",
            "data": {"text/plain": "e" * 2000},
            "metadata": {},
            "execution_count": 1,
        }
    )
    keep({"output_type": "error", "ename": "E", "evalue": "f" * 9000, "traceback": ["g" * 9000]})
    kinds = [output.output_type for output in cell.outputs]
    assert kinds == ["display_data", "stream", "error"]
    assert "dropped" in cell.outputs[1].text
    assert len(str(cell.outputs)) < 15_000


def test_clearing_makes_room_and_can_wait():
    cell = nbformat.v4.new_code_cell("")
    keep = Outputs(cell, 1000)
    for number in range(5):
        keep({"clear": True, "wait": True})
        keep(display(str(number) * 800))
    assert [output.data["text/plain"] for output in cell.outputs] == ["4" * 800]
    keep({"clear": True, "wait": True})
    assert cell.outputs
    keep({"clear": True})
    assert not cell.outputs


# --- What runs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>x",
        "<script>alert(1)",
        "<scr<script></script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<b onclick=alert(1)>x</b>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=//host><input></form>",
        "<style>@import '//host/x.css'</style>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg onload=alert(1)>",
        "<b title='<svg onload=alert(1)></svg>'>x</b>",
        '<b style="font-family: <svg></svg>">x</b>',
        "<b title=\"<svg></svg>\" title='><script>alert(1)</script>'>x</b>",
        "\ue0000\ue000 \ue0009\ue000",
        "<div style='position:fixed;background:url(//host/x)'>x</div>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_html_of_a_students_runs_and_fetches_nothing(text):
    clean = safe_html(text)
    assert not _Seen(clean).active
    assert "url(" not in clean and "position" not in clean


@pytest.mark.parametrize("text", ["<div>", "</b><div>", "<li><p>", "<table><tr><td>", "<p><b>"])
def test_ten_thousand_open_tags_are_said_and_not_read(text):
    """Formgrader cleans a page in its server, and the time grows with the square of the depth."""
    assert "too many tags" in safe_html(text * 10_000)
    assert "too many tags" not in safe_html(text * 100)


def test_a_table_of_five_thousand_rows_is_not_deep():
    rows = "<tr><td>1</td><td><br>2</td></tr>" * 5_000
    assert depth(f"<table><tbody>{rows}</tbody></table>") == 4


def test_tables_and_drawings_stay():
    clean = safe_html(
        '<table style="color: red; width: 9px"><tr><td colspan="2">5</td></tr></table><svg viewBox="0 0 1 1"></svg>'
    )
    assert '<td colspan="2">5</td>' in clean and 'style="color: red;"' in clean
    (image,) = _Seen(clean).images
    drawing = base64.b64decode(image.partition("base64,")[2]).decode()
    assert drawing == '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def results(**more: object) -> dict:
    check = Result("a", "a title", 1.0, Outcome.WRONG, "message", "given", "<b>", "got").as_data()
    return {"lab": "x", "section": "y", "exercise": "z", "checks": [check | more]}


def test_check_results_are_written_anew_from_their_data():
    output = {
        "output_type": "display_data",
        "data": {MIME: results(), "text/html": "<script>x</script>"},
        "metadata": {},
    }
    made = safe_output(output, of_checks=True)
    assert "a title" in made.data["text/html"] and not _Seen(made.data["text/html"]).active
    assert "a title" not in safe_output(output).data["text/html"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"checks": [], "lab": 1, "section": ""},
        {"checks": [5], "lab": "", "section": ""},
        results(outcome="splendid"),
        results(outcome=[]),
        results(earned="1"),
        results(message=None),
        results() | {"closing": 5},
        results() | {"hints": "x"},
        results() | {"hints": [5]},
    ],
)
def test_what_are_no_check_results_is_not_written_as_such(data):
    assert are_checks(results())
    assert not are_checks(data)
