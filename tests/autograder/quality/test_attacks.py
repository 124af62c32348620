"""The attack corpus, graded: here the attacks that end soon; ``python -m autograder attacks``
grades all of them."""

from __future__ import annotations

import dataclasses
import json
import os

import pytest

from autograder.quality import ordinary_user
from autograder.quality.attack_corpus import Attack, attacks
from autograder.quality.under_attack import run
from conftest import needs_sandbox

#: Of each kind so many, spread over the alphabet; those that wait for a limit take too long here.
EACH = {"forge": 18, "steal": 10, "harm": 10, "escape": 7, "structure": 15}

#: Attacks on the grader's processes by signals, and by whatever else reaches a whole process group.
SIGNALS = (
    "joins_other_groups",
    "kills_everybody",
    "kills_group_zero",
    "kills_its_group",
    "kills_its_parent",
    "kills_who_speaks_to_it",
    "slows_its_group",
    "stops_everybody",
)
#: Without a sandbox a submission's code runs as the grader: it may kill by number, but not by
#: group.
BY_GROUP = ("kills_group_zero", "slows_its_group")


def signals(names: tuple[str, ...] = SIGNALS) -> list[Attack]:
    """They, with nothing beside: whether honest exercises keep their points too is for the
    command."""
    return [
        dataclasses.replace(attack, others="stubs")
        for attack in attacks("harm")
        if attack.name in names
    ]


@needs_sandbox
def test_no_attack_gets_further_than_it_should():
    chosen = []
    for kind, many in EACH.items():
        quick = [
            attack
            for attack in attacks(kind)
            if attack.others == "stubs" and attack.lab == "compression"
        ]
        chosen += quick[:: max(1, len(quick) // many)][:many]
    chosen += [attack for attack in signals() if attack.name not in {one.name for one in chosen}]
    assert len(chosen) >= 60
    assert run(chosen) == []


GRADE = """
import dataclasses, json, sys
from autograder.quality import under_attack
sys.path += ["tests", "tests/autograder/quality"]
from test_attacks import signals
names, sandboxed = json.loads(sys.argv[1])
under_attack.LIMITS = dataclasses.replace(under_attack.LIMITS, sandboxed=sandboxed)
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
