"""Submissions as they come: whatever was done to a notebook's structure, the answers in it are
found."""

from __future__ import annotations

import json
import time

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from autograder.grading import classes as grading
from autograder.grading import repair
from autograder.paths import released_notebook
from conftest import RIGHT_RLE, hand_in, released, set_cell


@pytest.fixture
def skeleton():
    return nbformat.read(released_notebook("compression"), as_version=4)


def rebuilt(cells, skeleton):
    nb, notes = repair.rebuild(cells, skeleton)
    nbformat.validate(nb)
    return nb, notes


def source(nb, cell_id):
    return next(cell.source for cell in nb.cells if cell["id"] == cell_id)


def answered():
    return set_cell(released(), "rle", RIGHT_RLE)


def test_an_untouched_structure_gives_no_notes(skeleton):
    nb, notes = rebuilt(answered().cells, skeleton)
    assert notes == []
    assert source(nb, "rle") == RIGHT_RLE
    assert [c["id"] for c in nb.cells] == [c["id"] for c in skeleton.cells]


def test_locked_cells_are_the_courses_own(skeleton):
    mine = set_cell(answered(), "rle-examples", "print('all examples pass')")
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle-examples") == source(skeleton, "rle-examples")
    assert any("rle-examples was changed" in note for note in notes)


def test_deleted_test_cells_come_back(skeleton):
    mine = [cell for cell in answered().cells if not cell["id"].endswith(("-checks", "-examples"))]
    nb, notes = rebuilt(mine, skeleton)
    assert [c["id"] for c in nb.cells] == [c["id"] for c in skeleton.cells]
    gone = len(answered().cells) - len(mine)
    assert notes == [
        f"{gone} cells of the course's were missing; they were put back: "
        f"rle-examples, rle-checks, bit_packing-examples and {gone - 3} more"
    ]


def test_one_deleted_test_cell_is_named(skeleton):
    mine = [cell for cell in answered().cells if cell["id"] != "rle-checks"]
    assert rebuilt(mine, skeleton)[1] == ["the cell rle-checks was missing; it was put back"]


def test_an_editor_that_takes_all_marks_away_is_two_notes(skeleton):
    """vim-jukit #121, vscode-jupyter #5933: nothing says any more which cell is which."""
    mine = answered()
    for number, cell in enumerate(mine.cells):
        cell["id"], cell.metadata = f"another-{number}", nbformat.from_dict({"jukit_cell_id": "x"})
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    assert (
        len(notes) == 2 and "put back" in " ".join(notes) and "lost their marks" in " ".join(notes)
    )


