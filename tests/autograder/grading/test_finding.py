"""What a person would take for a student's work is taken, and what was not as asked for is said."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import tarfile
import textwrap
import zipfile

import nbformat
import pytest

from autograder.grading import repair
from autograder.paths import released_notebook
from conftest import RIGHT_RLE, released, set_cell

LAB = "compression"


@pytest.fixture
def skeleton():
    return nbformat.read(released_notebook(LAB), as_version=4)


def worked() -> str:
    return nbformat.writes(set_cell(released(), "rle", RIGHT_RLE))


def untouched() -> str:
    return nbformat.writes(released())


def lay(folder, **files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def graded(folder, skeleton):
    """(whether the worked answer is in it, the notes)."""
    nb = repair.repaired(folder, LAB, skeleton)
    nbformat.validate(nb)
    answer = next(cell.source for cell in nb.cells if cell["id"] == "rle")
    return answer.strip() == RIGHT_RLE.strip(), nb.metadata[repair.NOTES]


def zipped(**files) -> bytes:
    import io

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def tarred(name: str, text: str, packed: str) -> bytes:
    import io

    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=f"w:{packed}") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(text.encode())
        archive.addfile(member, io.BytesIO(text.encode()))
    return data.getvalue()


def as_script() -> str:
    code = [cell.source for cell in set_cell(released(), "rle", RIGHT_RLE).cells]
    return "\n\n# In[ ]:\n\n\n".join(code[2:3] + [RIGHT_RLE])


MARIMO = f"""import marimo

app = marimo.App()


@app.cell
def _():
    import numpy as np
    return (np,)


@app.cell(hide_code=True)
def _(np, RunLength):
{textwrap.indent(RIGHT_RLE.strip(), "    ")}
    return rle_decode, rle_encode


if __name__ == "__main__":
    app.run()
