"""What a reader has done, in one small file of theirs: ``.course/progress.json`` below the course's
folder. It is written where it lies and goes nowhere.

    {"path": "performance", "labs": {"zone_maps": {"scan": {"points": 20, "of": 25, "state": "wrong",
     "when": "2026-11-28T10:22:31", "passed": ""}}}, "predictions": {"zone_maps": {"scan": "..."}},
     "ask": true}

``when`` is the last run, ``passed`` the first that earned every point; local time. ``predictions`` are the
reader's words, empty where nothing was said when asked; ``ask`` whether to ask for more.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.paths import LABS, ROOT, UsageError
from autograder.reports.table import Row

FILE = ROOT / ".course" / "progress.json"


@dataclass(frozen=True)
class Done:
    """How an exercise stood when it was last graded."""

    points: float
    of: float
    state: str
    when: str
    passed: str = ""


@dataclass
class Progress:
    """``path``: the reading path that was chosen, empty for the whole book. ``labs`` and
    ``predictions``: by lab and exercise. ``ask``: whether predictions are asked for."""

    path: str
    labs: dict[str, dict[str, Done]]
    predictions: dict[str, dict[str, str]] = field(default_factory=dict)
    ask: bool = True

    def passed(self, lab: str, exercises: list[str]) -> bool:
        """Whether every one of a lab's exercises has all its points."""
        done = self.labs.get(lab, {})
        return bool(exercises) and all(
            name in done and done[name].state == "passed" for name in exercises
        )


def read(file: Path | None = None) -> Progress:
    """What was done; nothing where there is no file yet. Raises UsageError for one that is spoilt."""
    file = file or FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        labs = {
            lab: {name: Done(**said) for name, said in done.items()}
            for lab, done in found["labs"].items()
        }
        predictions = {  # a file of an older course has none
            lab: {name: str(words) for name, words in of_lab.items()}
            for lab, of_lab in found.get("predictions", {}).items()
        }
        return Progress(str(found["path"]), labs, predictions, bool(found.get("ask", True)))
    except FileNotFoundError:
        return Progress("", {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{file} cannot be read ({error}): move it away, and grade your notebooks again with "
            "'course check'"
        ) from error


def record(lab: str, folder: Path, row: Row, file: Path | None = None) -> None:
    """Keep how the exercises of ``row`` stand, where they are those of the reader's own notebook in
    ``labs/``: what was checked elsewhere is somebody's copy, or an author's source."""
    if folder.resolve() != (LABS / lab).resolve():
        return
    now = datetime.now().isoformat(timespec="seconds")
    with _changed(file or FILE) as progress:
        done = progress.labs.setdefault(lab, {})
        for name, state in row.states.items():
            before = done.get(name)
            if state == "not started" and before is None:
                continue
            passed = before.passed if before else ""
            done[name] = Done(
                row.points[name],
                row.most[name],
                state,
                now,
                passed or (now if state == "passed" else ""),
            )


def try_to_record(lab: str, folder: Path, row: Row, file: Path | None = None) -> str:
    """As ``record``; where the file cannot be kept, a sentence that says so, since what was graded is
    none the worse for it."""
    try:
        record(lab, folder, row, file)
    except (OSError, UsageError) as error:
        return f"your progress was not kept: {error}"
    return ""


def try_to_predict(lab: str, exercise: str, words: str, file: Path | None = None) -> str:
    """Keep what a reader predicted of an exercise; where that cannot be, a sentence that says so."""
    try:
        with _changed(file or FILE) as progress:
            progress.predictions.setdefault(lab, {})[exercise] = words.strip()
    except (OSError, UsageError) as error:
        return f"your prediction was not kept: {error}"
    return ""


def choose(path: str | None = None, file: Path | None = None, ask: bool | None = None) -> None:
    """Keep which reading path is followed, and whether predictions are asked for; None: as it is."""
    with _changed(file or FILE) as progress:
        progress.path = progress.path if path is None else path
        progress.ask = progress.ask if ask is None else ask


@contextmanager
def _changed(file: Path) -> Iterator[Progress]:
    """The file's content, to change within the block. A notebook and a watch may do so at once, and a
    power cut leaves the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        progress = read(file)
        yield progress
        unfinished = file.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(progress), indent=1, sort_keys=True) + "\n")
        os.replace(unfinished, file)