def test_a_retyped_answer_is_read_as_code(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    markdown = nbformat.v4.new_markdown_cell(RIGHT_RLE, metadata=mine.cells[at].metadata)
    mine.cells[at] = markdown
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    assert any("not a code cell" in note for note in notes)


def test_an_answer_without_its_mark_is_found_by_the_names_it_defines(skeleton):
    mine = answered()
    cell = next(cell for cell in mine.cells if cell["id"] == "rle")
    cell.metadata.pop("nbgrader")
    cell["id"] = "something-else"
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    assert sum(cell.source == RIGHT_RLE for cell in nb.cells) == 1
    assert any("found by the names" in note for note in notes)


def test_a_split_answer_is_put_together(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    first, second = RIGHT_RLE.split("\n\n\n")
    mine.cells[at].source = first
    mine.cells.insert(at + 1, nbformat.v4.new_code_cell(second, metadata=mine.cells[at].metadata))
    nb, notes = rebuilt(mine.cells, skeleton)
    assert repair.defined_names(source(nb, "rle")) == {"rle_encode", "rle_decode"}
    assert any("there 2 times" in note for note in notes)


FIRST, SECOND = RIGHT_RLE.strip().split("\n\n\n")


@pytest.mark.parametrize(
    ("pieces", "joined"),
    [
        ((f"%%time\n{FIRST}", f"%%time\n{SECOND}"), f"%%time\n{FIRST}\n\n{SECOND}"),
        (
            (FIRST, f"from __future__ import annotations\n{SECOND}"),
            f"from __future__ import annotations\n{FIRST}\n\n{SECOND}",
        ),
        ((FIRST, "%%bash\nls", SECOND), f"{FIRST}\n\n# %%bash\n# ls\n\n\n{SECOND}"),
    ],
)
def test_what_stands_only_at_the_beginning_of_a_cell_does_not_break_a_split_one(
    skeleton, pieces, joined
):
    """ananke #12: JupyterLab's split gives both halves the marks."""
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    mine.cells[at : at + 1] = [
        nbformat.v4.new_code_cell(piece, id="rle", metadata=mine.cells[at].metadata)
        for piece in pieces
    ]
    assert source(rebuilt(mine.cells, skeleton)[0], "rle") == joined


FAILS = f"{RIGHT_RLE}\nassert rle_encode(1) == 2"


@pytest.mark.parametrize(
    "pieces",
    [
        (FAILS, RIGHT_RLE),
        ("def rle_encode(a):\n    starts = (", RIGHT_RLE),
        (RIGHT_RLE, "def rle_encode(a):\n    starts = ("),
        ("helper = 1", RIGHT_RLE, "rle_encode(np.arange(3))"),
    ],
)
def test_a_copy_that_fails_ends_itself_alone(skeleton, pieces):
    """As in Jupyter, where each is a cell: their order stays, and the last whole one is the
    answer."""
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    mine.cells[at : at + 1] = [
        nbformat.v4.new_code_cell(piece, id="rle", metadata=mine.cells[at].metadata)
        for piece in pieces
    ]
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    first = next(i for i, cell in enumerate(nb.cells) if cell.source == pieces[0])
    assert tuple(c.source for c in nb.cells[first : first + len(pieces)]) == pieces
    assert [c["id"] for c in nb.cells if c.metadata.get("nbgrader")] == [
        c["id"] for c in skeleton.cells if c.metadata.get("nbgrader")
    ]
    assert notes == [
        f"the answer cell rle was there {len(pieces)} times; all of them ran, in their order, and "
        "the last one counts"
    ]


@pytest.mark.parametrize("kind", [nbformat.v4.new_raw_cell, nbformat.v4.new_markdown_cell])
@pytest.mark.parametrize("place", [0, 1])
def test_an_old_attempt_that_was_kept_as_text_counts_for_nothing(skeleton, kind, place):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    old = kind("old:\n\ndef rle_encode(a): return", metadata=mine.cells[at].metadata)
    mine.cells.insert(at + place, old)
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE and notes == []


@pytest.mark.parametrize("left", ["gone", "stub"])
def test_two_answers_in_one_cell_are_found(skeleton, left):
    both = f"{RIGHT_RLE}\n\ndef bit_pack(a, width): ...\ndef bit_unpack(p, width, count): ..."
    mine = set_cell(released(), "rle", both)
    if left == "gone":
        mine.cells = [cell for cell in mine.cells if cell["id"] != "bit_packing"]
    nb, notes = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == both
    assert source(nb, "bit_packing") == "# answered in the cell rle"
    assert notes == ["the answer to bit_packing stands in the cell rle"]


def test_an_answer_without_its_mark_may_be_assigned(skeleton):
    mine = set_cell(released(), "rle", "rle_encode = partial(f, 1)\nrle_decode = lambda r: g(r)")
    for number, cell in enumerate(mine.cells):
        cell["id"], cell.metadata = f"another-{number}", nbformat.from_dict({})
    assert "partial" in source(rebuilt(mine.cells, skeleton)[0], "rle")


def test_another_labs_notebook_is_one_note(skeleton):
    """Its cells title, setup and end are called as this lab's."""
    other = nbformat.read(released_notebook("warmup"), as_version=4)
    set_cell(other, "find_scans", "def find_scans(plan): return []")
    _, notes = rebuilt(other.cells, skeleton)
    assert len(notes) == 1 and "another notebook" in notes[0]


def test_the_marks_of_code_in_text_are_no_code(skeleton):
    """nbgrader #1941: an answer that became Markdown, and was written as such."""
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    mine.cells[at] = nbformat.v4.new_markdown_cell(
        f"My answer:\n\n```python\n{RIGHT_RLE}\n```\n", id="rle", metadata=mine.cells[at].metadata
    )
    assert source(rebuilt(mine.cells, skeleton)[0], "rle").strip() == RIGHT_RLE.strip()


def test_a_copied_stub_does_not_hide_the_answer(skeleton):
    mine = answered()
    stub = next(cell for cell in skeleton.cells if cell["id"] == "rle")
    mine.cells.append(nbformat.from_dict(dict(stub)))
    nb, _ = rebuilt(mine.cells, skeleton)
    assert source(nb, "rle") == RIGHT_RLE


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs", "git's marks of a merge"),
        ("%%timeit -n1\n{}", "begins with %%timeit"),
        ("\n%%bash\n{}", "begins with %%bash"),
    ],
)
def test_what_keeps_an_answer_from_being_defined_is_said(skeleton, source, words):
    nb = released()
    set_cell(nb, "rle", source.replace("{}", RIGHT_RLE))
    _, notes = repair.rebuild(repair.clean(nb.cells), skeleton)
    assert len(notes) == 1 and words in notes[0]


