"""The attack corpus, graded: here the attacks that end soon; ``python -m autograder attacks`` grades all of them."""

from __future__ import annotations

from autograder.attack_corpus import attacks
from autograder.under_attack import run
from conftest import needs_sandbox

#: Of each kind so many, spread over the alphabet; those that wait for a limit take too long here.
EACH = {"forge": 18, "steal": 10, "harm": 10, "escape": 7, "structure": 15}


@needs_sandbox
def test_no_attack_gets_further_than_it_should():
    chosen = []
    for kind, many in EACH.items():
        quick = [attack for attack in attacks(kind) if attack.others == "stubs" and attack.lab == "compression"]
        chosen += quick[:: max(1, len(quick) // many)][:many]
    assert len(chosen) >= 60
    assert run(chosen) == []
