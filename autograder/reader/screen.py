"""What the watch shows of an exercise: text for a terminal, made from plain data."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from autograder.reader.tasks import Task
from warehouse.checks import report

KEYS = "h hint   n next   l list   c chapter   r run again   q quit"
GOOD = ("passed", "not started")
SIGNS = {"passed": "✓", "not started": "○", "": "·", "error": "!", "over a limit": "⏱"}


@dataclass
class Standing:
    """How an exercise stands. ``state``: as in the class's table, empty where it has not been run;
    ``points``: earned. ``failure``: the first check that does not pass, an example or a graded one,
    and ``graded`` which of the two. ``ended``, ``of``: graded checks that have come to their end,
    of how many. ``faults``: sentences on cells that did not run."""

    task: Task
    state: str = ""
    points: float = 0
    failure: dict | None = None
    graded: bool = False
    section: str = ""
    hints: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ended: int = 0
    of: int = 0

    @property
    def passed(self) -> bool:
        return self.state == "passed"


def overview(standings: dict[str, Standing], current: str) -> Text:
    """One line: every exercise with its sign and its points."""
    line = Text()
    for name, it in standings.items():
        sign = SIGNS.get(it.state, "✗")
        style = "bold reverse" if name == current else "green" if it.passed else ""
        line.append(f"{sign} {name} {it.points:g}/{it.task.points:g}", style=style)
        line.append("   ")
    return line


def listing(standings: dict[str, Standing]) -> Text:
    """A line for each exercise, and their sum."""
    width = max(len(it.task.title) for it in standings.values())
    text = Text()
    for it in standings.values():
        text.append(
            f"{SIGNS.get(it.state, '✗')} {it.task.title:{width}}  "
            f"{it.points:g} of {it.task.points:g}  {it.state or 'not run yet'}\n"
        )
    total = sum(it.points for it in standings.values())
    text.append(f"{total:g} of {sum(it.task.points for it in standings.values()):g} points\n")
    return text


def result(it: Standing, lab: str, hints_shown: int, running: bool) -> Text:
    """What there is to say of an exercise now: the first check that fails, or that there is none."""
    text = Text()
    text.append(f"{it.task.title}\n", style="bold")
    for fault in it.faults:
        text.append(f"! {fault}\n", style="red")
    if it.failure:
        _failure(text, it, lab)
    elif it.state == "not started":
        text.append(f"○ not started: write your answer into the cell {it.task.exercise}, save\n")
    elif it.passed:
        text.append(f"✓ {it.points:g} of {it.task.points:g} points: every check passes\n", "green")
    hints = [*it.hints, *([it.task.hint] if it.task.hint else [])]
    for hint in hints[:hints_shown]:
        text.append("\nhint: ", style="bold")
        text.append(f"{hint}\n")
    if hints_shown > len(hints):
        text.append("\nno further hint\n")
    if running:
        text.append(f"running: {it.ended} of {it.of or '?'} graded checks\n", style="dim")
    elif it.of and not it.passed:
        text.append(f"{it.points:g} of {it.task.points:g} points\n")
    return text


def _failure(text: Text, it: Standing, lab: str) -> None:
    check = it.failure
    kind = "graded check" if it.graded else "example"
    style = "" if check["outcome"] in GOOD else "red"
    text.append(f"{SIGNS.get(check['outcome'], '✗')} {check['title']}", style=style)
    text.append(f" ({kind})\n      {check['outcome']}: {check['message']}\n")
    if check["outcome"] in GOOD:
        return
    for label, value in report.details(check):
        text.append(f"      {label.lower() + ':':9} ", style="bold")
        text.append(f"{value}\n")
    for sentence in it.task.demands.get(check["name"], []) if it.graded else []:
        text.append("      task:     ", style="bold")
        text.append(f"{sentence.lstrip(' ,;.)')}\n")
    where = report.where({"lab": lab, "section": it.section})
    text.append("      read:     ", style="bold")
    text.append(f"{where}\n")


class Screen:
    """Draws on a terminal, anew at every change; elsewhere each text once, below the last."""

    def __init__(self, console: Console | None = None, keys: bool = True):
        self.console = console or Console(highlight=False)
        self.keys = keys

    def draw(self, parts: list[Text], words: str, final: bool) -> None:
        """``final``: nothing more comes of what runs. A log is told only of that."""
        if self.console.is_terminal:
            self.console.clear()
        elif not final:
            return
        for part in parts:
            self.console.print(part, soft_wrap=not self.console.is_terminal)
        self.console.print(f"[{time.strftime('%H:%M:%S')}] {words}", style="dim", markup=False)
        if self.keys:
            self.console.print(KEYS, style="dim")
