"""What every chapter with a lab has, whatever it is about; the skeleton of a new one is held to it too.

Looked at in the chapter's text; ``tests/course/test_chapters.py`` also looks at the pages as they are
built.
"""

from __future__ import annotations

import re

#: Letters of a line of code that a page of 784 points shows without scrolling.
CODE_WIDE = 88
#: Sentences that a chapter's box of invariants holds, tasks that it gives those who want more.
INVARIANTS, TASKS = range(3, 8), range(2, 4)
#: Words that a chapter links to the glossary at least.
TERMS = 3
ANSWERS = "What a full answer says"


def section(text: str, heading: str) -> str:
    """What stands below ``## heading``, up to the next of its kind; empty where there is none."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def numbered(text: str) -> int:
    """How many items the numbered lists of ``text`` have."""
    return len(re.findall(r"^\d+\. ", text, re.M))


def invariants(text: str) -> int:
    """How many sentences the chapter's ``{invariants}`` hold; 0 without."""
    box = re.search(r"^```\{invariants\}\n(.*?)^```$", text, re.M | re.S)
    return numbered(box[1]) if box else 0


def code_lines(text: str) -> list[str]:
    """Every line of the chapter's cells."""
    cells = re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", text, re.M | re.S)
    return [line for cell in cells for line in cell.splitlines()]


def faults(text: str) -> list[str]:
    """What a chapter lacks, in words that say how to mend it."""
    found = []

    def ask(holds: bool, fault: str) -> None:
        if not holds:
            found.append(fault)

    held, head = invariants(text), text.split("\n## ")[0]
    ask(
        held in INVARIANTS, f"{held} invariants: 3 to 7 numbered sentences in an {{invariants}} box"
    )
    ask("```{invariants}" in head, "the invariants stand near the head, before the first section")
    lit = re.search(r"^```\{architecture\} (\S.*)$", head, re.M)
    ask(bool(lit), "the head has no {architecture} PART: the picture with the chapter's part lit")
    named = {int(number) for number in re.findall(r"\{invariant\}`(\d+)`", text)}
    ask(bool(named), "no {invariant}`N` refers to an invariant: say where each one matters")
    ask(named <= set(range(1, held + 1)), f"invariants that are not there: {sorted(named)}")
    terms = len(re.findall(r"\{term\}`", text))
    ask(terms >= TERMS, f"{terms} words are linked to the glossary with {{term}}: {TERMS} at least")
    ask("{cite:" in text, "nothing is cited: {cite:t}`key` of book/references.bib")
    questions, _, folded = section(text, "Checkpoint").partition(f"```{{dropdown}} {ANSWERS}")
    ask(numbered(questions) >= 3, "the checkpoint has fewer than three numbered questions")
    ask(
        numbered(questions) == numbered(folded),
        f"a folded answer ({ANSWERS!r}) for every question of the checkpoint",
    )
    tasks = len(re.findall(r"^- \*\*", section(text, "Going further"), re.M))
    ask(tasks in TASKS, f"{tasks} tasks below 'Going further': two or three, '- **Name.** what'")
    ask("Predict before you build" in text, "no questions 'Predict before you build'")
    wide = [line for line in code_lines(text) if len(line) > CODE_WIDE]
    ask(not wide, f"code wider than {CODE_WIDE}: {wide[:1]}")
    return found
