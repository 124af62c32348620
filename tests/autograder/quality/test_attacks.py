"""The attack corpus, graded: here those that were a hole once and a sample, another every day, of
those that end soon; ``make attacks`` grades all of them."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys

import nbformat
import psutil
import pytest

from autograder.execution.warm import GRADER
from autograder.quality import ordinary_user, sampling, under_attack
from autograder.quality.attack_corpus import Attack, attacks
from autograder.quality.under_attack import run
from conftest import needs_sandbox, sample_seed
from warehouse.checks import MIME

#: Of each kind so many; those that wait for a limit take too long here.
EACH = {"forge": 3, "steal": 2, "harm": 1, "escape": 1, "structure": 2, "exhaust": 0}

#: Attacks that got through, or whose like did, in some version of the grader.
ONCE_A_HOLE = (
    "hidden_helpers",
    "memory_in_a_mount",
    "memory_in_flight",
    "memory_in_segments",
    "memory_mapped_and_let_go",
    "result_put_off",
    "script_in_metadata",
    "script_in_output",
    "shown_in_feedback",
    "works_while_fetched",
)

#: Attacks on the grader's processes by signals, and by whatever else reaches a whole process group:
#: those that got through once, and others.
SIGNALS_ONCE_A_HOLE = (
    "joins_other_groups",
    "kills_group_zero",
    "kills_who_speaks_to_it",
    "slows_its_user",
)
SIGNALS = (
    *SIGNALS_ONCE_A_HOLE,
    *sampling.some(
        ("kills_everybody", "kills_its_group", "kills_its_parent", "stops_everybody"),
        1,
        sample_seed(),
    ),
)
#: Without a sandbox a submission's code runs as the grader: it may kill by number and have all that
#: is this user's wait for others, but not by group.
BY_GROUP = ("kills_group_zero", "slows_its_group")


def signals(names: tuple[str, ...] = SIGNALS) -> list[Attack]:
    """They, with nothing beside: whether honest exercises keep their points too is for the
    command."""
    return [
        dataclasses.replace(attack, others="stubs")
        for attack in attacks("harm")
        if attack.name in names
    ]


def chosen() -> list[Attack]:
    """Those that were a hole, and the sample; with the seed for all, the whole corpus."""
    if sample_seed() == sampling.ALL:
        return attacks()
    found = []
    for kind, many in EACH.items():
        quick = {
            attack.name: attack
            for attack in attacks(kind)
            if attack.others == "stubs" and attack.lab == "compression"
        }
        names = sampling.some(quick, many, sample_seed())
        found += [quick[name] for name in {*names, *ONCE_A_HOLE} & quick.keys()]
    return found + [a for a in signals() if a.name not in {one.name for one in found}]


@needs_sandbox
def test_no_attack_gets_further_than_it_should():
    found = chosen()
    assert {*ONCE_A_HOLE, *SIGNALS} <= {attack.name for attack in found}
    assert {attack.kind for attack in found} >= set(EACH)
    assert run(found) == []


GRADE = """
import dataclasses, json, sys
from autograder.quality import under_attack
sys.path += ["tests", "tests/autograder/quality"]
from test_attacks import signals
names, sandboxed = json.loads(sys.argv[1])
under_attack.LIMITS = dataclasses.replace(under_attack.LIMITS, sandboxed=sandboxed, cell_seconds=2)
print(json.dumps(under_attack.run(signals(names))))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="who runs this is no other user than an ordinary one")
@pytest.mark.parametrize(
    ("names", "sandboxed"), [(SIGNALS, True), (BY_GROUP, False)], ids=["sandbox", "without sandbox"]
)
def test_no_signal_reaches_the_grader_where_it_is_an_ordinary_user(names, sandboxed):
    """There a submission runs as the grader's own user, which may send the grader signals."""
    if sandboxed:
        ask = "from autograder.execution import sandbox; print(sandbox.why_not())"
        why_not = ordinary_user.run(
            "-c", ask, capture_output=True, text=True, check=True
        ).stdout.strip()
        if why_not:
            pytest.skip(why_not)
    graded = ordinary_user.run(
        "-c", GRADE, json.dumps([names, sandboxed]), capture_output=True, text=True, timeout=600
    )
    assert graded.returncode == 0, f"the grader ended: {graded.returncode}\n{graded.stderr}"
    assert json.loads(graded.stdout.splitlines()[-1]) == []


@pytest.mark.parametrize(("grader", "ours"), [(os.getpid, True), (os.getppid, False)])
def test_what_is_left_over_is_this_runs_own(grader, ours):
    """Two classes may be graded on one machine."""
    command = [sys.executable, "-c", "print(flush=True); input()", "autograder.execution.warm"]
    environment = os.environ | {GRADER: str(grader())}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, **pipes) as process:
        process.stdout.readline()  # it is there, under the name that it was given
        found = [
            p
            for p in psutil.process_iter(["pid", "cmdline", "status"])
            if p.pid == process.pid and under_attack._suspect(p)
        ]
        process.stdin.close()
    assert bool(found) is ours


def test_who_lost_points_beside_an_attack_is_told_with_the_checks_words(tmp_path):
    def graded(name, output):
        cell = nbformat.v4.new_code_cell("", outputs=[output])
        cell.metadata["nbgrader"] = {"grade": True, "points": 5, "grade_id": f"{name}-checks"}
        return cell

    def check(name, earned):
        return {"name": name, "earned": earned, "message": f"{name} is wrong", "got": 7}

    data = {MIME: {"checks": [check("rows", 0), check("types", 2)]}}
    error = nbformat.v4.new_output("error", ename="OverLimit", evalue="it took too long")
    cells = [
        graded("rle", nbformat.v4.new_output("display_data", data)),
        graded("table", error),
        graded("delta", error),
    ]
    path = tmp_path / "compression.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    told = under_attack._why_short(path, ["rle", "table"])
    assert told == "rle, rows: rows is wrong (7); table: it took too long"