@pytest.mark.parametrize("text", ["![a" * 100_000, "![x](attachment:" * 20_000])
def test_a_text_of_nothing_but_beginnings_is_read_in_time(skeleton, text):
    nb = released()
    nb.cells.append(nbformat.v4.new_markdown_cell(text))
    nb.cells.append(nbformat.v4.new_code_cell("x = [" + "1," * 200_000 + "]"))
    started = time.process_time()
    repair.rebuild(repair.clean(nb.cells), skeleton)
    assert time.process_time() - started < 5


def test_helpers_that_the_student_added_stay_in_their_place(skeleton):
    mine = answered()
    at = next(i for i, cell in enumerate(mine.cells) if cell["id"] == "rle")
    mine.cells.insert(at, nbformat.v4.new_code_cell("def helper():\n    return 1"))
    nb, notes = rebuilt(mine.cells, skeleton)
    ids = [cell["id"] for cell in nb.cells]
    helper = next(i for i, cell in enumerate(nb.cells) if "def helper" in cell.source)
    assert helper < ids.index("rle")
    assert notes == []


def test_a_deleted_answer_counts_as_not_started(skeleton):
    mine = [cell for cell in answered().cells if cell["id"] != "rle"]
    nb, notes = rebuilt(mine, skeleton)
    assert "NotImplementedError" in source(nb, "rle")
    assert any("answer cell rle was missing" in note for note in notes)


def test_an_empty_notebook_is_the_skeleton(skeleton):
    nb, _ = rebuilt([], skeleton)
    assert [cell.source for cell in nb.cells] == [cell.source for cell in skeleton.cells]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not JSON"),
        ("PK\x03\x04 a zip file", "not JSON"),
        ("[1, 2]", "not a notebook"),
        ("{}", "no cells"),
        ('{"cells": 3}', "no cells"),
    ],
)
def test_files_that_are_no_notebooks_give_the_reason(tmp_path, skeleton, content, words):
    (tmp_path / "compression.ipynb").write_text(content)
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert any(words in note for note in nb.metadata[repair.NOTES])
    nbformat.validate(nb)


def test_cells_of_any_shape_do_not_stop_the_reading(tmp_path, skeleton):
    cells = [
        None,
        3,
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 5},
        {"cell_type": "code", "source": ["a", 1, "b"]},
        {"cell_type": "code", "source": RIGHT_RLE, "metadata": {"nbgrader": {"grade_id": "rle"}}},
        {"cell_type": "markdown", "source": "x", "metadata": "none", "id": 7},
    ]
    (tmp_path / "compression.ipynb").write_text(json.dumps({"cells": cells}))
    nb = repair.repaired(tmp_path, "compression", skeleton)
    nbformat.validate(nb)
    assert source(nb, "rle") == RIGHT_RLE


@pytest.mark.parametrize("given", ["", "a b", "ä", "x" * 65, "../x", "x\n", 7, None, ["a"]])
def test_an_id_that_no_cell_may_have_is_not_kept(given, tmp_path, skeleton):
    cells = [{"cell_type": "code", "source": f"mine = {n}", "id": given} for n in (1, 2)]
    cells.append({"cell_type": "code", "source": "mine = 3", "id": "mine_3-of-3"})
    (tmp_path / "compression.ipynb").write_text(json.dumps({"cells": cells}))
    nb = repair.repaired(tmp_path, "compression", skeleton)
    nbformat.validate(nb)
    ids = [cell["id"] for cell in nb.cells if cell.source.startswith("mine = ")]
    assert given not in ids and ids[2] == "mine_3-of-3"


def test_a_renamed_notebook_and_bytes_that_are_no_text_are_read(tmp_path, skeleton):
    text = nbformat.writes(answered()).encode().replace(b"Write numpy", b"Write \xff numpy")
    (tmp_path / "my lab.ipynb").write_bytes(text)
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert source(nb, "rle") == RIGHT_RLE
    notes = " ".join(nb.metadata[repair.NOTES])
    assert "my lab.ipynb" in notes
    assert "not UTF-8" in notes


