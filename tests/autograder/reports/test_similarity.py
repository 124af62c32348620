"""Near-identical submissions: copies are found through renaming, honest answers and what everybody
has are not."""

from __future__ import annotations

import re
import time
from itertools import combinations

import nbformat
import pytest

from autograder import paths
from autograder.quality import answer_files
from autograder.reports import similarity
from autograder.reports.similarity import answers_in, compare

MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


def stubs(lab: str = "compression") -> similarity.Answers:
    return answers_in(nbformat.read(paths.released_notebook(lab), as_version=4))


def reference(lab: str = "compression") -> similarity.Answers:
    sources = answers_in(nbformat.read(paths.source_notebook(lab), as_version=4))
    return {
        name: "\n".join(line for line in source.splitlines() if line.strip() not in MARKS)
        for name, source in sources.items()
    }


def alternatives(number: int, lab: str = "compression") -> similarity.Answers:
    """One right answer of the corpus to every exercise, the first or the second."""
    found: dict[str, list[str]] = {}
    for answer in answer_files.load(lab):
        if answer.kind == "right":
            found.setdefault(answer.exercise, []).append(answer.code)
    return {name: codes[number] for name, codes in found.items()}


def renamed(source: str) -> str:
    """A copy with other names, comments, texts and layout."""
    for old, new in (
        ("starts", "begin"),
        ("bits", "raw"),
        ("steps", "moves"),
        ("is_start", "flag"),
        ("codes", "numbers"),
    ):
        source = re.sub(rf"(?<![.\w]){old}\b", new, source)
    source = re.sub(r"#.*", "", source).replace('(f"', '(f"my own words: ')
    return "# all my own work\n" + source.replace("\n    return", "\n\n    # done\n    return")


def pairs(
    answers: dict[str, similarity.Answers], given: similarity.Answers | None = None
) -> set[tuple[str, str]]:
    return {
        (pair.first, pair.second)
        for pair in compare(answers, stubs() if given is None else given).pairs
    }


def test_a_copy_with_other_names_is_found():
    copied = {name: renamed(source) for name, source in reference().items()}
    assert copied["rle"] != reference()["rle"]
    found = compare({"ada": reference(), "bob": copied, "cleo": alternatives(0)}, stubs())
    assert [(pair.first, pair.second) for pair in found.pairs] == [("ada", "bob")]
    assert found.pairs[0].similarity > 0.9
    assert {one.name for one in found.pairs[0].exercises} == set(reference())


def test_the_excerpts_show_both_answers_and_mark_what_is_shared():
    copied = reference() | {"rle": "print('mine')\n" + reference()["rle"]}
    pair = compare({"ada": reference(), "bob": copied}, stubs()).pairs[0]
    first, second = next(one for one in pair.exercises if one.name == "rle").excerpts
    assert "\n".join(line for line, _ in first) == reference()["rle"]
    assert second[0] == ("print('mine')", False)
    assert any(shared and "np.flatnonzero" in line for line, shared in second)
    assert not any(
        shared for line, shared in second if line.startswith("def rle_encode(a: np.ndarray)")
    )


@pytest.mark.parametrize("lab", ["compression", "distribution", "snapshot_isolation", "zone_maps"])
def test_honest_answers_are_no_pair(lab):
    """Reference and alternatives to an exercise were written to differ; two that lean on one
    another are left out."""
    leaning = {("append_and_vacuum", 0), ("analyze", 1)}
    answers = {"reference": reference(lab)}
    for number in (0, 1):
        theirs = alternatives(number, lab)
        answers[f"alternative {number}"] = {
            n: code for n, code in theirs.items() if (n, number) not in leaning
        }
    assert pairs(answers, stubs(lab)) == set()


def test_one_copied_exercise_among_honest_ones_is_found():
    copier = alternatives(0) | {"table": reference()["table"]}
    found = compare({"ada": reference(), "bob": copier}, stubs()).pairs
    assert [[one.name for one in pair.exercises] for pair in found] == [["table"]]


def test_the_released_notebook_is_no_evidence():
    empty = {
        name: re.sub(r"raise NotImplementedError.*", "return None", source)
        for name, source in stubs().items()
    }
    assert pairs({"a": stubs(), "b": stubs(), "c": empty, "d": empty}) == set()
    assert compare({"a": stubs(), "b": stubs()}, stubs()).compared == 0


def test_short_answers_that_agree_are_no_evidence():
    short = "def rle_encode(a):\n    return RunLength(a, np.ones(len(a), np.int64))\n\ndef rle_decode(r):\n    return r.values\n"
    assert pairs({"a": {"rle": short}, "b": {"rle": renamed(short)}}) == set()


def test_what_many_wrote_makes_a_group_and_no_pairs():
    """Four of five have the same answer: more than may share evidence, and still not passed
    over."""
    answers = {name: {"table": reference()["table"]} for name in "abcd"} | {
        "e": {"table": alternatives(0)["table"]}
    }
    found = compare(answers, stubs())
    assert found.pairs == []
    assert [(group.students, group.exercises) for group in found.groups] == [
        (list("abcd"), ["table"])
    ]


def test_code_that_does_not_parse_is_compared_as_far_as_it_goes():
    broken = reference()["table"] + "\ndef unfinished(:\n    '''"
    assert pairs(
        {
            "a": {"table": broken},
            "b": {"table": broken},
            "c": {"table": "((((" * 5000},
            "d": {"table": "\ud800\0"},
        }
    ) == {("a", "b")}


def test_nobody_and_one():
    assert compare({}, stubs()).pairs == []
    assert compare({"a": reference()}, stubs()).compared == 1


def test_tokens_keep_the_course_s_names_and_drop_the_student_s():
    row = similarity.tokens(
        'def f(a):\n    """About."""\n    s = np.diff(a, axis=0)  # steps\n    return f"{s} wide"\n'
    )
    assert (
        " ".join(row.texts)
        == "def name ( name ) : name = np . diff ( name , axis = 0 ) return string"
    )
    assert row.lines[6] == 2


def test_three_hundred_students_take_seconds():
    """45 thousand pairs of one exercise's answers, all different; the whole lab takes about eight
    times as long."""
    lines = reference()["table"].splitlines()
    answers = {}
    for number in range(300):
        body = [
            f"    v{i} = np.unique(x{i % 3}, {(number * 31 + i * 17) % 97}) + {number * i % 89}"
            for i in range(len(lines) // 3)
        ]
        answers[f"s{number}"] = {"table": "def f(x):\n" + "\n".join(body)}
    started = time.process_time()  # on a busy machine, too
    compare(answers, stubs())
    assert time.process_time() - started < 20


def test_every_two_alternatives_of_the_labs_are_far_apart_from_a_copy():
    """Where the limit lies: no honest pair of answers comes near it, and no copy falls below."""
    near = []
    for first, second in combinations([reference(), alternatives(0), alternatives(1)], 2):
        for name in first:
            one, two = (
                set(similarity.fingerprints(similarity.tokens(code, stubs()[name])))
                for code in (first[name], second[name])
            )
            near += (
                [name]
                if len(one & two) >= similarity.LEAST_SIMILARITY * min(len(one), len(two))
                else []
            )
    assert near == []
