"""The attack corpus as it lies on disk: every attack says what it must, and its submission can be
written. None is run here."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest

from autograder import paths
from autograder.quality import attack_corpus, corpus
from autograder.quality.attack_corpus import ATTACKS, CANARY, KINDS, attacks, write_submission

ALL = attacks()


#: They take seconds to write: where they are graded.
LARGE = ("many_cells", "huge_notebook")


@cache
def released(lab: str) -> dict[str, str]:
    """The sources of a released notebook by cell id."""
    cells = nbformat.read(paths.released_notebook(lab), as_version=4).cells
    return {cell["id"]: cell.source for cell in cells}


@cache
def points(lab: str) -> dict[str, float]:
    cells = nbformat.read(paths.released_notebook(lab), as_version=4).cells
    return {
        c["id"].removesuffix("-checks"): c.metadata.nbgrader.points
        for c in cells
        if c["id"].endswith("-checks")
    }


def written(attack, folder):
    nb = json.loads((folder / f"{attack.lab}.ipynb").read_text())
    return {cell["id"]: "".join(cell["source"]) for cell in nb["cells"]}


def test_there_are_enough_of_every_kind_and_no_stray_files():
    assert len(ALL) >= 200
    assert len({attack.name for attack in ALL}) == len(ALL)
    assert all(len(attacks(kind)) >= 15 for kind in KINDS)
    files = {
        path for path in ATTACKS.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert files == {ATTACKS / attack.kind / f"{attack.name}.py" for attack in ALL}


def test_every_attack_says_what_it_tries_and_what_must_happen():
    faults = []
    for attack in ALL:
        most = points(attack.lab)
        due = sum(most.get(name, 0) for name in attack.exercises)
        holds = {
            "what it tries is a sentence": attack.tries.endswith("."),
            "what must happen is said": len(attack.must) > 15,
            "its exercises are the lab's": {*attack.exercises, *attack.cells} <= set(most),
            "its points are those there are": 0 <= attack.keeps <= attack.earns <= due,
        }
        faults += [
            f"{attack.kind}/{attack.name}: not so: {words}" for words in holds if not holds[words]
        ]
    assert faults == []


def test_every_submission_can_be_written(tmp_path):
    faults = []
    for attack in ALL:
        if attack.name not in LARGE:
            root = tmp_path / attack.name
            write_submission(attack, root / "submitted" / "attacker" / attack.lab)
            faults += [f"{attack.kind}/{attack.name}: {fault}" for fault in amiss(attack, root)]
            shutil.rmtree(root)
    assert faults == []


def amiss(attack: attack_corpus.Attack, root: Path) -> Iterator[str]:
    """What is not as it must be in a submission that was written below ``root``."""
    folder = root / "submitted" / "attacker" / attack.lab
    if [path.name for path in root.iterdir()] != ["submitted"]:
        yield "an attack writes into its own folder"
    if attack.build is None:
        cells, stubs = written(attack, folder), released(attack.lab)
        for name in points(attack.lab):
            reference = attack.others == "reference" and name not in attack.exercises
            right = attack_corpus.reference(attack.lab) if reference else stubs
            if cells[name] != attack.cells.get(name, right[name]):
                yield f"the cell {name} is neither the attack's nor what it is without"
    for path in folder.iterdir():
        readable = path.is_file() and not path.is_symlink() and os.access(path, os.R_OK)
        if readable and path.stat().st_size < 1 << 20 and CANARY.encode() in path.read_bytes():
            yield "an attack that knows the canary proves nothing"


def test_the_code_of_every_attack_compiles():
    faults = []
    for attack in ALL:
        for name, source in attack.cells.items():
            try:
                if not source.startswith("%%"):
                    compile(source, attack.name, "exec")
            except (SyntaxError, ValueError) as error:
                faults.append(f"{attack.kind}/{attack.name}: {name}: {error}")
    assert faults == []


def test_what_could_destroy_a_machine_is_bounded_or_guarded():
    for path in ATTACKS.rglob("*.py"):
        text = path.read_text()
        for danger in (
            "os.kill(-1",
            "os.kill(os.getppid()",
            "os.killpg(",
            "os.kill(0",
            ".ptrace(",
            ".unshare(",
        ):
            assert danger not in text or "os.getuid()" in text, (
                f"{path.name}: {danger} must not be done as root"
            )
        assert "rmtree" not in text or "neighbour" in text
        assert "/work/" not in text
        assert not re.search(
            r"os\.(remove|unlink|rename|replace)\(|Path\.unlink|truncate\([^p]", text
        ), path.name
        for loop in re.findall(
            r"^ *while True:\n(?: .*\n)*?.*os\.fork\(\).*$", text, flags=re.MULTILINE
        ):
            raise AssertionError(f"{path.name}: an endless loop that forks: {loop}")


def test_the_answers_that_attacks_are_built_on_earn_what_the_attacks_count_on():
    failing = {}
    for name in ("RIGHT_RLE", "SLOW_RLE", "WRONG_RLE"):
        data = corpus.grade_answer("compression", "rle", getattr(attack_corpus, name))
        failing[name] = [check["name"] for check in data["checks"] if check["outcome"] != "passed"]
        earned = sum(check["earned"] for check in data["checks"])
        assert earned == {"RIGHT_RLE": 10, "SLOW_RLE": 8, "WRONG_RLE": 0}[name], failing
    assert failing["SLOW_RLE"] == ["speed"]


def test_the_reference_is_written_without_nbgraders_marks():
    for lab in paths.labs():
        for name, source in attack_corpus.reference(lab).items():
            assert "SOLUTION" not in source
            assert ast.parse(source).body, name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CELLS = {'rle': 'x'}", "must state"),
        ('"""Tries.\n\nmust: fail\nexercises: rle\n"""\nCELLS = {"rle": "x"}', "earns"),
        ('"""Tries.\n\nmust: fail\nearns: 0\nexercises: rle\n"""', "CELLS or build"),
        (
            '"""Tries.\n\nmust: fail\nearns: 0\nexercises: rle\nothers: none\n"""\nCELLS = {"rle": "x"}',
            "others must be",
        ),
        (
            '"""Tries.\n\nmust: fail\nearns: 0\nexercises: rle\nlab: none\n"""\nCELLS = {"rle": "x"}',
            "no lab",
        ),
    ],
)
def test_a_file_that_does_not_say_what_it_must_is_refused(text, words, tmp_path):
    path = tmp_path / "forge" / "half.py"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(paths.UsageError, match=words):
        attack_corpus.load(path)
