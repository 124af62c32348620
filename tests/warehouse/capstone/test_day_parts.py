"""The workload day as a whole: a reader's policies and lent ones, a policy that breaks, baselines, the page and the
command."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

from autograder import paths
from autograder.quality import sampling
from tests.conftest import sample_seed
from tests.solved import solved
from warehouse import mine
from warehouse.capstone import storage
from warehouse.capstone.day import __main__ as command
from warehouse.capstone.day import baselines, measuring, page, parts, policies, scores, traffic
from warehouse.capstone.day.records import Failed
from warehouse.capstone.records import Operators
from warehouse.errors import CourseError

BUDGET = scores.BUDGET
TEMPLATES = {one.number: one for one in measuring.kept("built")}


@pytest.fixture(scope="module")
def theirs():
    """The labs' reference solutions, by lab and exercise."""
    found = {}
    for seam in parts.SEAMS.values():
        names = solved(seam.lab)
        for exercise, wanted in seam.exercises.items():
            taken = mine.Taken({name: names[name] for name in wanted}, "its examples pass")
            found.setdefault(seam.lab, {})[exercise] = taken
    return found


@pytest.fixture(scope="module")
def short():
    """The first queries of a day, a burst among them, and its yesterday."""
    today, before = traffic.make(1), traffic.make(1, -1)
    return today._replace(selects=today.selects[:2_500]), before


def test_every_part_of_a_day_has_its_place():
    of_places = [seam for seams in parts.OF_PLACE.values() for seam in seams]
    assert sorted(of_places) == sorted(parts.SEAMS)
    assert set(parts.OF_PLACE) == set(policies.PLACES)


def test_the_references_take_every_place_and_nothing_breaks(theirs, short):
    taken = parts.of(theirs)
    assert taken.yours == len(parts.SEAMS) and not any(o.whose == "lent" for o in taken.origins)
    played, after = parts.play(*short, TEMPLATES, BUDGET, taken)
    assert after == taken
    lent = policies.play(*short, TEMPLATES, BUDGET, policies.LENT)
    assert np.percentile(played.answers, 95) < 0.3 * np.percentile(lent.answers, 95)
    assert len(played.ran) < 0.7 * len(lent.ran) == 0.7 * len(short[0].selects)
    assert parts.play(*short, TEMPLATES, BUDGET, taken)[0] == played  # the same again


def test_without_any_part_the_day_is_that_of_all_defaults(theirs, short):
    nothing = {
        lab: dict.fromkeys(exercises, mine.Taken({}, "it is not started"))
        for lab, exercises in theirs.items()
    }
    taken = parts.of(nothing)
    assert taken.yours == 0
    assert "it is not started: every query is run" in str(taken.shown())
    played, _ = parts.play(*short, TEMPLATES, BUDGET, taken)
    assert played == policies.play(*short, TEMPLATES, BUDGET, policies.LENT)


def raises(*given):
    raise RuntimeError("on purpose")


class Raises:
    """Its methods raise, whatever they are called."""

    def __init__(self, *given):
        pass

    def __getattr__(self, name):
        return raises


class Answers(Raises):
    """Its methods give the same, whatever they are asked."""

    answer = None

    def __getattr__(self, name):
        return lambda *given: self.answer


class Endless(Raises):
    def decide(self, told):
        while True:
            pass


def answering(value):
    return type("Answering", (Answers,), {"answer": value})


