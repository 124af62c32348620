"""Questions as Moodle XML (https://docs.moodle.org/en/Moodle_XML_format): a category for each chapter."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from autograder.questions import validity
from autograder.questions.bank import Question
from autograder.questions.markup import html

CATEGORY = "$course$/top/Inside a cloud data warehouse/{}"


def export(questions: list[Question]) -> bytes:
    """The whole file."""
    quiz, chapter = ET.Element("quiz"), None
    for question in questions:
        if question.chapter != chapter:
            chapter = question.chapter
            category = ET.SubElement(ET.SubElement(quiz, "question", type="category"), "category")
            ET.SubElement(category, "text").text = CATEGORY.format(chapter.replace("_", " "))
        quiz.append(_question(question))
    ET.indent(quiz)
    return ET.tostring(quiz, encoding="utf-8", xml_declaration=True)


def _question(it: Question) -> ET.Element:
    made = ET.Element("question", type="multichoice")
    name = ET.SubElement(made, "name")
    ET.SubElement(name, "text").text = it.name.replace("_", " ")
    _text(made, "questiontext", it.ask)
    _text(made, "generalfeedback", f"{it.because} (Chapter {it.chapter}, section {it.section}.)")
    for tag, text in (
        ("defaultgrade", "1"),
        ("penalty", "0.3333333"),
        ("hidden", "0"),
        ("idnumber", f"{it.chapter}.{it.name}"),
        ("single", "true"),
        ("shuffleanswers", "true"),
        ("answernumbering", "abc"),
    ):
        ET.SubElement(made, tag).text = text
    for text, said, right in it.choices:
        answer = _text(made, "answer", text)
        answer.set("fraction", "100" if right else "0")
        _text(answer, "feedback", said)
    return made


def _text(parent: ET.Element, tag: str, words: str) -> ET.Element:
    made = ET.SubElement(parent, tag, format="html")
    ET.SubElement(made, "text").text = html(words)
    return made


def faults(raw: bytes) -> list[str]:
    """What of the format's rules a file breaks: what the schema does not allow, and what it cannot say."""
    found, ids = validity.faults("moodle", raw), []
    quiz = ET.fromstring(raw)
    if quiz.tag != "quiz":
        found.append("its root is no quiz")
    for it in quiz.findall("question"):
        if it.get("type") == "category":
            if not it.findtext("category/text", "").startswith("$course$/"):
                found.append("a category without a place")
            continue
        name = it.findtext("name/text", "")
        ids.append(it.findtext("idnumber", ""))
        shares = [float(answer.get("fraction", "nan")) for answer in it.findall("answer")]
        if it.get("type") != "multichoice" or it.findtext("single") != "true":
            found.append(f"{name}: not a question of one choice")
        if sorted(shares)[-2:] != [0, 100] or sum(shares) != 100:
            found.append(f"{name}: not one right answer")
        places = [it.find("questiontext"), *it.findall("answer"), *it.findall("answer/feedback")]
        for place in places:
            if place is None or place.get("format") != "html" or not _whole(place.findtext("text")):
                found.append(f"{name}: a text that is none")
    return found + [f"the id {name} twice" for name in {*ids} if ids.count(name) > 1]


def _whole(text: str | None) -> bool:
    try:
        return bool("".join(ET.fromstring(text or "").itertext()).strip())
    except ET.ParseError:
        return False
