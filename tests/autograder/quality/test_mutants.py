"""Automatic mutants: they are other programs than the reference, their names are theirs alone, and the
list of those that no check can tell names only such as there are."""

from __future__ import annotations

import ast
import json
import os

import pytest

from autograder.paths import UsageError, labs
from autograder.quality import answer_files, changes, mutants, sampling

MANY = 4  # labs that a run looks at, others every day


def looked_at() -> list[str]:
    seed = os.environ[sampling.VARIABLE]
    return labs() if seed == sampling.EACH else sampling.some(labs(), MANY, seed)


@pytest.mark.parametrize("lab", looked_at())
def test_every_mutant_is_another_program_with_a_name_of_its_own(lab):
    for exercise in answer_files.exercises(lab):
        made = mutants.mutants(lab, exercise)
        same = ast.unparse(ast.parse(changes.reference(lab, exercise)))
        assert len({mutant.name for mutant in made}) == len(made) == len({m.code for m in made})
        assert same not in {mutant.code for mutant in made}


def test_operators_borders_statements_and_branches_are_changed():
    names = " ".join(mutant.name for mutant in mutants.mutants("compression", "rle"))
    for change in ("=> if False", "=> if True", "!= bits", "=> return None", "1 => 2", ":-1 => :"):
        assert change in names


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"rle_encode: 1 => 77" = "no such mutant"', "has no mutant"),
        ("[", "no TOML"),
        ("NAME = 'short'", "say why"),
    ],
)
def test_a_list_of_equivalents_that_says_nothing_is_refused(tmp_path, monkeypatch, text, words):
    name = mutants.mutants("compression", "rle")[0].name
    (tmp_path / "rle").mkdir()
    (tmp_path / "rle" / mutants.EQUIVALENT).write_text(text.replace("NAME", json.dumps(name)))
    monkeypatch.setattr(mutants, "answers_of", lambda lab: tmp_path)
    with pytest.raises(UsageError, match=words):
        mutants.equivalent("compression", "rle")


def test_a_run_tells_the_dead_from_the_living(tmp_path, monkeypatch):
    """Of the empty column's branch some changes are none, of the decoder's there are not any."""
    monkeypatch.setattr(mutants, "answers_of", lambda lab: tmp_path)
    made = [mutant.name for mutant in mutants.mutants("compression", "rle")]
    dead = [name for name in made if name.startswith("rle_decode")]
    alive = [name for name in made if ":0 => :" in name]
    among = {("rle", name) for name in (*dead, *alive)}
    row = mutants.run("compression", "rle", among)["rle"]
    assert row["all"] == len(among) and row["survivors"] == alive
    assert mutants.faults({"rle": row})