BROKEN = {
    "a size that may not be": ("size", {"choose_rpus": lambda *given: 7}, "chooses 7"),
    "a fit that raises": ("size", {"fit_scaling": raises}, "raises RuntimeError: on purpose"),
    "a cache that raises": ("cache", {"ResultCache": Raises}, "raises RuntimeError"),
    "a cache of others' answers": ("cache", {"ResultCache": answering([(3,)])}, "another question"),
    "a memory that raises": ("times", {"TimeCache": Raises}, "raises RuntimeError"),
    "a model that raises": ("model", {"train": raises}, "raises RuntimeError"),
    "a model that says nothing": (
        "model",
        {"predict": lambda *given: ([], [])},
        "gives no seconds",
    ),
    "a stage that says nothing": (
        "stage",
        {"stage": lambda *given: None},
        "gives no (seconds, source)",
    ),
    "a stage without a number": ("stage", {"stage": lambda *given: (-1.0, "local")}, "are none"),
    "a lane that forgets": ("lane", {"ShortQueryLane": answering([])}, "all slots are free"),
    "a lane that is none": ("lane", {"ShortQueryLane": raises}, "raises RuntimeError"),
    "a scaler without bounds": ("scaler", {"Scaler": answering(99)}, "no number of clusters"),
    "a scaler for loads": ("autoscaler", {"Autoscaler": answering(13)}, "is no capacity"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_part_that_breaks_is_said_and_the_day_goes_on_with_a_lent_one(what, theirs, short):
    seam, names, why = BROKEN[what]
    right = parts.of(theirs)
    taken = right._replace(found=right.found | {seam: right.found[seam] | names})
    played, after = parts.play(*short, TEMPLATES, BUDGET, taken)
    assert len(played.answers) == len(short[0].selects)
    origin = next(one for one in after.origins if one.part == parts.SEAMS[seam].part)
    assert origin.whose == "lent" and why in origin.why
    assert parts.SEAMS[seam].instead in origin.why
    assert seam not in after.found and taken.found.keys() - after.found.keys() <= {
        *parts.OF_PLACE.get("foresight" if seam in parts.OF_PLACE["foresight"] else seam)
    }


def test_who_does_not_come_to_an_end_is_the_one_who_is_replaced(theirs, short, monkeypatch):
    monkeypatch.setattr(parts, "DAY_SECONDS", 4.0)
    right = parts.of({lab: dict(exercises) for lab, exercises in theirs.items()})
    found = {"scaler": {"Scaler": Endless}, "cache": right.found["cache"]}
    _, after = parts.play(*short, TEMPLATES, BUDGET, right._replace(found=found))
    assert set(after.found) == {"cache"}
    origin = next(one for one in after.origins if one.part == "scales clusters")
    assert "the day takes longer than 4 s with it" in origin.why


def test_a_fault_that_no_part_of_the_readers_has_is_a_sentence(theirs, short, monkeypatch):
    def fails(*given):
        raise Failed("lane", "on purpose")

    monkeypatch.setattr(policies, "play", fails)
    with pytest.raises(CourseError, match="this day cannot be played: lane on purpose"):
        parts.play(*short, TEMPLATES, BUDGET, parts.of(theirs)._replace(found={}))


# --- baselines -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seed", "whose"),
    [
        *((seed, "built") for seed in sampling.some(range(1, 21), 3, sample_seed())),
        *((seed, "lent") for seed in sampling.some(range(1, 21), 1, sample_seed())),
    ],
)
def test_who_knows_more_waits_less_and_all_keep_the_budget(seed, whose):
    """On twenty seeds in all; a sample of them each time."""
    templates = {one.number: one for one in measuring.kept(whose)}
    today = traffic.make(seed)
    given = today, traffic.make(seed, -1), templates, BUDGET
    defaults, tuned, knows = (
        scores.score(played, today, templates, BUDGET)
        for played in (
            policies.play(*given, policies.LENT),
            policies.play(*given, baselines.HAND_TUNED),
            baselines.clairvoyant(*given),
        )
    )
    assert knows.p95 <= tuned.p95 <= defaults.p95
    assert knows.rpu_seconds <= tuned.rpu_seconds
    assert knows.loads <= tuned.loads <= defaults.loads
    assert defaults.within and tuned.within and knows.within
    whole = sum(
        templates[one.template].moved + templates[one.template].fetched for one in today.selects
    )
    assert defaults.moved == whole  # without a cache every query runs
    # the most on the forty days (twenty seeds, both tables of bytes) is 0.712, of seed 9
    assert max(knows.moved, tuned.moved) < 0.8 * whole


def test_what_a_budget_allows():
    assert policies.sizes(700) == [8, 16, 32] and policies.sizes(1000)[-1] == 64
    with pytest.raises(CourseError, match="120 is the least"):
        policies.sizes(50)
    money = policies.parted(700, 32)
    assert policies.dollars(sum(money)) == pytest.approx(700)
    assert policies.dollars(money.main) == 32 * 24 * 0.375


# --- bytes, page, command --------------------------------------------------------------------------


def test_the_kept_bytes_are_those_of_the_reference():
    """``make bench`` counts them; lent tables are whole and far away, the engine's network is the same."""
    names = solved("capstone")
    operators = Operators(*(names[part] for part in Operators._fields))
    counted = measuring.measure(names["execute"], operators, storage.LENT)
    assert counted == measuring.kept("lent")
    built = measuring.kept("built")
    assert [one.moved for one in built] == [one.moved for one in counted]
    assert sum(one.fetched for one in built) < 0.1 * sum(one.fetched for one in counted)
    assert all(one.seconds(8) > one.seconds(16) > measuring.PLANS_IN for one in built)


def test_an_engine_that_is_wrong_is_not_measured():
    names = solved("capstone")
    operators = Operators(*(names[part] for part in Operators._fields))
    empty = lambda *given: names["execute"](*given).slice(0, 0)
    said = measuring.measure(empty, operators, storage.LENT)
    assert said == "query 1 gives other rows than DuckDB"


@pytest.fixture(scope="module")
def one(theirs):
    some = {lab: dict(exercises) for lab, exercises in theirs.items()}
    some["workload_management"] = dict.fromkeys(
        theirs["workload_management"], mine.Taken({}, "it is <not> started")
    )
    return scores.day(2, BUDGET, TEMPLATES, parts.of(some))


def test_the_page_needs_nothing_and_says_what_the_table_says(one):
    made = page.page(one, list(TEMPLATES.values()), "<lent>")
    assert "src=" not in made and "@import" not in made and "href" not in made
    assert set(re.findall(r"https?://[^\"]+", made)) == {"http://www.w3.org/2000/svg"}
    assert "&lt;lent&gt;" in made and "it is &lt;not&gt; started" in made
    assert made.count('<svg xmlns="http://www.w3.org/2000/svg" role="img"') == 4
    for who, score in one.scores.items():
        assert f'<th scope="row">{who}</th>' in made and f"{score.dollars:,.2f}" in made
    nothing = one._replace(without={})
    assert "None of the policies was yours" in page.page(nothing, [], "lent")


def test_a_part_is_worth_what_its_place_is_worth(one):
    assert list(one.without) == [
        "chooses the size",
        "keeps answers",
        "scales clusters",
        "scales loads",
    ]
    mine_, less = one.scores[scores.YOURS], one.without
    assert less["keeps answers"].ran > 1.5 * mine_.ran
    assert less["scales clusters"].p95 > 3 * mine_.p95
    assert less["scales clusters"].dollars < mine_.dollars
    assert less["scales loads"].loads > 5 * mine_.loads


def test_loads_that_never_are_committed_are_said():
    played = SimpleNamespace(paid=(0.0,), ran=[], answers=[1.0], commits=[3.0] * 8 + [None] * 2)
    made = scores.score(played, SimpleNamespace(selects=[]), {}, 1.0)
    assert "never" in str(scores.table({"yours": made}))


def test_the_command_prints_the_table_and_writes_a_page(theirs, monkeypatch, tmp_path, capsys):
    whole = traffic.make
    few = lambda *given: whole(*given)._replace(selects=whole(*given).selects[:1_000])
    monkeypatch.setattr(traffic, "make", few)
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setattr(command, "measured", lambda: (measuring.kept("lent"), "lent"))
    cache = theirs["materialized_views"]
    lent = {
        lab: dict.fromkeys(exercises, mine.Taken({}, "there is no notebook"))
        for lab, exercises in theirs.items()
    }
    broken = {"result_cache": mine.Taken({"ResultCache": Raises}, cache["result_cache"].why)}
    taken = parts.of(lent | {"materialized_views": broken})
    monkeypatch.setattr(parts, "gathered", lambda: taken)
    assert command.main(["--seed", "1", "4", "--budget", "900"]) == 0
    said = capsys.readouterr().out
    assert "On this day 'keeps answers' is lent. raises RuntimeError: on purpose" in said
    assert "Seed 1, 900 dollars" in said and "Seed 4, 900 dollars" in said
    assert said.count("clairvoyant  ") >= 2 and "yours p95, s" in said
    assert {path.name for path in tmp_path.iterdir()} == {"day-1.html", "day-4.html"}
    for wrong in (["--seed", "-1"], ["--budget", "nan"], ["--budget", "many"]):
        with pytest.raises(SystemExit):
            command.main(wrong)


def test_nothing_graded_knows_of_the_day():
    """A change of it is none of a check."""
    for folder in (paths.SOLUTIONS / "capstone", paths.WAREHOUSE / "capstone"):
        for path in [*folder.glob("*.py"), *folder.glob("checks/**/*.py"), *folder.glob("*.ipynb")]:
            assert "capstone.day" not in path.read_text(encoding="utf-8"), path
