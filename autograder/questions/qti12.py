"""Questions as a package of QTI 1.2 (IMS Question and Test Interoperability, ASI), which Canvas's classic
quizzes and many other systems read: an assessment for each chapter, and the manifest."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby

from autograder.questions import packages
from autograder.questions.bank import Question
from autograder.questions.markup import html
from autograder.questions.packages import PACKAGE, Resource, written

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
SCHEMA = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd"
OF_PACKAGES = "http://www.imsglobal.org/xsd/imscp_v1p1.xsd"
KIND = "imsqti_xmlv1p2"
RESPONSE, SCORE, BEHIND = "response1", "SCORE", "because"
#: What Canvas calls a question with one right choice: it goes by this field.
TYPE = ("question_type", "multiple_choice_question")


def export(questions: list[Question]) -> bytes:
    """The package, a zip."""
    files, resources = {}, []
    for chapter, group in groupby(questions, lambda it: it.chapter):
        name = f"{chapter}.xml"
        files[name] = written(_assessment(chapter, list(group)), QTI, SCHEMA)
        resources.append(Resource(chapter, KIND, name))
    manifest = packages.manifest(("IMS Content", "1.1.3"), resources)
    files[packages.MANIFEST] = written(manifest, PACKAGE, OF_PACKAGES)
    return packages.packed(files)


def _assessment(chapter: str, questions: list[Question]) -> ET.Element:
    root = ET.Element("questestinterop")
    title = chapter.replace("_", " ")
    assessment = ET.SubElement(root, "assessment", ident=f"{chapter}.questions", title=title)
    section = ET.SubElement(assessment, "section", ident="root_section")
    for it in questions:
        section.append(_item(it))
    return root


def _item(it: Question) -> ET.Element:
    item = ET.Element("item", ident=f"{it.chapter}.{it.name}", title=it.name.replace("_", " "))
    fields = ET.SubElement(ET.SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (TYPE, ("points_possible", "1")):
        field = ET.SubElement(fields, "qtimetadatafield")
        ET.SubElement(field, "fieldlabel").text = label
        ET.SubElement(field, "fieldentry").text = entry
    choices = {f"choice_{n}": choice for n, choice in enumerate(it.choices, 1)}
    shown = ET.SubElement(item, "presentation")
    _said(shown, it.ask)
    response = ET.SubElement(shown, "response_lid", ident=RESPONSE, rcardinality="Single")
    among = ET.SubElement(response, "render_choice", shuffle="Yes")
    for name, (text, _, _) in choices.items():
        _said(ET.SubElement(among, "response_label", ident=name), text)
    _processing(item, choices)
    for name, (_, said, _) in choices.items():
        feedback = ET.SubElement(item, "itemfeedback", ident=f"{name}_{BEHIND}")
        _said(ET.SubElement(feedback, "flow_mat"), said)
    return item


def _said(within: ET.Element, text: str) -> None:
    """A text with its markup; in a file of QTI 1.2 it stands as a text again."""
    material = ET.SubElement(within, "material")
    ET.SubElement(material, "mattext", texttype="text/html").text = html(text)


def _processing(item: ET.Element, choices: dict[str, tuple[str, str, bool]]) -> None:
    """What is said of the choice that was taken; all points for the right one."""
    processing = ET.SubElement(item, "resprocessing")
    ET.SubElement(
        ET.SubElement(processing, "outcomes"),
        "decvar",
        varname=SCORE,
        vartype="Decimal",
        minvalue="0",
        maxvalue="100",
    )
    for name in choices:
        taken = _taken(processing, name, "Yes")
        ET.SubElement(
            taken, "displayfeedback", feedbacktype="Response", linkrefid=f"{name}_{BEHIND}"
        )
    right = next(name for name, (_, _, is_right) in choices.items() if is_right)
    point = ET.SubElement(_taken(processing, right, "No"), "setvar", action="Set", varname=SCORE)
    point.text = "100"


def _taken(processing: ET.Element, name: str, goes_on: str) -> ET.Element:
    condition = ET.SubElement(processing, "respcondition", {"continue": goes_on})
    within = ET.SubElement(condition, "conditionvar")
    ET.SubElement(within, "varequal", respident=RESPONSE).text = name
    return condition


# --- read back ------------------------------------------------------------------------------------


def faults(raw: bytes) -> list[str]:
    """What of the specification's rules a package of ours breaks."""
    read, found = packages.faults(raw, "qti12")
    for name in sorted({*read} - {packages.MANIFEST}):
        for item in read[name].iter(f"{{{QTI}}}item"):
            found += [f"{name}: {item.get('ident')}: {words}" for words in _item_faults(item)]
    return found


def _item_faults(item: ET.Element) -> list[str]:
    def all_of(tag: str) -> list[ET.Element]:
        return list(item.iter(f"{{{QTI}}}{tag}"))

    found = []
    choices = [it.get("ident", "") for it in all_of("response_label")]
    scored = [it for it in all_of("respcondition") if it.find(f"{{{QTI}}}setvar") is not None]
    right = [value.text for it in scored for value in it.iter(f"{{{QTI}}}varequal")]
    if len(right) != 1 or choices.count(right[0] or "") != 1 or len({*choices}) < len(choices):
        found.append("not one right choice")
    said = {it.get("ident") for it in all_of("itemfeedback")}
    if said != {f"{name}_{BEHIND}" for name in choices}:
        found.append("a choice of which nothing is said")
    shown = {it.get("linkrefid") for it in all_of("displayfeedback")}
    found += [f"{name} is never shown" for name in sorted(said - shown, key=str)]
    found += [f"{name} is not there" for name in sorted(shown - said, key=str)]
    fields = [it.findtext(f"{{{QTI}}}fieldentry") for it in all_of("qtimetadatafield")]
    if TYPE[1] not in fields:
        found.append("its kind is not said")
    texts = [ET.fromstring(it.text or "<p/>") for it in all_of("mattext")]
    if not all("".join(text.itertext()).strip() for text in texts):
        found.append("an empty text")
    return found
