"""The bank of questions: nothing is missing in it, what it says of a page stands in the page, and both
exports say what the bank says."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup

from autograder.paths import UsageError, labs, source_notebook
from autograder.quality import structure
from autograder.questions import bank, export, markup, moodle, qti, qti12, validity

CHAPTERS = bank.chapters()


def test_every_finished_lab_has_questions():
    without = [lab for lab in labs() if lab not in CHAPTERS]
    notebooks = (nbformat.read(source_notebook(lab), as_version=4) for lab in without)
    assert [lab for lab, nb in zip(without, notebooks) if not structure.is_draft(nb)] == []


def every() -> list[bank.Question]:
    return [question for chapter in CHAPTERS for question in bank.read(chapter)]


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nothing_is_missing_in_a_chapters_questions(chapter):
    assert bank.faults(chapter) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_a_question_says_that_the_page_shows_it_shows(chapter, site):
    (page,) = site.glob(f"*/{chapter}.html")
    article = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select_one("article")
    assert bank.page_shows(bank.read(chapter), article.get_text(" ")) == []
    assert bank.page_shows(bank.read(chapter), "another page") != []


@pytest.fixture
def spoilt(tmp_path, monkeypatch):
    """A bank of warmup's questions, after a change."""

    def change(do) -> str:
        entries = yaml.safe_load((bank.FOLDER / "warmup.yml").read_text())
        do(entries)
        (tmp_path / "warmup.yml").write_text(yaml.safe_dump(entries))
        monkeypatch.setattr(bank, "FOLDER", tmp_path)
        return "; ".join(bank.faults("warmup"))

    return change


@pytest.mark.parametrize(
    ("do", "said"),
    [
        (lambda it: it.__delitem__(slice(7, None)), "has 7 questions"),
        (lambda it: [one.pop("shows", 0) for one in it], "0 are about what the page shows"),
        (lambda it: it[0].update(section="Nowhere"), "no section 'Nowhere'"),
        (lambda it: it[0].update(objective="dream"), "no verb of the chapter's objectives: find"),
        (lambda it: it[0].update(name="a b"), "small letters"),
        (lambda it: it[0].update(name=it[1]["name"]), "stands there twice"),
        (lambda it: it[0]["wrong"].pop(), "at least 3 wrong"),
        (lambda it: it[0].update(right=it[0]["wrong"][0]["answer"]), "are the same"),
        (lambda it: it[0]["wrong"][0].update(thinks=""), "an empty text"),
        (
            lambda it: [one.update(right="x" * 200 + str(n)) for n, one in enumerate(it)],
            "the longest",
        ),
    ],
)
def test_what_is_missing_is_said(spoilt, do, said):
    assert said in spoilt(do)


@pytest.mark.parametrize(
    "text", ["a: [", "- 3", "- name: x", "- {name: x, wrong: [{answer: y}]}", "3"]
)
def test_a_file_that_is_none_is_named(tmp_path, monkeypatch, text):
    (tmp_path / "warmup.yml").write_text(text)
    monkeypatch.setattr(bank, "FOLDER", tmp_path)
    with pytest.raises(UsageError, match=r"questions/warmup\.yml is no list of questions"):
        bank.read("warmup")
    (tmp_path / "nowhere.yml").write_text("")
    with pytest.raises(UsageError, match=r"nowhere\.yml: the book has no page"):
        bank.chapters()


def test_the_right_answer_stands_anywhere_and_always_at_the_same_place():
    places = [[right for _, _, right in it.choices].index(True) for it in every()]
    assert set(places) == {0, 1, 2, 3}
    assert places == [[right for _, _, right in it.choices].index(True) for it in every()]


def test_marks_become_elements():
    made = ET.fromstring(markup.html("`a < b` and *no*; 2 * 3 & 4 * 5, *so*"))
    assert [(it.tag, it.text, it.tail) for it in made] == [
        ("code", "a < b", " and "),
        ("em", "no", "; 2 * 3 & 4 * 5, "),
        ("em", "so", None if made[2].tail is None else ""),
    ]


def test_qti_says_what_the_bank_says():
    raw = qti.export(every())
    assert qti.faults(raw) == [] and raw == qti.export(every())
    archive = zipfile.ZipFile(io.BytesIO(raw))
    for it in every():
        item = ET.fromstring(archive.read(f"items/{it.chapter}.{it.name}.xml"))
        texts = {
            e.get("identifier"): "".join(e.itertext())
            for e in item.iter(f"{{{qti.QTI}}}simpleChoice")
        }
        right = item.find(f".//{{{qti.QTI}}}correctResponse/{{{qti.QTI}}}value").text
        assert texts[right] == it.right.replace("`", "").replace("*", "")
        said = {
            e.get("identifier"): "".join(e.itertext())
            for e in item.iter(f"{{{qti.QTI}}}modalFeedback")
        }
        assert said[right] == it.because.replace("`", "").replace("*", "")


