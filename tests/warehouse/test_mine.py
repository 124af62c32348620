"""Parts of a reader's own notebooks: taken where their examples pass, and only these."""

from __future__ import annotations

import json
import re

import nbformat
import pytest

from autograder import paths
from autograder.execution import warm
from warehouse import mine

EXAMPLES = """
def examples():
    from warehouse.checks import Exercise, run, same

    exercise = Exercise("{name}", "made", section="")

    @exercise.check("one")
    def one():
        same(run({name}, b"one"), b"one", "the bytes")

    exercise.examples()


examples()
"""


def made(folder, cells, lab="made"):
    """A notebook of these cells, (id, source, what nbgrader knows of it, tags) each."""
    notebook = nbformat.v4.new_notebook()
    for id_, source, known, tags in cells:
        metadata = {"tags": tags} | ({"nbgrader": {"grade_id": id_, **known}} if known else {})
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=id_, metadata=metadata))
    (folder / lab).mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / lab / f"{lab}.ipynb")
    return folder


def exercise(name, source):
    return [
        (name, source, {"solution": True, "grade": False}, []),
        (f"{name}-examples", EXAMPLES.format(name=name), {"grade": True, "points": 0}, []),
    ]


def test_what_passes_its_examples_is_taken_by_value(tmp_path):
    setup = "import functools\nimport pyarrow as pa\nCODEC = pa.Codec('zstd')"
    cells = [
        ("setup", setup, {"grade": False, "locked": True}, []),
        *exercise("whole", "def whole(data):\n    return bytes(CODEC.decompress(CODEC.compress(data), len(data)))"),
        *exercise("kept", "@functools.lru_cache(4)\ndef kept(data):\n    return helper(data)"),
        ("own", "def helper(data):\n    return data", {}, []),
        *exercise("twice", "def twice(data):\n    return data"),
        *exercise("wrong", "def wrong(data):\n    return b''"),
        *exercise("stub", "def stub(data):\n    raise NotImplementedError('not started')"),
        *exercise("locked", "import threading\nlock = threading.Lock()\ndef locked(data):\n    return data if lock else b''"),
        ("broken", "1 / 0", {}, []),
        ("view", "open('ran', 'w')", {}, ["skip-execution"]),
        ("stub-checks", "open('ran', 'w')", {"grade": True, "points": 5}, []),
    ]  # fmt: skip
    labs = made(tmp_path / "labs", cells)
    wanted = {name: [name] for name in ("whole", "kept", "wrong", "stub", "locked", "absent")}
    wanted["twice"] = ["twice", "also"]
    found = mine.take("made", wanted, labs)
    assert found["whole"].parts["whole"](b"many" * 9) == b"many" * 9
    kept = found["kept"].parts["kept"]
    assert kept(b"x") == b"x" and kept.cache_info().maxsize == 4
    assert found["twice"] == mine.Taken({}, "also is not defined")
    assert found["wrong"] == mine.Taken({}, "0 of 1 examples pass")
    assert found["stub"] == mine.Taken({}, "not started yet")
    assert found["locked"].parts == {} and "cannot leave" in found["locked"].why
    assert found["absent"].why == "its notebook has no examples of it"
    assert not (labs / "made" / "ran").exists()
    # the same notebook is not run again; what has been saved since is
    runs = mine._run.cache_info().misses
    assert mine.take("made", wanted, labs)["wrong"] == found["wrong"]
    assert mine._run.cache_info().misses == runs
    made(tmp_path / "labs", exercise("wrong", "def wrong(data):\n    return data"))
    assert mine.take("made", {"wrong": ["wrong"]}, labs)["wrong"].parts


def test_a_notebook_that_ends_its_process_costs_the_others_nothing(tmp_path):
    labs = made(tmp_path / "labs", exercise("ends", "import os\nos._exit(3)"))
    found = mine.take("made", {"ends": ["ends"]}, labs)
    assert found == {"ends": mine.Taken({}, "its notebook ended the Python process")}


def test_one_that_comes_to_no_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(mine, "SECONDS", 0.2)
    labs = made(tmp_path / "labs", exercise("waits", "import time\ntime.sleep(60)"))
    found = mine.take("made", {"waits": ["waits"]}, labs)
    assert found["waits"].why == "its notebook did not come to an end within 0.2 s"


def test_the_readers_own_is_found_and_never_a_source(tmp_path, monkeypatch):
    labs = made(tmp_path / "labs", exercise("one", ""))
    made(tmp_path / "solutions", exercise("one", ""))
    for here in (labs / "made", tmp_path):
        monkeypatch.chdir(here)
        assert mine.notebook("made") == labs / "made" / "made.ipynb"
    monkeypatch.chdir(tmp_path / "solutions" / "made")
    assert mine.notebook("made") is None
    assert mine.notebook("zone_maps") == paths.released_notebook("zone_maps")
    assert mine.take("absent", {"one": ["one"]})["one"].why == "there is no notebook absent.ipynb"


def test_nothing_of_it_is_to_be_had_while_a_lab_is_graded(monkeypatch):
    assert mine.GRADER == warm.GRADER, "what the grader's processes are known by"
    monkeypatch.setenv(mine.GRADER, "1")
    with pytest.raises(mine.NotWhileGraded, match="while a lab is graded"):
        mine.take("zone_maps", {"scan": ["scan"]})


def test_no_check_and_no_graded_cell_comes_near_it():
    near = re.compile(
        r"warehouse\.mine|import mine|capstone\.(earlier|yours)|import (earlier|yours)"
    )
    for path in paths.SOLUTIONS.rglob("*.py"):
        assert not near.search(path.read_text()), path
    for lab in paths.labs():
        for cell in json.loads(paths.source_notebook(lab).read_text())["cells"]:
            if cell["metadata"].get("nbgrader"):
                assert not near.search("".join(cell["source"])), (lab, cell["id"])
