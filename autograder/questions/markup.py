"""The little markup of a question, `code` in backticks and *emphasis* in stars, as elements."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

MARKED = re.compile(r"`(?P<code>[^`]+)`|\*(?P<em>[^*\s](?:[^*]*[^*\s])?)\*")


def paragraph(text: str, tag: str = "p") -> ET.Element:
    """An element with the text in it, what is marked in elements of its own."""
    made, at, last = ET.Element(tag), 0, None
    for found in MARKED.finditer(text):
        _append(made, last, text[at : found.start()])
        last = ET.SubElement(made, found.lastgroup or "")
        last.text = found[found.lastgroup or 0]
        at = found.end()
    _append(made, last, text[at:])
    return made


def _append(made: ET.Element, last: ET.Element | None, text: str) -> None:
    if last is None:
        made.text = text
    else:
        last.tail = text


def html(text: str) -> str:
    """The same as a text."""
    return ET.tostring(paragraph(text), encoding="unicode")