def test_qti_1_2_says_what_the_bank_says():
    raw = qti12.export(every())
    assert qti12.faults(raw) == [] and raw == qti12.export(every())
    archive = zipfile.ZipFile(io.BytesIO(raw))
    assert {*archive.namelist()} == {"imsmanifest.xml", *(f"{name}.xml" for name in CHAPTERS)}
    items = {
        item.get("ident"): item
        for name in CHAPTERS
        for item in ET.fromstring(archive.read(f"{name}.xml")).iter(f"{{{qti12.QTI}}}item")
    }
    assert len(items) == len(every())
    for it in every():
        item = items[f"{it.chapter}.{it.name}"]
        shown = {
            e.get("ident"): "".join(e.itertext())
            for tag in ("response_label", "itemfeedback")
            for e in item.iter(f"{{{qti12.QTI}}}{tag}")
        }
        scored = f".//{{{qti12.QTI}}}respcondition[{{{qti12.QTI}}}setvar]"
        (right,) = ("".join(e.itertext()).removesuffix("100") for e in item.findall(scored))
        assert shown[right] == markup.html(it.right)
        assert shown[f"{right}_because"] == markup.html(it.because)
        wrong = {text for name, text in shown.items() if name.startswith("choice")}
        assert {markup.html(one.thinks) for one in it.wrong} <= wrong


def test_moodle_says_what_the_bank_says():
    raw = moodle.export(every())
    assert moodle.faults(raw) == []
    found = {it.findtext("idnumber"): it for it in ET.fromstring(raw).iter("question")}
    for it in every():
        answers = found[f"{it.chapter}.{it.name}"].findall("answer")
        (right,) = (one for one in answers if one.get("fraction") == "100")
        assert right.findtext("text") == markup.html(it.right)
        assert right.findtext("feedback/text") == markup.html(it.because)
    assert sum(one.get("type") == "category" for one in ET.fromstring(raw)) == len(CHAPTERS)


#: A change of each kind that a schema sees, in each file.
NOT_ALLOWED = [
    ("qti", b"adaptive=", b"adaptiv=", "adaptiv"),
    ("qti", b'cardinality="single"', b'cardinality="one"', "cardinality"),
    ("qti", b'maxChoices="1"', b'maxChoices="-1"', "maxChoices"),
    ("qti", b"<prompt>", b"<prompt><b>x</b>", "Unexpected child"),
    ("qti", b"</itemBody>", b"</itemBody><itemBody/>", "itemBody"),
    ("qti", b'identifier="choice_1"', b'identifier="1 choice"', "identifier"),
    ("qti", b'showHide="show"', b'showHide="yes"', "showHide"),
    ("qti", b'<variable identifier="RESPONSE" />', b"", "match"),
    ("qti12", b"<response_lid ", b"<material/><response_lid ", "material"),
    ("qti12", b'rcardinality="Single"', b'rcardinality="One"', "rcardinality"),
    ("qti12", b'continue="Yes"', b'continue="yes"', "continue"),
    ("qti12", b"<outcomes>", b"<outcomes><decvar/>", "decvar"),
    ("qti12", b'texttype="text/html"', b'texttype="html"', "texttype"),
    ("qti12", b"</resprocessing>", b"</resprocessing><resprocessing/>", "resprocessing"),
    ("package", b"<organizations />", b"", "organizations"),
    ("package", b'identifierref="', b'identifierref="x', "IDREF"),
    ("package", b'type="imsqti_item', b'type="item', "type"),
    ("moodle", b' format="html"', b"", "format"),
    ("moodle", b'fraction="100"', b'fraction="101"', "fraction"),
    ("moodle", b"<answernumbering>abc", b"<answernumbering>a-c", "answernumbering"),
    ("moodle", b"<single>true</single>", b"", "single"),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), NOT_ALLOWED)
def test_what_a_schema_does_not_allow_is_said_with_its_place(name, old, new, said):
    some = every()[:8]
    if name == "moodle":
        text = moodle.export(some)
    elif name == "qti12":
        text = zipfile.ZipFile(io.BytesIO(qti12.export(some))).read(f"{some[0].chapter}.xml")
    else:
        archive = zipfile.ZipFile(io.BytesIO(qti.export(some)))
        first = f"items/{some[0].chapter}.{some[0].name}.xml"
        text = archive.read(first if name == "qti" else "imsmanifest.xml")
    assert validity.faults(name, text) == [] and old in text
    found = validity.faults(name, text.replace(old, new, 1))
    assert found and found[0].startswith("/") and said in "; ".join(found)


