"""Parts that a reader has built in earlier labs, taken from the reader's own notebooks where they pass the
examples of their tasks.

A notebook is run in a process of its own (``warehouse.mine_apart``), cell by cell with limits, as when it is
graded: no views, no graded cells, of the examples those that are asked for. What passes them comes back by
value, and nothing else of the notebook does. Never while somebody's work is graded: it raises ``NotWhileGraded``.
"""

from __future__ import annotations

import copyreg
import functools
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil
import pyarrow as pa

COURSE = Path(__file__).resolve().parents[1]
#: An environment variable that every process has which a grader started.
GRADER = "COURSE_GRADER"
SECONDS = 180.0  # what a whole notebook may take: on a busy machine a cell's ten are many more


class NotWhileGraded(RuntimeError):
    """A graded answer asked for parts of other notebooks."""


class Taken(NamedTuple):
    """What became of one exercise. ``parts``: its functions and classes by name, none where they cannot be
    used. ``why``: in words; of one that was taken how it passed."""

    parts: dict[str, object]
    why: str


def notebook(lab: str, labs: Path | None = None) -> Path | None:
    """The reader's notebook of a lab; None where there is none. It lies in ``labs``, or without that beside
    the notebook that is open, below the folder that one is in, or in the course's own ``labs``."""
    here = Path.cwd()
    places = [labs] if labs else [here.parent, here / "labs", COURSE / "labs"]
    found = (
        place / lab / f"{lab}.ipynb"
        for place in places
        # an author who has a source open is no reader
        if place.name != "solutions"
    )
    return next((path for path in found if path.is_file()), None)


def take(
    lab: str, exercises: Mapping[str, Sequence[str]], labs: Path | None = None
) -> dict[str, Taken]:
    """By exercise what the reader's notebook of ``lab`` has of it. ``exercises``: by exercise the names that
    are wanted. Looked for anew where the notebook has been saved since."""
    if os.environ.get(GRADER):
        raise NotWhileGraded("parts of other notebooks are not to be had while a lab is graded")
    path = notebook(lab, labs)
    if path is None:
        return dict.fromkeys(exercises, Taken({}, f"there is no notebook {lab}.ipynb"))
    wanted = tuple((exercise, tuple(names)) for exercise, names in exercises.items())
    return {
        exercise: _loaded(parts, why)
        for exercise, (parts, why) in _run(path, path.stat().st_mtime_ns, wanted).items()
    }


def _loaded(parts: bytes, why: str) -> Taken:
    try:
        return Taken(pickle.loads(parts) if parts else {}, why)
    except Exception as error:  # the reader's own classes may have any way of being made anew
        return Taken({}, f"it cannot leave its notebook ({type(error).__name__}: {error})")


@functools.cache
def _run(path: Path, saved: int, wanted: tuple) -> dict[str, tuple[bytes, str]]:
    """What the other process says of each exercise: its parts, pickled, and why. ``saved``: when the notebook
    was, so that the next version of it is run again."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "parts"
        command = [sys.executable, "-P", "-m", "warehouse.mine_apart", path.name, str(answer)]
        process = subprocess.Popen(
            [*command, json.dumps(wanted)],
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # no window opens, and nothing is added to the history of what the reader has typed
            env={**os.environ, "MPLBACKEND": "agg", "IPYTHONDIR": folder},
        )
        try:
            process.wait(SECONDS)
            trouble = "its notebook ended the Python process"
        except subprocess.TimeoutExpired:
            trouble = f"its notebook did not come to an end within {SECONDS:g} s"
        finally:
            _end(process)
        if not answer.is_file():
            return {exercise: (b"", trouble) for exercise, _ in wanted}
        return pickle.loads(answer.read_bytes())


def _end(process: subprocess.Popen) -> None:
    """End the process, if it is still there, and what it has started."""
    if process.poll() is not None:
        return
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.kill()
    for one in family:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            continue
    process.wait()


def _codec(codec: pa.Codec) -> tuple:
    has_levels = pa.Codec.supports_compression_level(codec.name)
    return pa.Codec, (codec.name, codec.compression_level) if has_levels else (codec.name,)


def _cached(function: object) -> str | tuple:
    """A function of a notebook that remembers: by value, where ``functools`` names the notebook."""
    if function.__module__ != "__main__":
        return function.__qualname__
    return _remembering, (function.__wrapped__, function.cache_parameters())


def _remembering(function: object, parameters: dict) -> object:
    return functools.lru_cache(**parameters)(function)


# What answers hold in globals of theirs, and pickle does not take: in both processes, and on the way to slices.
copyreg.pickle(pa.Codec, _codec)
copyreg.pickle(type(functools.lru_cache(len)), _cached)
