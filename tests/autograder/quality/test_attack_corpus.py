"""The attack corpus as it lies on disk: every attack says what it must, and its submission can be
written. None is run here."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil

import nbformat
import pytest

from autograder import paths
from autograder.quality import attack_corpus, corpus
from autograder.quality.attack_corpus import ATTACKS, CANARY, KINDS, attacks, write_submission

ALL = attacks()


def ids(found):
    return [f"{attack.kind}/{attack.name}" for attack in found]


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


@pytest.mark.parametrize("attack", ALL, ids=ids(ALL))
def test_every_attack_says_what_it_tries_and_what_must_happen(attack):
    assert attack.tries.endswith(".")
    assert len(attack.must) > 15
    most = points(attack.lab)
    assert set(attack.exercises) <= set(most)
    assert 0 <= attack.keeps <= attack.earns <= sum(most[name] for name in attack.exercises)
    assert set(attack.cells) <= set(most)


@pytest.mark.parametrize("attack", ALL, ids=ids(ALL))
def test_every_submission_can_be_written(attack, tmp_path):
    folder = tmp_path / "submitted" / "attacker" / attack.lab
    write_submission(attack, folder)
    assert os.path.isdir(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["submitted"], (
        "an attack writes into its own folder"
    )
    if attack.build is None:
        cells = written(attack, folder)
        stubs = {
            c["id"]: c.source
            for c in nbformat.read(paths.released_notebook(attack.lab), as_version=4).cells
        }
        for name in points(attack.lab):
            if name in attack.cells:
                assert cells[name] == attack.cells[name]
            elif attack.others == "reference" and name not in attack.exercises:
                assert cells[name] == attack_corpus.reference(attack.lab)[name]
            else:
                assert cells[name] == stubs[name]
    for path in folder.iterdir():
        if (
            path.is_file()
            and not path.is_symlink()
            and path.stat().st_size < 1 << 20
            and os.access(path, os.R_OK)
        ):
            assert CANARY.encode() not in path.read_bytes(), (
                "an attack that knows the canary proves nothing"
            )
    shutil.rmtree(tmp_path / "submitted")


@pytest.mark.parametrize(
    "attack", [a for a in ALL if a.cells], ids=ids([a for a in ALL if a.cells])
)
def test_the_code_of_every_attack_compiles(attack):
    for source in attack.cells.values():
        if not source.startswith("%%"):
            compile(source, attack.name, "exec")


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
        attack_corpus._load(path)
