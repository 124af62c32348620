"""The tests of the tests: every wrong answer of the corpus is caught for its reason, every check
catches one alone."""

from __future__ import annotations

import json

import pytest

from autograder import paths
from autograder.quality import corpus
from autograder.reports import hints


def caught(matrix):
    return {
        (exercise, name): sorted(answer["fails"])
        for exercise, row in matrix["exercises"].items()
        for name, answer in row["answers"].items()
    }


def stored(lab):
    return json.loads((paths.answers(lab) / "matrix.json").read_text())


@pytest.mark.parametrize("lab", paths.labs())
def test_the_answers_corpus(lab):
    """Every check's own catch and a right answer for each exercise (all of it: make answers)."""
    matrix = corpus.run(lab, among=corpus.smallest(lab))
    assert [fault for fault in corpus.faults(matrix) if "are the least" not in fault] == []
    print(corpus.as_text(matrix))
    assert caught(matrix).items() <= caught(stored(lab)).items(), (
        f"run: python -m autograder answers {lab}"
    )


@pytest.mark.parametrize("lab", paths.labs())
def test_the_stored_matrix_is_that_of_the_answers_there_are(lab):
    assert corpus.faults(stored(lab)) == []
    assert set(caught(stored(lab))) == {
        (answer.exercise, answer.name) for answer in corpus.load(lab)
    }


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
    assert corpus.faults(matrix_of(good)) == []
    bad = good | changed
    if "w1" in changed:
        bad = {name: a for name, a in bad.items() if a["reason"] != "b" or name == "w1"} | {
            f"x{i}": answer() for i in range(6)
        }
    assert any(words in fault for fault in corpus.faults(matrix_of(bad)))


def test_too_few_answers_and_stubs_that_earn_are_faults():
    faults = corpus.faults(
        matrix_of({"w": answer()}, checks=["a"], trivial={"None": 1.0, "zero": 0})
    )
    assert any("1 wrong and 0 right" in fault for fault in faults)
    assert any("trivial stub None earns 1.0" in fault for fault in faults)


def result(*failing, checks=("empty", "bits", "texts"), outcome="wrong"):
    rows = [{"name": name, "outcome": outcome if name in failing else "passed"} for name in checks]
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
