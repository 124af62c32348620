"""What views draw with: words are escaped, what is not given is left out."""

from __future__ import annotations

from xml.etree import ElementTree

from warehouse import drawing

NAME = "{http://www.w3.org/2000/svg}"


def test_an_svg_is_one_document_with_its_words_in_it():
    shapes = [
        drawing.rect(1, 2.5, 3, 4, drawing.title("a < b"), stroke_width=2, fill=None),
        drawing.text(0, 0, '<script>"&', text_anchor="middle"),
        drawing.element("g", drawing.line(0, 0, 1, 1) + drawing.circle(5, 5, 2)),
        drawing.path("M0,0 L1,1", stroke="red"),
    ]
    root = ElementTree.fromstring(drawing.svg((10, 20), '"a" & b', shapes, width=10))
    assert root.attrib == {
        "role": "img",
        "aria-label": '"a" & b',
        "viewBox": "0 0 10 20",
        "width": "10",
    }
    box, words, group, path = root
    assert box.attrib == {"x": "1", "y": "2.5", "width": "3", "height": "4", "stroke-width": "2"}
    assert box.find(f"{NAME}title").text == "a < b"
    assert (words.text, words.get("text-anchor")) == ('<script>"&', "middle")
    assert [shape.tag for shape in group] == [f"{NAME}line", f"{NAME}circle"]
    assert path.attrib == {"d": "M0,0 L1,1", "stroke": "red"}


def test_a_failing_part_is_said_and_never_raised():
    def fails() -> str:
        raise ValueError("<b>")

    assert "<b>ValueError</b>: &lt;b&gt;" in drawing.attempt(fails)
