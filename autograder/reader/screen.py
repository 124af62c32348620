"""What the watch shows of an exercise: text for a terminal, made from plain data."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.reader.predictions import PROMPT, Prediction
from autograder.reader.tasks import Task
from warehouse.checks import report

KEYS = "h hint   n next   l list   c chapter   r run again   q quit"
WHILE_ASKED = "Enter ends your answer   Ctrl-C quit"
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


def result(it: Standing, lab: str, hints_shown: int, running: bool) -> Group:
    """What there is to say of an exercise now: the first check that fails, or that there is none."""
    lines: list[RenderableType] = [Text(it.task.title, style="bold")]
    lines += [Text(f"! {fault}", style="red") for fault in it.faults]
    if it.failure:
        lines += _failure(it, lab)
    elif it.state == "not started":
        lines.append(
            Text(f"○ not started: write your answer into the cell {it.task.exercise}, save")
        )
    elif it.passed:
        lines.append(
            Text(f"✓ {it.points:g} of {it.task.points:g} points: every check passes", "green")
        )
    hints = [*it.hints, *([it.task.hint] if it.task.hint else [])]
    lines += [_labelled([("hint", hint)]) for hint in hints[:hints_shown]]
    if hints_shown > len(hints):
        lines.append(Text("no further hint"))
    if running:
        lines.append(Text(f"running: {it.ended} of {it.of or '?'} graded checks", style="dim"))
    elif it.of and not it.passed:
        lines.append(Text(f"{it.points:g} of {it.task.points:g} points"))
    return Group(*lines)


def question(it: Prediction, typed: str) -> Group:
    """What is to be predicted, and what has been typed so far."""
    return Group(
        Text(f"Before {it.exercise} is graded for the first time:", style="bold"),
        Text(it.question),
        Text(f"{PROMPT}{typed}▏"),
    )


def compared(it: Prediction, words: str) -> Table:
    """What was predicted beside what the chapter found."""
    return _labelled([("predicted", words), ("asked was", it.question), ("chapter", it.answer)])


def _failure(it: Standing, lab: str) -> list[RenderableType]:
    check = it.failure
    kind = "graded check" if it.graded else "example"
    head = Text(f"{SIGNS.get(check['outcome'], '✗')} {check['title']} ({kind})")
    head.stylize("" if check["outcome"] in GOOD else "red")
    if check["outcome"] in GOOD:
        return [head, _labelled([(check["outcome"], check["message"])])]
    demands = it.task.demands.get(check["name"], []) if it.graded else []
    return [
        head,
        _labelled(
            [
                (check["outcome"], check["message"]),
                *report.details(check),
                *(("task", sentence.lstrip(" ,;.)")) for sentence in demands),
                ("read", report.where({"lab": lab, "section": it.section})),
            ]
        ),
    ]


def _labelled(pairs: list[tuple[str, str]]) -> Table:
    """Label and text side by side, the text's further lines below its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="bold", no_wrap=True, min_width=12)
    grid.add_column(overflow="fold")
    for label, text in pairs:
        grid.add_row(Text(f"  {label.lower()}:"), Text(text))
    return grid


class Screen:
    """Draws on a terminal, anew at every change; elsewhere each text once, below the last."""

    def __init__(self, console: Console | None = None, keys: bool = True):
        self.console = console or Console(highlight=False)
        self.keys = keys

    def draw(self, parts: list[RenderableType], words: str, final: bool, keys: str = KEYS) -> None:
        """``final``: nothing more comes of what runs. A log is told only of that."""
        if self.console.is_terminal:
            self.console.clear()
        elif not final:
            return
        for part in parts:
            self.console.print(part)
        self.console.print(f"[{time.strftime('%H:%M:%S')}] {words}", style="dim", markup=False)
        if self.keys:
            self.console.print(keys, style="dim")