"""

PLACES = {
    "one folder deeper": {"work/compression.ipynb": worked},
    "an archive": {"submission.zip": lambda: zipped(**{"lab/compression.ipynb": worked()})},
    "an archive in an archive": {
        "all.zip": lambda: zipped(**{"lab.zip": zipped(**{"compression.ipynb": worked()})})
    },
    "a packed tar": {"lab.tar.gz": lambda: tarred("lab/compression.ipynb", worked(), "gz")},
    "a packed tar's short name": {"lab.tgz": lambda: tarred("compression.ipynb", worked(), "gz")},
    "a tar": {"lab.tar": lambda: tarred("compression.ipynb", worked(), "")},
    "a packed notebook": {"compression.ipynb.gz": lambda: gzip.compress(worked().encode())},
    "packed by another": {"compression.ipynb.xz": lambda: lzma.compress(worked().encode())},
    "packed under its own name": {"compression.ipynb": lambda: gzip.compress(worked().encode())},
    "an archive under its name": {
        "compression.ipynb": lambda: zipped(**{"lab/compression.ipynb": worked()})
    },
    "a blank behind its name": {"compression.ipynb ": worked},
    "nothing but a checkpoint": {".ipynb_checkpoints/compression-checkpoint.ipynb": worked},
    "zeros at the end": {"notes.ipynb": lambda: worked() + "\0" * 4096},
    "a piece of it twice": {"compression.ipynb": lambda: worked() + worked()[-40:]},
    "capitals": {"COMPRESSION.IPYNB": worked},
    "a browser's .json": {"compression.ipynb.json": worked},
    "a mailer's .txt": {"compression.ipynb.txt": worked},
    "a script": {"compression.py": as_script},
    "a copy beside the original": {
        "compression.ipynb": untouched,
        "compression-Copy1.ipynb": worked,
    },
    "a checkpoint is not looked at": {
        "notes.ipynb": worked,
        ".ipynb_checkpoints/compression-checkpoint.ipynb": untouched,
    },
    "a phone's name": {"compression.ipynb.bin": worked},
    "a name without its end": {"compression": worked},
    "Markdown": {"compression.md": lambda: f"# Lab\n\n```python\n{RIGHT_RLE}\n```\n"},
    "a script of marimo's": {"compression.py": lambda: MARIMO},
    "UTF-16": {"compression.ipynb": lambda: worked().encode("utf-16")},
}


@pytest.mark.parametrize("files", PLACES.values(), ids=PLACES)
def test_work_is_found_and_where_is_said(tmp_path, skeleton, files):
    lay(tmp_path, **{name: make() for name, make in files.items()})
    found, notes = graded(tmp_path, skeleton)
    assert found and notes, notes


def test_as_the_task_asks_there_is_nothing_to_say(tmp_path, skeleton):
    lay(tmp_path, **{"compression.ipynb": worked(), "picture.png": b"\x89PNG"})
    assert graded(tmp_path, skeleton) == (True, [])


def test_windows_line_ends_change_no_cell(tmp_path, skeleton):
    nb = json.loads(worked())
    for cell in nb["cells"]:
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]
    lay(tmp_path, **{"compression.ipynb": json.dumps(nb)})
    assert graded(tmp_path, skeleton) == (True, [])


def test_what_lay_there_instead_is_said(tmp_path, skeleton):
    lay(tmp_path, **{"report.pdf": b"%PDF", "answer.docx": b"PK"})
    found, notes = graded(tmp_path, skeleton)
    assert not found and "report.pdf" in notes[0] and "answer.docx" in notes[0]


@pytest.mark.parametrize("packed", [b"Rar!", b"\x1f\x8b\x08cut off", b"PK\x03\x04cut off"])
def test_an_archive_that_is_none_is_said_and_is_not_all(tmp_path, skeleton, packed):
    lay(tmp_path, **{"a.gz": packed, "b.ipynb": packed, "c.zip": packed})
    found, notes = graded(tmp_path, skeleton)
    assert not found and "a.gz" in str(notes) and "b.ipynb" in str(notes) and "c.zip" in str(notes)
    lay(tmp_path, **{"compression.ipynb": worked()})
    assert graded(tmp_path, skeleton) == (True, [])


def test_a_letter_under_its_name_is_no_archive_of_work(tmp_path, skeleton):
    lay(tmp_path, **{"compression.ipynb": zipped(**{"word/document.xml": "<w/>"})})
    found, notes = graded(tmp_path, skeleton)
    assert not found and "zip archive under its name" in notes[0]


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_a_file_that_cannot_be_read_beside_a_good_one(tmp_path, skeleton):
    lay(tmp_path, **{"compression.ipynb": worked(), "other.ipynb": worked()})
    (tmp_path / "other.ipynb").chmod(0)
    assert graded(tmp_path, skeleton)[0]


def test_links_and_pipes_are_left(tmp_path, skeleton):
    os.mkfifo(tmp_path / "compression.ipynb")
    (tmp_path / "a.ipynb").symlink_to(released_notebook(LAB))
    found, notes = graded(tmp_path, skeleton)
    assert not found and notes == ["no notebook was handed in: compression.ipynb is missing"]


@pytest.mark.parametrize("archive", [b"PK", b"", b"PK\x05\x06" + bytes(17)])
def test_an_archive_that_is_none_is_said(tmp_path, skeleton, archive):
    lay(tmp_path, **{"work.zip": archive})
    assert "work.zip" in graded(tmp_path, skeleton)[1][0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("compression.ipynb", b"\0" * 4096, "did not come to its end"),
        ("compression.ipynb", b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (
            "compression.ipynb",
            b'{\n<<<<<<< HEAD\n"cells": []\n=======\n"cells": 1\n>>>>>>> theirs\n}',
            "git's marks of a merge",
        ),
        ("lab.tar.gz", b"\x1f\x8b nothing", "lab.tar.gz cannot be read"),
        ("lab.tgz", b"", "lab.tgz cannot be read"),
        ("lab.7z", b"7z\xbc\xaf", "lab.7z"),
    ],
)
def test_what_git_or_a_cloud_made_of_it_is_said(tmp_path, skeleton, name, content, words):
    lay(tmp_path, **{name: content})
    found, notes = graded(tmp_path, skeleton)
    assert not found and len(notes) == 1 and words in notes[0]


def importing(line: str) -> str:
    return nbformat.writes(set_cell(released(), "rle", line))


@pytest.mark.parametrize(
    ("line", "files", "taken"),
    [
        ("from mine import *", {"mine.py": "A = 1"}, ["mine"]),
        ("import numpy as np, mine as m", {"mine.py": "import other", "other.py": ""}, ["mine", "other"]),
        ("    from mine import rle_encode", {"mine.py": ""}, ["mine"]),
        ("import mine", {"elsewhere/mine.py": ""}, []),
        # Python's own, the course's and a library's are not the student's
        ("import random, warehouse, numpy", dict.fromkeys(["random.py", "warehouse.py", "numpy.py"], ""), []),
        ("import __main__", {"__main__.py": ""}, []),
        ("x = 1", {"mine.py": ""}, []),
        ("from mine.a import b", {"mine/__init__.py": "", "mine/a.py": "import c", "c.py": ""},
         ["mine/__init__", "mine/a", "c"]),
        ("import mine.deep.a as a, numpy", {"mine/deep/a.py": "", "other/b.py": ""}, ["mine/deep/a"]),
        ("%run mine.py", {"mine.py": "import other", "other.py": ""}, ["mine", "other"]),
        ("%run -i './random.py'", {"random.py": ""}, ["random"]),
    ],
)  # fmt: skip
def test_modules_that_it_imports_come_along(tmp_path, skeleton, line, files, taken):
    """nbgrader #940: they lie in its folder, where Jupyter finds them."""
    lay(tmp_path, **{"compression.ipynb": importing(line), **files})
    nb = repair.repaired(tmp_path, LAB, skeleton)
    nbformat.validate(nb)
    written = [c.source for c in nb.cells if c.source.startswith("%%writefile")]
    assert [cell.split()[1] for cell in written] == [f"{name}.py" for name in taken]
    notes = nb.metadata[repair.NOTES]
    assert all(name in notes[0] for name in taken) if taken else notes == []