def test_a_test_of_items_is_held_to_its_schema_too():
    text = zipfile.ZipFile(io.BytesIO(qti.export(every()))).read("test.xml")
    assert validity.faults("qti", text) == []
    found = validity.faults("qti", text.replace(b'"nonlinear"', b'"free"', 1))
    assert "navigationMode" in found[0] and len(found) <= validity.MOST_SAID


def altered(raw: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The package with one file changed; with no ``old``, without it."""
    read, made = zipfile.ZipFile(io.BytesIO(raw)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each in read.namelist():
            text = read.read(each)
            if each == name:
                if not old:
                    continue
                assert old in text
                text = text.replace(old, new, 1)
            archive.writestr(each, text)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("imsmanifest.xml", b"", b"", "no imsmanifest.xml"),
        ("ITEM", b"", b"", "is not there"),
        ("imsmanifest.xml", b'identifier="test"', b'identifier="1 test"', "is no identifier"),
        ("imsmanifest.xml", b'identifierref="', b'identifierref="x', "is no resource"),
        ("ITEM", b"<value>choice_", b"<value>choise_", "not one right choice"),
        ("ITEM", b"itemBody>", b"body>", "another order"),
        (
            "ITEM",
            b'outcomeDeclaration identifier="SCORE"',
            b'outcomeDeclaration identifier="S"',
            "SCORE is not declared",
        ),
        (
            "ITEM",
            b'identifier="choice_1" showHide',
            b'identifier="choice_9" showHide',
            "nothing is said",
        ),
        ("test.xml", b'href="items/', b'href="item/', "the test has no"),
    ],
)
def test_a_package_that_breaks_a_rule_is_told(name, old, new, said):
    first = every()[0]
    item = f"items/{first.chapter}.{first.name}.xml"
    raw = altered(qti.export(every()[:8]), item if name == "ITEM" else name, old, new)
    if name == "ITEM" and old == b"itemBody>":
        raw = altered(raw, item, b"</itemBody>", b"</body>")
    assert said in "; ".join(qti.faults(raw))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            b">choice_1</varequal></conditionvar><setvar",
            b">choice_9</varequal></conditionvar><setvar",
            "not one right",
        ),
        (b'ident="choice_2"', b'ident="choice_1"', "not one right choice"),
        (b'itemfeedback ident="choice_1_', b'itemfeedback ident="choice_7_', "nothing is said"),
        (b'linkrefid="choice_1_', b'linkrefid="choice_2_', "choice_1_because is never shown"),
        (b'linkrefid="choice_1_', b'linkrefid="choice_7_', "choice_7_because is not there"),
        (b"multiple_choice_question", b"essay_question", "its kind is not said"),
    ],
)
def test_a_package_of_1_2_that_breaks_a_rule_is_told(old, new, said):
    some = [it for it in every()[:8] if it.choices[0][2]][:1]  # the right choice comes first
    raw = qti12.export(some)
    assert said in "; ".join(qti12.faults(altered(raw, f"{some[0].chapter}.xml", old, new)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"<quiz>", b"<quizz>", "no quiz"),
        (b'fraction="100"', b'fraction="50"', "not one right answer"),
        (b"<single>true", b"<single>false", "not a question of one choice"),
        (b"&lt;p&gt;", b"&lt;p&gt;&lt;b&gt;", "a text that is none"),
        (b"$course$/", b"", "without a place"),
    ],
)
def test_a_moodle_file_that_breaks_a_rule_is_told(old, new, said):
    raw = moodle.export(every()[:2])
    changed = raw.replace(old, new, 1)
    if old == b"<quiz>":
        changed = changed.replace(b"</quiz>", b"</quizz>")
    assert raw != changed and said in "; ".join(moodle.faults(changed))


def test_what_lacks_something_is_not_written(tmp_path, monkeypatch):
    said = export.write(["warmup"], "moodle", tmp_path / "questions.xml")
    assert said.startswith(f"{len(bank.read('warmup'))} questions of 1 chapter in ")
    with pytest.raises(UsageError, match="cannot be written"):
        export.write(["warmup"], "qti12", tmp_path / "none" / "questions.zip")
    whole = bank.read("warmup")
    monkeypatch.setattr(bank, "read", lambda chapter: [replace(whole[0], ask=""), *whole[1:]])
    with pytest.raises(UsageError, match="an empty text"):
        export.write(["warmup"], "qti21", tmp_path / "questions.zip")
    assert not (tmp_path / "questions.zip").exists()
