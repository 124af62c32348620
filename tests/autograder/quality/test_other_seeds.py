"""The corpus under other course seeds: who is caught or kept by luck is named."""

from __future__ import annotations

import pytest

from autograder import paths
from autograder.quality import other_seeds, sampling
from autograder.quality.answer_files import Answer, exercises, load
from conftest import sample_seed

LAB = "warmup"
LUCKY = "import os\nif os.environ.get('COURSE_SEED') {} '1':\n    {} = lambda *a, **k: None\n"


def test_who_is_judged_by_the_seed_is_named(monkeypatch):
    """A right answer that is one under the public seed alone, a wrong one that seed 1 does not show,
    and the reference and two sound ones beside them."""
    first = exercises(LAB)[0]
    some = [answer for answer in load(LAB) if answer.exercise == first]
    sound = [next(a for a in some if a.kind == kind) for kind in ("right", "wrong")]
    lucky = [
        Answer(LAB, first, f"{kind}_by_luck", kind, "", "", "", LUCKY.format(test, first))
        for kind, test in (("right", "=="), ("wrong", "!="))
    ]
    monkeypatch.setattr(other_seeds, "load", lambda lab: [*sound, *lucky])
    right, wrong = other_seeds.run(LAB, references=1, whole=1)
    assert right.startswith(f"{first}/right_by_luck, seed 1: loses ")
    assert wrong == f"{first}/wrong_by_luck, seed 1: a wrong answer passes"


def test_what_cannot_be_graded_is_a_fault():
    answer = Answer(LAB, "e", "right_x", "right", "", "", "", "")
    assert other_seeds.faults(3, [answer], ["NameError: x"]) == [
        "e/right_x, seed 3: cannot be graded: NameError: x"
    ]


#: A minute or two a lab: in ``make test-all``.
WHOLE = paths.labs() if sample_seed() == sampling.ALL else []


@pytest.mark.parametrize("lab", WHOLE)
def test_nobody_is_caught_or_kept_by_luck(lab):
    assert other_seeds.run(lab, references=40, whole=1) == []