def test_a_module_that_cannot_be_read_costs_the_notebook_nothing(tmp_path, skeleton):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as zipped:
        zipped.writestr("compression.ipynb", importing(f"import mine\n{RIGHT_RLE}"))
        zipped.writestr("mine.py", "A = 1")
        zipped.getinfo("mine.py").flag_bits |= 1  # it wants a password
    nb = repair.repaired(tmp_path, LAB, skeleton)
    assert RIGHT_RLE in {cell["id"]: cell.source for cell in nb.cells}["rle"]
    assert "mine.py, which the notebook imports, cannot be read" in " ".join(
        nb.metadata[repair.NOTES]
    )


def test_another_courses_notebook_is_one_note(tmp_path, skeleton):
    nb = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f"def homework_{n}(): pass") for n in range(9)]
    )
    lay(tmp_path, **{"compression.ipynb": nbformat.writes(nb)})
    found, notes = graded(tmp_path, skeleton)
    assert not found and len(notes) == 1 and "another notebook" in notes[0]


def test_all_code_in_one_cell_at_the_end_is_taken_for_every_exercise(tmp_path, skeleton):
    nb = released()
    answers = set_cell(released(), "rle", RIGHT_RLE)
    wanted = [cell.source for cell in answers.cells if cell["id"] in ("rle", "bit_packing")]
    nb.cells.append(nbformat.v4.new_code_cell("\n\n\n".join(wanted)))
    lay(tmp_path, **{"compression.ipynb": nbformat.writes(nb)})
    rebuilt = repair.repaired(tmp_path, LAB, skeleton)
    sources = {cell["id"]: cell.source for cell in rebuilt.cells}
    assert RIGHT_RLE in sources["rle"]
    assert "raise" not in sources["bit_packing"]  # the stub would overwrite what stands above
    notes = " ".join(rebuilt.metadata[repair.NOTES])
    assert "held its stub" in notes and "bit_packing stands in the cell rle" in notes


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("compression.ipynb", "\n<!DOCTYPE html>\n<html>", "a web page"),
        ("compression.ipynb", "%PDF-1.7", "a print"),
        ("compression.ipynb", "PK\x03\x04", "a zip archive"),
        ("compression.html", "<html>", "hand in the notebook it was made of"),
        ("compression.rar", "Rar!", "an archive that is not opened here"),
        (".compression.ipynb.icloud", "bplist00", "still in iCloud"),
        ("README.md", "# Mine", "holds no code"),
    ],
)
def test_what_stands_in_a_notebooks_place_is_said(tmp_path, skeleton, name, content, words):
    lay(tmp_path, **{name: content})
    found, notes = graded(tmp_path, skeleton)
    assert not found and words in notes[0]


def test_an_archive_with_a_password_is_said(tmp_path, skeleton):
    data = bytearray(zipped(**{"compression.ipynb": worked()}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + flags] |= 1
    lay(tmp_path, **{"lab.zip": bytes(data)})
    assert "wants a password" in graded(tmp_path, skeleton)[1][0]
