"""The tests of the tests: what the kill matrix of every lab says is so, it is of what is there now,
and a part of it is tried again."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from autograder import paths
from autograder.quality import answer_files, corpus, matrix, sampling
from autograder.reports import hints
from conftest import sample_seed
from warehouse.checks import MIME, Exercise, run

LABS = paths.labs()


@pytest.fixture(scope="module")
def graders():
    with corpus.Graders() as graders:
        yield graders


@pytest.mark.parametrize("lab", LABS)
def test_the_stored_matrix_is_of_what_is_there_now_and_has_no_faults(lab):
    stale = corpus.stale(lab)
    assert not stale, (
        f"what {', '.join(stale)} of {lab} is made from has changed: run python -m autograder answers {lab} --stale"
    )
    rows = matrix.stored(lab)
    assert list(rows) == answer_files.exercises(lab)
    assert matrix.faults({"lab": lab, "exercises": rows}) == []


#: So many labs a day, however many the course has; a change in a lab makes its matrix stale, and whoever
#: renews it runs all of its answers.
SAMPLED, APART = (
    sampling.some(LABS, many, sample_seed()) if sample_seed() != sampling.EACH else LABS
    for many in (3, 2)
)


@pytest.mark.parametrize("lab", SAMPLED, ids=[f"{lab}-{sample_seed()}" for lab in SAMPLED])
def test_a_sample_of_the_answers_is_judged_as_the_matrix_says(lab, graders):
    assert corpus.rerun(lab, corpus.sample(lab, sample_seed()), graders) == []


@pytest.mark.parametrize("lab", APART, ids=[f"{lab}-{sample_seed()}" for lab in APART])
def test_two_processes_judge_as_one_does(lab):
    """On a sample of two labs; ``answers LAB --apart`` runs all of one."""
    assert corpus.compare(lab, set(corpus.sample(lab, sample_seed()).answers)) == []


def test_a_sample_changes_with_its_seed_and_only_with_it():
    lab = "managed_storage"
    few, whole = corpus.sample(lab, "2026-11-27"), corpus.sample(lab, sampling.ALL)
    assert few == corpus.sample(lab, "2026-11-27") != corpus.sample(lab, "2026-11-28")
    assert len(few.answers) == corpus.FEW_ANSWERS and len(few.stubs) == corpus.FEW_STUBS
    assert few.answers.items() <= whole.answers.items()
    assert few.stubs.items() <= whole.stubs.items()
    assert len(whole.answers) == len(answer_files.load(lab))
    assert set(corpus.sample(lab, sampling.EACH).answers) == corpus.smallest(lab)


def test_in_a_year_of_days_every_answer_is_looked_at():
    answers = [(answer.exercise, answer.name) for answer in answer_files.load("managed_storage")]
    days = (date(2026, 1, 1) + timedelta(day) for day in range(366))
    looked = {
        one for day in days for one in sampling.some(answers, corpus.FEW_ANSWERS, day.isoformat())
    }
    assert len(looked) > 0.95 * len(answers)


def test_a_check_that_ran_out_of_time_is_not_compared(monkeypatch, graders):
    lab = "managed_storage"
    (key, code), *_ = corpus.sample(lab, sampling.EACH).answers.items()
    checks = matrix.stored(lab)[key[0]]["checks"]
    expected = matrix.stored(lab)[key[0]]["answers"][key[1]]["fails"]

    def found(outcome: str) -> list[str]:
        other = next(check for check in checks if check not in expected)
        rows = [
            {
                "name": check,
                "outcome": outcome
                if check == other
                else "wrong"
                if check in expected
                else "passed",
            }
            for check in checks
        ]
        monkeypatch.setattr(graders, "grade", lambda lab, tasks: [{"checks": rows}][: len(tasks)])
        return corpus.rerun(lab, corpus.Sample({key: code}, {}), graders)

    assert found("passed") == [] == found("over a limit")
    assert len(found("wrong")) == 1 == len(found("error"))


def test_where_an_answer_is_judged_otherwise_than_stored_is_said(monkeypatch, graders):
    """The matrix of another course: a right answer that is said to fail, a wrong one that fails
    something else."""
    lab = "managed_storage"
    whole, rows = corpus.sample(lab, sampling.ALL), matrix.stored(lab)
    (right, wrong) = (
        next(
            (name, answer)
            for name, row in rows.items()
            for answer, said in row["answers"].items()
            if said["kind"] == kind and len(said["fails"]) == (kind == "wrong")
        )
        for kind in ("right", "wrong")
    )
    chosen = corpus.Sample({key: whole.answers[key] for key in (right, wrong)}, {})
    assert corpus.rerun(lab, chosen, graders) == []
    for name, answer in (right, wrong):
        rows[name]["answers"][answer]["fails"] = {"another": "wrong"}
    monkeypatch.setattr(corpus, "stored", lambda lab: rows)
    found = corpus.rerun(lab, chosen, graders)
    assert [answer in line for line, (_, answer) in zip(found, (right, wrong))] == [True, True]


def test_what_is_stored_of_one_exercise_leaves_the_others_as_they_are(monkeypatch, tmp_path):
    folder = tmp_path / "answers"
    shutil.copytree(paths.answers("zone_maps"), folder)
    monkeypatch.setattr(matrix, "answers_of", lambda lab: folder)
    before, stale = matrix.stored("zone_maps"), corpus.stale("zone_maps")
    changed = {"scan": {**before["scan"], "digest": "of nothing"}}
    matrix.store({"lab": "zone_maps", "exercises": changed})
    assert matrix.stored("zone_maps") == before | changed
    assert set(corpus.stale("zone_maps")) == {*stale, "scan"}


def matrix_of(answers, checks=("a", "b"), trivial=None):
    return {
        "lab": "x",
        "exercises": {"e": {"checks": list(checks), "answers": answers, "trivial": trivial or {}}},
    }


def answer(kind="wrong", reason="a", fails=("a",)):
    return {
        "kind": kind,
        "about": "",
        "reason": reason,
        "hint": "h",
        "fails": dict.fromkeys(fails, "wrong"),
    }


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"w0": answer(fails=())}, "survives"),
        ({"w0": answer(reason="b", fails=("a",))}, "names b as its reason"),
        ({"r0": answer("right", fails=("a",))}, "a right answer fails a"),
        ({"w1": answer(reason="b", fails=("a", "b"))}, "check b kills nothing on its own"),
    ],
)
def test_a_corpus_that_falls_short_is_named(changed, words):
    good = {f"w{i}": answer(reason="ab"[i % 2], fails=("ab"[i % 2],)) for i in range(6)}
    good |= {f"r{i}": answer("right", fails=()) for i in range(2)}
    assert matrix.faults(matrix_of(good)) == []
    bad = good | changed
    if "w1" in changed:
        bad = {name: a for name, a in bad.items() if a["reason"] != "b" or name == "w1"} | {
            f"x{i}": answer() for i in range(6)
        }
    assert any(words in fault for fault in matrix.faults(matrix_of(bad)))


def test_too_few_answers_and_stubs_that_earn_are_faults():
    faults = matrix.faults(
        matrix_of({"w": answer()}, checks=["a"], trivial={"None": 1.0, "zero": 0})
    )
    assert any("1 wrong and 0 right" in fault for fault in faults)
    assert any("trivial stub None earns 1.0" in fault for fault in faults)


def result(*failing, checks=("empty", "bits", "texts"), outcome="wrong"):
    rows = [
        {"name": name, "outcome": outcome if name in failing else "passed", "message": ""}
        for name in checks
    ]
    return {"lab": "demo", "exercise": "e", "checks": rows}


def test_the_hint_is_that_of_the_nearest_pattern_or_none(monkeypatch):
    answers = {
        "one": {"fails": {"empty": "wrong"}, "hint": "look at empty"},
        "two": {"fails": {"bits": "", "texts": ""}, "hint": "bits"},
    }
    monkeypatch.setattr(hints, "_matrix", lambda lab: {"e": {"answers": answers}})
    assert hints.nearest(result("empty")) == ["look at empty"]
    assert hints.nearest(result("bits", "texts")) == ["bits"]
    assert hints.nearest(result("bits")) == ["bits"]
    assert hints.nearest(result()) == []
    assert hints.nearest(result("empty", "bits", "texts", outcome="not started")) == []
    far = result("x1", "x2", "x3", checks=("x1", "x2", "x3"))
    assert hints.nearest(far) == []


def test_a_function_that_is_not_there_has_no_misconception(monkeypatch):
    """As where a colon is missing, and Python read nothing of the cell."""
    exercise = Exercise("e", "demo", section="a section")

    @exercise.check("it is called", points=1)
    def called():
        run(not_defined_anywhere, 1)  # noqa: F821

    data = exercise.score()._repr_mimebundle_()[MIME]
    answers = {"one": {"fails": {"called": "error"}, "hint": "hint"}}
    monkeypatch.setattr(hints, "_matrix", lambda lab: {"e": {"answers": answers}})
    assert hints.nearest(data) == []
    data["checks"][0]["message"] = "AttributeError: no such field"
    assert hints.nearest(data) == ["hint"]


@pytest.mark.parametrize(
    ("failing", "shown"),
    [(("a", "b"), ["hint"]), (("a",), ["hint"]), (("b", "c"), []), (("a", "c", "d"), [])],
)
def test_a_pattern_that_shares_less_than_half_has_no_hint(failing, shown, monkeypatch):
    """Of all checks that fail here or there: two of two, one of two, one of three, one of four."""
    answers = {"one": {"fails": {"a": "wrong", "b": "wrong"}, "hint": "hint"}}
    monkeypatch.setattr(hints, "_matrix", lambda lab: {"e": {"answers": answers}})
    assert hints.nearest(result(*failing, checks=("a", "b", "c", "d"))) == shown