def test_a_link_to_somebody_elses_notebook_is_not_followed(tmp_path, skeleton):
    other, mine = tmp_path / "other", tmp_path / "mine"
    other.mkdir(), mine.mkdir()
    (other / "compression.ipynb").write_text(nbformat.writes(answered()))
    (mine / "compression.ipynb").symlink_to(other / "compression.ipynb")
    nb = repair.repaired(mine, "compression", skeleton)
    assert "NotImplementedError" in source(nb, "rle")


def test_a_missing_notebook_gives_the_reason(tmp_path, skeleton):
    nb = repair.repaired(tmp_path, "compression", skeleton)
    assert nb.metadata[repair.NOTES] == ["no notebook was handed in: compression.ipynb is missing"]


# --- Pictures, and what other editors write -----------------------------------------------------------------------------

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def pasted(text: str, attachments: object) -> dict:
    """A notebook as a file holds it, with a Markdown cell behind the first."""
    content = json.loads(nbformat.writes(answered()))
    cell = {"cell_type": "markdown", "id": "pasted", "metadata": {}, "source": [text]}
    content["cells"].insert(1, cell if attachments is None else cell | {"attachments": attachments})
    return content


def added(nb: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return next(cell for cell in nb.cells if cell["id"] == "pasted")


def page_of(nb: nbformat.NotebookNode) -> str:
    """As nbconvert makes it, which gives up where a picture is missing."""
    return HTMLExporter().from_notebook_node(nb)[0]


def handed_in(folder, skeleton, content) -> nbformat.NotebookNode:
    (folder / "compression.ipynb").write_text(json.dumps(content))
    nb = repair.repaired(folder, "compression", skeleton)
    nbformat.validate(nb)
    return nb


@pytest.mark.parametrize(
    ("text", "attachments"),
    [
        ("![mine](attachment:image.png)", {"image.png": {"image/png": PNG}}),
        (
            "![mine](attachment:image.png 'title')",
            {"image.png": {"image/png": [PNG[:20], PNG[20:] + "\n"]}},
        ),
        ("![mine](attachment:my%20picture.png)", {"my picture.png": {"image/png": PNG}}),
        ("![mine](attachment:übung.png)", {"übung.png": {"image/png": PNG}}),
        ("![mine][here]\n\n[here]: attachment:image.png", {"image.png": {"image/png": PNG}}),
        (
            "![mine](attachment:image.png)",
            {"image.png": {"image/png": PNG, "text/html": "<script>"}, "other": 5},
        ),
    ],
)
def test_a_pasted_picture_stays(tmp_path, skeleton, text, attachments):
    nb = handed_in(tmp_path, skeleton, pasted(text, attachments))
    page = page_of(nbformat.v4.new_notebook(cells=[added(nb)]))
    assert f"data:image/png;base64,{PNG}" in page
    assert "script" not in str(added(nb))
    assert source(nb, "rle") == RIGHT_RLE


#: What an editor, or a student, may have left of a picture.
NOT_THERE = (
    None, {}, [], 5, "x", {"image.png": None}, {"image.png": {}}, {"image.png": [PNG]}, {"image.png": {"image/png": 5}},
    {"image.png": {"image/png": [5]}}, {"image.png": {"image/png": {"image/png": PNG}}},
    {"image.png": {"image/png": "no base64!"}},
    {"image.png": {"text/html": "<script>"}}, {"image.png": {"image/png": ""}},
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "before ![mine](attachment:image.png) after",
        "before ![mine](<attachment:image.png>) after",
        "before ![mine][here] after\n\n[here]: attachment:image.png",
        "before ![mine](&#97;ttachment:image.png) after",
        "before ![a](attachment:image.png) ![[b]](attachment:image.png) after",
    ],
)
def test_a_picture_that_is_not_there_is_said_to_be_missing(tmp_path, skeleton, text):
    content = pasted(text, None)
    cell = content["cells"].pop(1)
    for number, attachments in enumerate(NOT_THERE):
        one = cell | {"id": f"pasted-{number}", "attachments": attachments}
        content["cells"].insert(1, one if number else cell | {"id": "pasted-0"})
    nb = handed_in(tmp_path, skeleton, content)
    cells = [cell for cell in nb.cells if cell["id"].startswith("pasted-")]
    assert len(cells) == len(NOT_THERE)
    for cell in cells:
        assert "attachments" not in cell
        page = page_of(nbformat.v4.new_notebook(cells=[cell]))
        assert "before" in page and "after" in page


