"""Questions as a package of QTI 2.1 (IMS Question and Test Interoperability): a file for each question,
a test with a section for each chapter, and the manifest that Canvas and others begin with."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

from autograder.questions import packages
from autograder.questions.bank import Question
from autograder.questions.markup import paragraph
from autograder.questions.packages import PACKAGE, Resource, written

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
OF_PACKAGES = "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
#: Kinds of resources, as the specification's part on packages names them.
ITEM, TEST = "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"


def export(questions: list[Question]) -> bytes:
    """The package, a zip."""
    ids = tuple(map(_id, questions))
    resources = [Resource("test", TEST, "test.xml", ids)]
    resources += [Resource(name, ITEM, f"items/{name}.xml") for name in ids]
    manifest = packages.manifest(("QTIv2.1 Package", "1.0.0"), resources)
    files = {f"items/{_id(it)}.xml": written(_item(it), QTI, SCHEMA) for it in questions}
    files["test.xml"] = written(_test(questions), QTI, SCHEMA)
    files[packages.MANIFEST] = written(manifest, PACKAGE, OF_PACKAGES)
    return packages.packed(files)


def _id(it: Question) -> str:
    return f"{it.chapter}.{it.name}"


def _item(it: Question) -> ET.Element:
    item = ET.Element(
        "assessmentItem",
        identifier=_id(it),
        title=it.name.replace("_", " "),
        adaptive="false",
        timeDependent="false",
    )
    choices = {f"choice_{n}": choice for n, choice in enumerate(it.choices, 1)}
    right = next(name for name, (_, _, is_right) in choices.items() if is_right)
    declared = _declared(item, "responseDeclaration", "RESPONSE", "identifier")
    ET.SubElement(ET.SubElement(declared, "correctResponse"), "value").text = right
    score = _declared(item, "outcomeDeclaration", "SCORE", "float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    _declared(item, "outcomeDeclaration", "FEEDBACK", "identifier")
    body = ET.SubElement(item, "itemBody")
    asked = ET.SubElement(
        body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true", maxChoices="1"
    )
    asked.append(paragraph(it.ask, "prompt"))
    for name, (text, _, _) in choices.items():
        choice = paragraph(text, "simpleChoice")
        choice.set("identifier", name)
        asked.append(choice)
    _processing(item)
    for name, (_, said, _) in choices.items():
        feedback = ET.SubElement(
            item, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide="show"
        )
        feedback.append(paragraph(said))
    return item


def _declared(item: ET.Element, tag: str, name: str, kind: str) -> ET.Element:
    return ET.SubElement(item, tag, identifier=name, cardinality="single", baseType=kind)


def _processing(item: ET.Element) -> None:
    """A point for the right choice, and what is said of the one that was taken."""
    processing = ET.SubElement(item, "responseProcessing")
    taken = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
    match = ET.SubElement(taken, "match")
    ET.SubElement(match, "variable", identifier="RESPONSE")
    ET.SubElement(match, "correct", identifier="RESPONSE")
    point = ET.SubElement(taken, "setOutcomeValue", identifier="SCORE")
    ET.SubElement(point, "baseValue", baseType="float").text = "1"
    said = ET.SubElement(processing, "setOutcomeValue", identifier="FEEDBACK")
    ET.SubElement(said, "variable", identifier="RESPONSE")


def _test(questions: list[Question]) -> ET.Element:
    test = ET.Element(
        "assessmentTest", identifier="questions", title="Inside a cloud data warehouse"
    )
    part = ET.SubElement(
        test,
        "testPart",
        identifier="all",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    for chapter, group in groupby(questions, lambda it: it.chapter):
        section = ET.SubElement(
            part,
            "assessmentSection",
            identifier=chapter,
            title=chapter.replace("_", " "),
            visible="true",
        )
        for it in group:
            ET.SubElement(
                section, "assessmentItemRef", identifier=_id(it), href=f"items/{_id(it)}.xml"
            )
    return test


# --- read back ------------------------------------------------------------------------------------


def faults(raw: bytes) -> list[str]:
    """What of the specification's rules a package of ours breaks: what no schema allows, and what no
    schema says of one file, because it is about several or about meaning."""
    read, found = packages.faults(raw, "qti")
    if packages.MANIFEST not in read:
        return found
    for name in sorted(read):
        if name.startswith("items/"):
            found += [f"{name}: {words}" for words in _item_faults(read[name])]
    refs = {it.get("href") for it in read["test.xml"].iter(f"{{{QTI}}}assessmentItemRef")}
    items = {name for name in read if name.startswith("items/")}
    found += [f"the test has no {name}" for name in sorted(items - refs)]
    return found


#: Children of an item, in the order in which the schema wants them.
ORDER = [
    "responseDeclaration",
    "outcomeDeclaration",
    "outcomeDeclaration",
    "itemBody",
    "responseProcessing",
]


def _item_faults(item: ET.Element) -> list[str]:
    def all_of(tag: str) -> list[ET.Element]:
        return list(item.iter(f"{{{QTI}}}{tag}"))

    found = []
    if item.tag != f"{{{QTI}}}assessmentItem":
        found.append("no item of QTI 2.1")
    choices = [it.get("identifier") for it in all_of("simpleChoice")]
    tags = [it.tag.partition("}")[2] for it in item]
    if tags != ORDER + ["modalFeedback"] * len(choices):
        found.append("parts that are missing, or in another order")
    right = item.findtext(f"{{{QTI}}}responseDeclaration/{{{QTI}}}correctResponse/{{{QTI}}}value")
    if choices.count(right) != 1 or len({*choices}) < len(choices):
        found.append("not one right choice")
    if [it.get("identifier") for it in all_of("modalFeedback")] != choices:
        found.append("a choice of which nothing is said")
    declared = {it.get("identifier") for tag in ORDER[:2] for it in all_of(tag)}
    used = {it.get("identifier") for tag in ("variable", "setOutcomeValue") for it in all_of(tag)}
    used |= {it.get("responseIdentifier") for it in all_of("choiceInteraction")}
    found += [f"{name} is not declared" for name in sorted(used - declared)]
    texts = ["".join(it.itertext()).strip() for it in (*all_of("prompt"), *all_of("simpleChoice"))]
    if not all(texts):
        found.append("an empty text")
    return found