def test_the_words_say_which_picture_is_missing(tmp_path, skeleton):
    nb = handed_in(tmp_path, skeleton, pasted("See ![my sketch](attachment:a.png)!", None))
    assert added(nb).source == "See *(a picture that the file does not hold: my sketch)*!"


def older(minor: int) -> dict:
    """As editors wrote it before cells had ids."""
    content = json.loads(nbformat.writes(answered()))
    content["nbformat_minor"] = minor
    for cell in content["cells"]:
        del cell["id"]
    return content


def third() -> dict:
    cells = []
    for cell in older(0)["cells"]:
        name = "input" if cell["cell_type"] == "code" else "source"
        cells.append(
            {
                "cell_type": cell["cell_type"],
                "metadata": cell["metadata"],
                name: cell["source"],
                "language": "python",
            }
        )
    cells.append({"cell_type": "heading", "level": 2, "metadata": {}, "source": ["A heading"]})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells}, {"cells": 5}, 5],
    }


def widgets() -> dict:
    """As Jupyter saves the state of widgets, half of it gone."""
    content = json.loads(nbformat.writes(answered()))
    content["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"a": None}}
    }
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}}
    next(cell for cell in content["cells"] if cell["id"] == "rle")["outputs"] = [
        {"output_type": "display_data", "data": view, "metadata": {}}
    ]
    return content


def colab() -> dict:
    content = older(0)
    content["metadata"] = {
        "colab": {"provenance": [], "collapsed_sections": ["x"]},
        "accelerator": "GPU",
        "kernelspec": 5,
    }
    for number, cell in enumerate(content["cells"]):
        cell["metadata"] |= {"id": f"_{number}:x", "colab": {"base_uri": "x"}, "outputId": None}
        cell["execution_count"] = None
    return content


def vs_code() -> dict:
    content = json.loads(nbformat.writes(answered()))
    for cell in content["cells"]:
        cell["metadata"] |= {
            "vscode": {"languageId": "python"},
            "tags": [5, "a", "a"],
            "jupyter": None,
            "collapsed": "yes",
            "name": "",
        }
        cell["source"] = (
            "".join(cell["source"]) if isinstance(cell["source"], list) else cell["source"]
        )
    content["metadata"] = {"language_info": {"name": "python"}, "orig_nbformat": 4}
    return content


@pytest.mark.parametrize(
    "written",
    [lambda: older(0), lambda: older(2), lambda: older(4), third, widgets, colab, vs_code],
)
def test_what_other_editors_write_is_read(tmp_path, skeleton, written):
    nb = handed_in(tmp_path, skeleton, written())
    assert source(nb, "rle") == RIGHT_RLE
    assert nb.metadata[repair.NOTES] == []
    page_of(nb)


def test_plain_nbgrader_repairs_pictures_too(gradebook, places):
    """On both ways to a grade: the course's own, and ``nbgrader autograde``, which reads the file
    itself."""
    shows = f'<img alt="mine" src="data:image/png;base64,{PNG}"'
    text = {"kept": "![mine](attachment:image.png)", "lost": "![mine](attachment:image.png)"}
    hand_in(gradebook, "kept", json.dumps(pasted(text["kept"], {"image.png": {"image/png": PNG}})))
    hand_in(gradebook, "lost", json.dumps(pasted(text["lost"], None)))
    hand_in(
        gradebook,
        "wrong",
        json.dumps(pasted(text["lost"], {"image.png": {"image/png": {"image/png": [PNG]}}})),
    )
    outcomes = grading.grade_class("compression", places, progress=lambda line: None)
    assert not [outcome.trouble for outcome in outcomes if outcome.trouble]
    for way in ("course", "nbgrader"):
        if way == "nbgrader":
            grader = grading.api(places)
            for student in ("kept", "lost", "wrong"):
                result = grader.autograde("compression", student, force=True)
                assert result["success"], result["log"]
                result = grader.generate_feedback("compression", student, force=True)
                assert result["success"], result["log"]
        pages = {
            path.parent.parent.name: path.read_text()
            for path in (gradebook / "feedback").glob("*/compression/compression.html")
        }
        assert shows in pages["kept"]
        assert all("Score: 10.0 / 10.0" in text for text in pages.values()) and len(pages) == 3
        assert "does not hold: mine" in pages["lost"] and "does not hold: mine" in pages["wrong"]
